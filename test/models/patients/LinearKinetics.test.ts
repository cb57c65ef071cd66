import { assert, describe, it } from "vitest"
import { type KineticParameters, LinearKinetics } from "../../../models/patients/LinearKinetics.ts"
import {
  alea,
  column,
  type DoseEvent,
  type LinearRegimen,
  readColumns,
  regimen,
  regimens
} from "./fixtures.ts"

const parametersOf = ({ params }: LinearRegimen): KineticParameters => ({
  v1: params.v1,
  k10: params.k10,
  k12: params.k12 ?? 0,
  k21: params.k21 ?? 0,
  k13: params.k13 ?? 0,
  k31: params.k31 ?? 0,
  ke0: params.ke0 ?? 0
})

/** Runs a regimen and reads plasma and effect site at each time; values at an event time are those after it. */
const run = (kinetics: LinearKinetics, events: ReadonlyArray<DoseEvent>, minutes: ReadonlyArray<number>) => {
  let anchor = 0
  let next = 0
  return minutes.map((time) => {
    for (; next < events.length && (events[next] as DoseEvent)[0] <= time; next++) {
      const [at, kind, amount] = events[next] as DoseEvent
      kinetics.advance(at - anchor)
      anchor = at
      if (kind === "bolus") kinetics.bolus(amount)
      else kinetics.setRate(amount)
    }
    return { plasma: kinetics.plasma(time - anchor), effect: kinetics.effectSite(time - anchor) }
  })
}

const largestError = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>) =>
  Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] as number)))) /
  Math.max(...expected.map(Math.abs))

const compare = (name: string) => {
  const columns = readColumns(name)
  const reference = regimen(name)
  const values = run(
    new LinearKinetics(parametersOf(reference)),
    reference.events,
    column(columns, "time_min")
  )
  return {
    plasma: largestError(
      values.map((value) => value.plasma),
      column(columns, "Cp")
    ),
    effect: largestError(
      values.map((value) => value.effect),
      column(columns, "Ce")
    )
  }
}

const morphine = parametersOf(regimen("exact_R07_morphine_bolus10mg_M40.csv"))

describe("LinearKinetics", () => {
  for (const name of Object.keys(regimens).filter((name) => name.startsWith("exact_"))) {
    it(`agrees with ${name} to 1e-9 of its peak`, () => {
      const error = compare(name)
      assert.isBelow(error.plasma, 1e-9)
      assert.isBelow(error.effect, 1e-9)
    })
  }

  for (const name of Object.keys(regimens).filter((name) => name.startsWith("stanpumpR_"))) {
    it(`agrees with ${name}: plasma to 1e-9 of its peak, effect site to 0.5 %`, () => {
      const error = compare(name)
      assert.isBelow(error.plasma, 1e-9)
      assert.isBelow(error.effect, 5e-3)
    })
  }

  for (const name of Object.keys(regimens).filter((name) => name.startsWith("kcl_"))) {
    it(`agrees with ${name} to 1e-9 of its peak`, () => {
      const columns = readColumns(name)
      const reference = regimen(name)
      const minutes = column(columns, "time_min")
      const values = run(new LinearKinetics(parametersOf(reference)), reference.events, minutes)
      const plasma = values.map((value) => value.plasma)
      assert.isBelow(largestError(plasma, column(columns, "dK_mmolL")), 1e-9)
    })
  }

  it("adds the effects of doses", () => {
    const [both, first, second] = [0, 1, 2].map(() => new LinearKinetics(morphine)) as [
      LinearKinetics,
      LinearKinetics,
      LinearKinetics
    ]
    both.bolus(3)
    first.bolus(3)
    for (const kinetics of [both, first, second]) kinetics.advance(40)
    both.setRate(0.7)
    second.setRate(0.7)
    assert.closeTo(both.plasma(55), first.plasma(55) + second.plasma(55), 1e-15)
    assert.closeTo(both.effectSite(55), first.effectSite(55) + second.effectSite(55), 1e-15)
    assert.closeTo(both.plasmaArea(55), first.plasmaArea(55) + second.plasmaArea(55), 1e-12)
  })

  it("accounts for every milligram: given = in the body + cleared", () => {
    const kinetics = new LinearKinetics(morphine)
    kinetics.bolus(5)
    kinetics.setRate(0.4)
    kinetics.advance(90)
    kinetics.setRate(0.1)
    const given = 5 + 0.4 * 90 + 0.1 * 500
    const cleared = kinetics.clearance * kinetics.plasmaArea(500)
    assert.closeTo(kinetics.amountInBody(500) + cleared, given, 1e-11 * given)
  })

  it("settles into the steady state that a rate holds", () => {
    const kinetics = new LinearKinetics(morphine, 1000)
    kinetics.settle(8)
    kinetics.setRate((8 / 1000) * kinetics.clearance)
    for (const time of [0, 1, 60, 10_000]) {
      assert.closeTo(kinetics.plasma(time), 8, 1e-13)
      assert.closeTo(kinetics.effectSite(time), 8, 1e-13)
    }
  })

  it("gives the same values however often the anchor is moved between", () => {
    const coarse = new LinearKinetics(morphine)
    const fine = new LinearKinetics(morphine)
    for (const kinetics of [coarse, fine]) {
      kinetics.bolus(2)
      kinetics.setRate(0.05)
    }
    const draw = alea("breakpoints")
    let time = 0
    while (time < 400) {
      const step = Math.min(5 * draw(), 400 - time)
      fine.advance(step)
      time += step
    }
    assert.closeTo(fine.plasma(30) / coarse.plasma(430), 1, 1e-12)
    assert.closeTo(fine.effectSite(30) / coarse.effectSite(430), 1, 1e-12)
    assert.closeTo(fine.plasmaArea(30) / coarse.plasmaArea(430), 1, 1e-12)
  })

  it("passes smoothly through an effect site as fast as one of the modes", () => {
    const oneMode = { v1: 10, k10: 0.05, k12: 0, k21: 0, k13: 0, k31: 0 }
    const effect = (ke0: number, time: number) => {
      const kinetics = new LinearKinetics({ ...oneMode, ke0 })
      kinetics.bolus(100)
      return kinetics.effectSite(time)
    }
    // At equality: Ce = C0 k t exp(-k t), by hand.
    for (const time of [0.1, 3, 20, 200]) {
      const exact = 10 * 0.05 * time * Math.exp(-0.05 * time)
      for (const shift of [0, 1e-12, 1e-9, 1e-7]) {
        assert.closeTo(effect(0.05 * (1 + shift), time) / exact, 1, 1e-6 * (shift / 1e-7) + 1e-13)
      }
    }
  })

  it("integrates the effect site as Simpson's rule does", () => {
    const kinetics = new LinearKinetics(morphine)
    kinetics.bolus(4)
    kinetics.setRate(0.02)
    const steps = 4000
    let sum = 0
    for (let index = 0; index <= steps; index++) {
      const weight = index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2
      sum += weight * kinetics.effectSite(10 + (index * 290) / steps)
    }
    assert.closeTo(kinetics.effectArea(10, 300) / ((sum * 290) / steps / 3), 1, 1e-11)
  })
})

