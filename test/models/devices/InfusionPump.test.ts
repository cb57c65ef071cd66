import { assert, describe, it } from "vitest"
import { Command, InfusionPump, type ReceivedCommand } from "../../../models/devices/InfusionPump.ts"
import {
  type InstalledLibrary,
  type LibraryEntry,
  outdatedEntry
} from "../../../models/devices/DrugLibrary.ts"
import { hardLimits } from "../../../models/defences/hardLimits.ts"
import { order, recordingBody } from "./fixtures.ts"

const HOUR = 3600

const pumpWith = (changes: Partial<typeof order> = {}) => {
  const record = recordingBody()
  return { ...record, pump: new InfusionPump(0, false, { ...order, ...changes }, record.body) }
}

const command = (code: number, value: number): ReceivedCommand => ({
  code,
  value,
  isAuthentic: true,
  counter: 0
})

describe("states of a pump", () => {
  it("infuses the ordered rate from the start", () => {
    const { pump, rates } = pumpWith()
    assert.strictEqual(pump.state, "infusing")
    assert.isTrue(pump.matchesOrder)
    assert.deepStrictEqual(rates, [[0, 0.5]])
  })

  it("stops in alarm, drips in keep-vein-open, and resumes what is programmed", () => {
    const { pump, rates } = pumpWith()
    pump.interrupt(60, "keep-vein-open", 0.1)
    pump.interrupt(120, "alarm")
    pump.resume(180)
    pump.settle(240)
    assert.deepStrictEqual(rates.slice(1), [
      [60, 0.1],
      [120, 0],
      [180, 0.5]
    ])
    // 1 min at 0.5, 1 min at 0.1, 1 min of nothing, 1 min at 0.5.
    assert.closeTo(pump.commandedDose, 1.1, 1e-12)
  })

  it("counts the time in which it did not infuse once, however often one looks", () => {
    const { pump } = pumpWith()
    pump.interrupt(100, "alarm")
    pump.settle(130)
    pump.interrupt(150, "paused")
    pump.settle(160)
    pump.resume(200)
    pump.settle(500)
    assert.strictEqual(pump.interruptedSeconds, 100)
  })

  it("takes a new rate while stopped and gives it once it resumes", () => {
    const { pump, rates } = pumpWith()
    pump.interrupt(10, "alarm")
    pump.program(20, 1.5, 2)
    assert.deepStrictEqual(rates.at(-1), [10, 0])
    assert.isFalse(pump.matchesOrder)
    pump.resume(30)
    assert.deepStrictEqual(rates.at(-1), [30, 1.5])
  })

  it("gives no bolus and counts no dose unless it infuses", () => {
    for (const state of ["alarm", "keep-vein-open", "paused"] as const) {
      const { pump, boluses } = pumpWith({ dosePerMinute: 0 })
      pump.interrupt(10, state)
      assert.isFalse(pump.giveBolus(20, 1))
      assert.isFalse(pump.demand(20))
      assert.strictEqual(pump.receive(command(Command.bolus, 1), 20), "not-infusing")
      pump.settle(30)
      assert.strictEqual(pump.commandedDose, 0)
      assert.strictEqual(pump.bolusInLastFourHours(30), 0)
      assert.isEmpty(boluses)
    }
  })
})

describe("a ramp", () => {
  it("goes to a new rate in equal steps, the first at once, and delivers their sum", () => {
    const { pump, rates } = pumpWith()
    pump.rampSeconds = 180
    pump.program(60, 2, 1)
    assert.isFalse(pump.matchesOrder)
    while (pump.nextRampStepSeconds !== Infinity) pump.refreshFlow(pump.nextRampStepSeconds)
    pump.settle(300)
    assert.deepStrictEqual(rates.slice(1), [
      [60, 1],
      [120, 1.5],
      [180, 2]
    ])
    assert.closeTo(pump.commandedDose, 0.5 + 1 + 1.5 + 2 * 2, 1e-12)
  })

  it("ends where the pump stops, and is not taken up again", () => {
    const { pump, rates } = pumpWith()
    pump.rampSeconds = 180
    pump.program(60, 2, 1)
    pump.interrupt(90, "alarm")
    assert.strictEqual(pump.nextRampStepSeconds, Infinity)
    pump.resume(100)
    assert.deepStrictEqual(rates.at(-1), [100, 2])
  })
})

describe("faster than the drive can", () => {
  it("is refused as a command and clamped as a program", () => {
    const { pump, rates } = pumpWith()
    pump.maximumPerMinute = 1
    assert.strictEqual(pump.receive(command(Command.setRate, 1.01), 10), "beyond-pump-maximum")
    assert.strictEqual(pump.ratePerMinute, 0.5)
    pump.program(20, 3, 1)
    assert.deepStrictEqual(rates.at(-1), [20, 1])
  })
})

