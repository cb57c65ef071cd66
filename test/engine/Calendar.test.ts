import alea from "seedrandom/lib/alea.js"
import { assert, describe, it } from "vitest"
import { Calendar, type EventHandle } from "../../src/engine/Calendar.ts"

interface Entry {
  readonly time: number
  readonly priority: number
  readonly number: number
  readonly handle: EventHandle
}

/** Removes and returns the entry that the contract puts first; a plain search, so that nothing here shares the calendar's ideas. */
const takeFirst = (entries: Array<Entry>): Entry => {
  const first = entries.reduce((x, y) =>
    (x.time - y.time || x.priority - y.priority || x.number - y.number) < 0 ? x : y
  )
  entries[entries.indexOf(first)] = entries.at(-1) as Entry
  entries.pop()
  return first
}

interface Mix {
  /** Greatest delay drawn [ns]. */
  readonly reach: number
  /** Share of insertions while the calendar grows; 30 % while it shrinks. */
  readonly growth: number
  /** Share of cancellations among what is not an insertion. */
  readonly cancellation: number
}

/** Runs one random mix against the reference and returns how many events ran. */
const compareWithReference = (seed: string, steps: number, { cancellation, growth, reach }: Mix): number => {
  const draw = alea(seed)
  const calendar = new Calendar()
  const reference: Array<Entry> = []
  const stale: Array<EventHandle> = []
  let inserted = 0
  let ran = 0
  let now = 0
  for (let step = 0; step < steps; step++) {
    const isGrowing = step % (steps / 2) < steps * 0.3
    if (draw() < (isGrowing ? growth : 0.3)) {
      const shape = draw()
      // half spread evenly, a fifth at the present time, the rest crowded towards it
      const share = shape < 0.5 ? draw() : shape < 0.7 ? 0 : draw() ** 8
      const time = now + Math.floor(share * reach)
      const priority = draw() < 0.5 ? 128 : Math.floor(draw() * 256)
      const number = inserted++
      const handle = calendar.insert(time, priority, number, number * 2, -number)
      reference.push({ time, priority, number, handle })
    } else if (reference.length > 0 && draw() < cancellation) {
      const index = Math.floor(draw() * reference.length)
      const entry = reference[index] as Entry
      reference[index] = reference.at(-1) as Entry
      reference.pop()
      if (!calendar.cancel(entry.handle)) assert.fail(`step ${step}: a waiting event cannot be cancelled`)
      stale.push(entry.handle)
    } else if (reference.length > 0) {
      const entry = takeFirst(reference)
      const time = calendar.peekTime()
      const slot = calendar.pop()
      const isSame =
        time === entry.time &&
        calendar.kindOf(slot) === entry.number &&
        calendar.firstOf(slot) === entry.number * 2 &&
        calendar.secondOf(slot) === -entry.number
      if (!isSame)
        assert.fail(`step ${step}: event ${calendar.kindOf(slot)} ran instead of event ${entry.number}`)
      now = entry.time
      stale.push(entry.handle)
      ran++
    }
    if (calendar.size !== reference.length)
      assert.fail(`step ${step}: ${calendar.size} events wait, not ${reference.length}`)
    const old = stale[Math.floor(draw() * stale.length)]
    if (old !== undefined && calendar.cancel(old))
      assert.fail(`step ${step}: an event was cancelled that is gone`)
  }
  return ran
}

const reaches = [1, 3, 100, 1e6, 1e9, 8e15]
const mixes = reaches.flatMap((reach) =>
  [0.5, 0.7, 0.9].flatMap((growth) => [0, 0.2, 0.45].map((cancellation) => ({ reach, growth, cancellation })))
)