describe("nextEffectCrossing and nextPlasmaCrossing", () => {
  const draw = alea("crossings")
  const exponential = (low: number, high: number) => low * (high / low) ** draw()

  /** A random model with a random past, and a level that it is likely to meet. */
  const randomHistory = () => {
    const compartments = 1 + Math.floor(3 * draw())
    const kinetics = new LinearKinetics({
      v1: exponential(1, 30),
      k10: exponential(0.01, 1),
      k12: compartments > 1 ? exponential(0.01, 0.5) : 0,
      k21: compartments > 1 ? exponential(0.01, 0.3) : 0,
      k13: compartments > 2 ? exponential(0.005, 0.3) : 0,
      k31: compartments > 2 ? exponential(0.001, 0.02) : 0,
      ke0: draw() < 0.8 ? exponential(0.004, 2) : 0
    })
    for (let dose = 0; dose < 4; dose++) {
      kinetics.advance(exponential(0.5, 60))
      if (draw() < 0.5) kinetics.bolus(exponential(1, 100))
      if (draw() < 0.7) kinetics.setRate(draw() < 0.3 ? 0 : exponential(0.05, 10))
    }
    return kinetics
  }

  it("finds the first crossing that a fine grid finds, over 2,000 random histories and both sites", () => {
    const horizon = 300
    const points = 3000
    let crossings = 0
    for (let history = 0; history < 2000; history++) {
      const kinetics = randomHistory()
      const isPlasma = history % 2 === 0
      const value = (time: number) => (isPlasma ? kinetics.plasma(time) : kinetics.effectSite(time))
      const level = value(0) * exponential(0.3, 3)
      if (level === 0) continue
      const isAbove = value(0) > level
      const root = isPlasma
        ? kinetics.nextPlasmaCrossing(level, 0, isAbove)
        : kinetics.nextEffectCrossing(level, 0, isAbove)
      let seen = Infinity
      for (let point = 1; point <= points && seen === Infinity; point++) {
        const time = (point * horizon) / points
        if (value(time) > level !== isAbove) seen = time
      }
      if (seen !== Infinity) {
        crossings++
        assert.isAtMost(root, seen, `history ${history}`)
        assert.isAbove(root, seen - horizon / points - 1e-9, `history ${history}`)
      } else if (root < horizon) {
        // Between two grid points: a touch too short for the grid; the function must come that close.
        const nearest = (Math.round((root * points) / horizon) * horizon) / points
        assert.closeTo(value(nearest) / level, 1, 1e-2, `history ${history}`)
      }
      if (root !== Infinity) assert.closeTo(value(root) / level, 1, 1e-10, `history ${history}`)
    }
    assert.isAbove(crossings, 800)
  })

  it("finds all crossings in turn when asked again from each", () => {
    const kinetics = new LinearKinetics(morphine, 1000)
    kinetics.settle(8)
    kinetics.bolus(3)
    const up = kinetics.nextEffectCrossing(12, 0, false)
    const down = kinetics.nextEffectCrossing(12, up, true)
    assert.isBelow(up, down)
    assert.strictEqual(kinetics.nextEffectCrossing(12, down, false), Infinity)
    assert.closeTo(kinetics.effectSite(up), 12, 1e-12)
    assert.closeTo(kinetics.effectSite(down), 12, 1e-12)
  })

  it("gives the logarithm's answer for one compartment", () => {
    const kinetics = new LinearKinetics({ v1: 2, k10: 0.1, k12: 0, k21: 0, k13: 0, k31: 0, ke0: 0 })
    kinetics.bolus(20)
    assert.closeTo(kinetics.nextPlasmaCrossing(2.5, 0, true), Math.log(4) / 0.1, 1e-13)
    assert.strictEqual(kinetics.nextPlasmaCrossing(12, 0, false), Infinity)
  })
})