describe("the patient's button", () => {
  it("is locked out until the lock-out time is over, to the second", () => {
    const { pump } = pumpWith()
    assert.isTrue(pump.demand(100))
    assert.isFalse(pump.demand(699.999))
    assert.isTrue(pump.demand(700))
  })

  it("is not unlocked by a press that was refused", () => {
    const { pump } = pumpWith()
    pump.demand(0)
    pump.demand(599)
    assert.isTrue(pump.demand(600))
  })

  it("gives no more than the four-hour limit in any four hours, boluses of others included", () => {
    const { pump, boluses } = pumpWith()
    pump.giveBolus(0, 2)
    for (let press = 1; press <= 20; press++) pump.demand(press * 600)
    // 2 mg of somebody else and 3 presses reach the limit of 5.
    assert.deepStrictEqual(
      boluses.map(([time]) => time),
      [0, 600, 1200, 1800]
    )
    assert.isFalse(pump.demand(4 * HOUR - 1))
    assert.isTrue(pump.demand(4 * HOUR))
    assert.strictEqual(pump.bolusInLastFourHours(4 * HOUR), 4)
  })

  it("does nothing without a demand dose", () => {
    const { pump } = pumpWith({ demandDose: 0 })
    assert.isFalse(pump.demand(10))
  })
})

describe("remote commands", () => {
  it("set rate, demand dose, or give a bolus", () => {
    const { pump, boluses } = pumpWith()
    assert.isNull(pump.receive(command(Command.setRate, 1.25), 1))
    assert.isNull(pump.receive(command(Command.setDemandDose, 2.5), 2))
    assert.isNull(pump.receive(command(Command.bolus, 0.75), 3))
    assert.deepStrictEqual([pump.ratePerMinute, pump.demandDose], [1.25, 2.5])
    assert.deepStrictEqual(boluses, [[3, 0.75]])
  })

  it("are refused by the first check that objects, and then change nothing", () => {
    const { pump } = pumpWith()
    const asked: Array<string> = []
    pump.checks.push(
      () => {
        asked.push("first")
        return null
      },
      () => {
        asked.push("second")
        return "therapy-running"
      },
      () => {
        asked.push("third")
        return "replayed"
      }
    )
    assert.strictEqual(pump.receive(command(Command.setRate, 9), 5), "therapy-running")
    assert.deepStrictEqual(asked, ["first", "second"])
    assert.strictEqual(pump.ratePerMinute, 0.5)
  })
})

const entry: LibraryEntry = {
  softMaximumPerMinute: 1,
  hardMaximumPerMinute: 2,
  softMaximumBolus: 2,
  hardMaximumBolus: 3,
  fourHourLimitDose: 5
}
const installed: InstalledLibrary = { version: 1, entry }

describe("hard limits", () => {
  const limited = (softLimits = false, limits: InstalledLibrary | null = installed) => {
    const made = pumpWith()
    made.pump.library = limits
    hardLimits.install(
      {
        addCommandCheck: (makeCheck: (pump: InfusionPump) => never) =>
          made.pump.checks.push(makeCheck(made.pump))
      } as never,
      { id: "hard-limits", softLimits }
    )
    return made
  }

  it.each([
    [Command.setRate, 2, null],
    [Command.setRate, 2.0001, "beyond-hard-limit"],
    [Command.bolus, 3, null],
    [Command.bolus, 3.0001, "beyond-hard-limit"],
    [Command.setDemandDose, 3.0001, "beyond-hard-limit"]
  ])("judge command %d of %d", (code, value, refusal) => {
    assert.strictEqual(limited().pump.receive(command(code, value), 10), refusal)
  })

  it("of a pump outside the library stop nothing", () => {
    assert.isNull(limited(true, null).pump.receive(command(Command.setRate, 1000), 10))
  })

  it("of an older version are wider", () => {
    const old = { version: 0, entry: outdatedEntry(entry, 1) }
    assert.isNull(limited(false, old).pump.receive(command(Command.setRate, 2.4), 10))
    assert.strictEqual(
      limited(false, old).pump.receive(command(Command.setRate, 2.6), 10),
      "beyond-hard-limit"
    )
  })

  it("with confirmation at the bedside refuse what is beyond a soft limit, and only that", () => {
    assert.strictEqual(limited(true).pump.receive(command(Command.setRate, 1.5), 10), "beyond-soft-limit")
    assert.isNull(limited(false).pump.receive(command(Command.setRate, 1.5), 10))
    assert.isNull(limited(true).pump.receive(command(Command.setRate, 1), 10))
    assert.strictEqual(limited(true).pump.receive(command(Command.bolus, 2.5), 10), "beyond-soft-limit")
  })

  it("count what the last four hours gave", () => {
    const { pump } = limited()
    assert.isNull(pump.receive(command(Command.bolus, 3), 10))
    assert.isNull(pump.receive(command(Command.bolus, 2), 20))
    assert.strictEqual(pump.receive(command(Command.bolus, 0.1), 30), "beyond-four-hour-limit")
    assert.isNull(pump.receive(command(Command.bolus, 3), 10 + 4 * HOUR))
  })
})