describe("calendar", () => {
  it.each(mixes)(
    "runs events in the order of a plain search, and only those not cancelled, for delays up to $reach ns, growth $growth, cancellation $cancellation",
    (mix) => {
      const ran = compareWithReference(`calendar/${mix.reach}/${mix.growth}/${mix.cancellation}`, 4000, mix)
      assert.isAbove(ran, 500)
    }
  )

  it("keeps priority and then insertion order among 10,000 events in the same nanosecond, beside others near and far", () => {
    const calendar = new Calendar()
    const draw = alea("ties")
    const priorities: Array<number> = []
    for (let index = 0; index < 10_000; index++) {
      const priority = Math.floor(draw() * 4)
      priorities.push(priority)
      calendar.insert(5_000_000, priority, 0, index, 0)
      calendar.insert(5_000_000 + 1 + Math.floor(draw() ** 4 * 1e15), 0, 1, index, 0)
      calendar.insert(Math.floor(draw() * 5_000_000), 255, 2, index, 0)
    }
    const before = Array.from({ length: 10_000 }, () => calendar.kindOf(calendar.pop()))
    assert.isTrue(before.every((kind) => kind === 2))
    const expected = priorities
      .map((priority, index) => ({ priority, index }))
      .toSorted((x, y) => x.priority - y.priority || x.index - y.index)
    const ties = expected.map(() => calendar.firstOf(calendar.pop()))
    assert.deepStrictEqual(
      ties,
      expected.map(({ index }) => index)
    )
    assert.strictEqual(calendar.size, 10_000)
  })

  it("runs ties in insertion order although each of them inserts another at the same time", () => {
    const calendar = new Calendar()
    for (let index = 0; index < 1000; index++) calendar.insert(7, 128, 0, index, 0)
    const order: Array<number> = []
    for (let index = 0; index < 50_000; index++) {
      order.push(calendar.firstOf(calendar.pop()))
      calendar.insert(7, 128, 0, index + 1000, 0)
    }
    assert.deepStrictEqual(
      order,
      Array.from({ length: 50_000 }, (_, index) => index)
    )
  })

  it("grows to 300,000 events and gives all of them back in order", () => {
    const calendar = new Calendar()
    const draw = alea("growth")
    const times = Array.from({ length: 300_000 }, () => Math.floor(-Math.log1p(-draw()) * 1e9))
    for (const time of times) calendar.insert(time, 128, 0, 0, 0)
    const given = times.map(() => {
      const time = calendar.peekTime()
      calendar.pop()
      return time
    })
    assert.deepStrictEqual(
      given,
      times.toSorted((x, y) => x - y)
    )
    assert.strictEqual(calendar.size, 0)
    assert.strictEqual(calendar.peekTime(), Infinity)
  })

  it("keeps nothing of a cancelled event: a million timers of a day, each cancelled, need as many slots as ten", () => {
    const calendar = new Calendar()
    const pending = Array.from({ length: 10 }, (_, index) => calendar.insert(8.64e13 + index, 128, 0, 0, 0))
    let greatestSlot = 0
    let cancelled = 0
    for (let index = 0; index < 1_000_000; index++) {
      const at = index % pending.length
      if (calendar.cancel(pending[at] as number)) cancelled++
      const handle = calendar.insert(8.64e13 + index, 128, 0, 0, 0)
      greatestSlot = Math.max(greatestSlot, handle % 2 ** 24)
      pending[at] = handle
    }
    assert.strictEqual(cancelled, 1_000_000)
    assert.strictEqual(calendar.size, 10)
    assert.isBelow(greatestSlot, 11)
  })

  it("keeps nothing of a cancelled event when 100,000 others wait, near and far", () => {
    const calendar = new Calendar()
    const draw = alea("cancelled far away")
    const delay = (): number => Math.floor(-Math.log1p(-draw()) * 1e9)
    const pending = Array.from({ length: 100_000 }, () => calendar.insert(delay(), 128, 0, 0, 0))
    let greatestSlot = 0
    let cancelled = 0
    for (let index = 0; index < 500_000; index++) {
      const at = Math.floor(draw() * pending.length)
      if (calendar.cancel(pending[at] as number)) cancelled++
      const handle = calendar.insert(delay(), 128, 0, 0, 0)
      greatestSlot = Math.max(greatestSlot, handle % 2 ** 24)
      pending[at] = handle
    }
    assert.strictEqual(cancelled, 500_000)
    assert.isAtMost(greatestSlot, 100_000)
    assert.strictEqual(calendar.size, 100_000)
  })

  it.each([300, 3000])(
    "starts anew when all of %d events have run or been cancelled, time and again",
    (count) => {
      const calendar = new Calendar()
      const draw = alea(`drained/${count}`)
      let now = 0
      for (let round = 0; round < 50; round++) {
        const handles = Array.from({ length: count }, () =>
          calendar.insert(now + Math.floor(draw() * 1e9), 128, 0, 0, 0)
        )
        const cancelled = handles.filter(() => draw() < (round % 3) / 2)
        for (const handle of cancelled) calendar.cancel(handle)
        while (calendar.size > 0) {
          const time = calendar.peekTime()
          if (!(time >= now && time < Infinity))
            assert.fail(`round ${round}: ${calendar.size} wait, next at ${time} after ${now}`)
          now = time
          calendar.pop()
        }
        assert.strictEqual(calendar.peekTime(), Infinity)
        calendar.insert(now + 5e8, 128, 0, 0, 0)
        assert.strictEqual(calendar.peekTime(), now + 5e8)
      }
    }
  )

  it("refuses handles that it never gave out", () => {
    const calendar = new Calendar()
    for (const handle of [0, 1, -1, 0.5, -(2 ** 24), 2 ** 24, 2 ** 52, Number.NaN, Infinity])
      assert.isFalse(calendar.cancel(handle))
    const handle = calendar.insert(1, 128, 0, 0, 0)
    assert.isFalse(calendar.cancel(handle + 1))
    assert.isFalse(calendar.cancel(handle + 2 ** 24))
    assert.strictEqual(calendar.size, 1)
  })

  it("does not take a reused slot for the event that had it before", () => {
    const calendar = new Calendar()
    const first = calendar.insert(1, 128, 0, 0, 0)
    calendar.pop()
    const second = calendar.insert(2, 128, 0, 0, 0)
    assert.strictEqual(second % 2 ** 24, first % 2 ** 24)
    assert.isFalse(calendar.cancel(first))
    assert.isTrue(calendar.cancel(second))
  })

  it("orders times that differ by one nanosecond at the end of its range", () => {
    const calendar = new Calendar()
    const last = Number.MAX_SAFE_INTEGER
    for (let index = 0; index < 400; index++) calendar.insert(last - ((index * 7) % 400), 128, 0, 0, 0)
    for (let index = 399; index >= 0; index--) {
      assert.strictEqual(calendar.peekTime(), last - index)
      calendar.pop()
    }
  })

  it("keeps 10,000 ties that repeat with one period out of the heap, where each would move eight times", () => {
    const calendar = new Calendar()
    for (let index = 0; index < 10_000; index++) calendar.insert(0, 128, 0, index, 0)
    let before = 0
    for (let index = 0; index < 100_000; index++) {
      // all of the first round have grown up in the heap
      if (index === 20_000) before = calendar.moves
      const now = calendar.peekTime()
      const entity = calendar.firstOf(calendar.pop())
      if (entity !== index % 10_000) assert.fail(`event ${entity} ran as number ${index}`)
      calendar.insert(now + 1e9, 128, 0, entity, 0)
    }
    assert.isBelow((calendar.moves - before) / 80_000, 2)
  })

  it("moves each event a bounded number of times, whatever the number pending", () => {
    const movesPerEvent = (pending: number): number => {
      const calendar = new Calendar()
      const draw = alea(`moves/${pending}`)
      const delay = (): number => Math.floor(-Math.log1p(-draw()) * 1e9)
      for (let index = 0; index < pending; index++) calendar.insert(delay(), 128, 0, 0, 0)
      const before = calendar.moves
      for (let index = 0; index < 200_000; index++) {
        const now = calendar.peekTime()
        calendar.pop()
        calendar.insert(now + delay(), 128, 0, 0, 0)
      }
      return (calendar.moves - before) / 200_000
    }
    // a heap of 100,000 in 4s is 8 levels deep
    for (const pending of [1000, 10_000, 100_000]) assert.isBelow(movesPerEvent(pending), 4)
  })
})
