// Each body against the trajectory that `wardsim drug` shows for the same regimen, and against what must hold for any linear drug.

import { assert, describe, it } from "vitest"
import { type AdverseEventId } from "../../../models/patients/AdverseEvent.ts"
import { type Body, type BodyOptions, type DrugId } from "../../../models/patients/Body.ts"
import { drugTrajectory } from "../../../models/patients/drugTrajectory.ts"
import { heparinAlSallami } from "../../../models/patients/otherDispositions.ts"
import { hovorkaTrajectory, uvaPadovaTrajectory } from "../../../models/patients/glucoseTrajectory.ts"
import { hovorkaBasal, hovorkaTypical } from "../../../models/patients/hovorkaGlucose.ts"
import { type DoseEvent } from "../../../models/patients/linearTrajectory.ts"
import { makeTreatment } from "../../../models/patients/makeBody.ts"
import { typicalPatient } from "../../../models/patients/population.ts"
import { propofolModels } from "../../../models/patients/sedatives.ts"
import { uvaPadovaMedian } from "../../../models/patients/uvaPadovaGlucose.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"

const treatment = (drug: DrugId, change: Partial<BodyOptions> = {}) =>
  makeTreatment({
    drug,
    streams: new RandomStreams(11, 0),
    patientIndex: 2,
    respiratoryVariant: "M",
    betweenSubjectVariability: false,
    ...change
  })

const MINUTES = Array.from({ length: 97 }, (_, index) => 5 * index)

/** What the body's course is at `MINUTES`, under doses [min]. */
const courseOf = (body: Body, doses: ReadonlyArray<DoseEvent>, read: (body: Body) => number) => {
  let next = 0
  return MINUTES.map((minutes) => {
    for (; next < doses.length && (doses[next] as DoseEvent).minutes <= minutes; next++) {
      const { amount, kind, minutes: at } = doses[next] as DoseEvent
      if (kind === "rate") body.setRate(at * 60, amount)
      else if (kind === "bolus") body.bolus(at * 60, amount)
      else if (kind === "meal") body.eat?.(at * 60, amount)
      else body.rescue(at * 60, { kind: "dextrose", grams: amount })
    }
    body.advanceTo(minutes * 60)
    return read(body)
  })
}

const controlled = (body: Body) => body.controlled()

/** Greatest difference of two courses. */
const furthest = (found: ReadonlyArray<number>, expected: ReadonlyArray<number>): number =>
  Math.max(...found.map((value, index) => Math.abs(value - (expected[index] as number))))

/** Rates as multiples of the ordered one, and a bolus as minutes of it. */
const dosesFor = (rate: number): ReadonlyArray<DoseEvent> => [
  { minutes: 20, kind: "rate", amount: 6 * rate },
  { minutes: 47.5, kind: "rate", amount: 0 },
  { minutes: 120, kind: "bolus", amount: 40 * rate },
  { minutes: 200, kind: "rate", amount: rate }
]

/** The doses beyond the ordered rate, which a linear drug adds to its steady state. */
const beyond = (rate: number, doses: ReadonlyArray<DoseEvent>): ReadonlyArray<DoseEvent> =>
  doses.map((dose) => (dose.kind === "rate" ? { ...dose, amount: dose.amount - rate } : dose))

/** Plasma (or effect site) of the trajectory beyond the steady state. */
const deviations = (drug: "heparin" | "vancomycin" | "propofol", model: string | null, rate: number) => {
  const { effectSite, plasma } = drugTrajectory(
    drug,
    model,
    typicalPatient,
    beyond(rate, dosesFor(rate)),
    MINUTES
  )
  return drug === "propofol" ? (effectSite as ReadonlyArray<number>) : plasma
}

describe("a body and the trajectory of its drug agree", () => {
  it("on the aPTT under heparin", () => {
    const { body, dosePerMinute } = treatment("heparin")
    const extra = deviations("heparin", null, dosePerMinute)
    const expected = extra.map((value) => 58 + (60 * value) / 1000)
    assert.isBelow(furthest(courseOf(body, dosesFor(dosePerMinute), controlled), expected), 1e-8)
  })

  it("on vancomycin in plasma", () => {
    const { body, dosePerMinute } = treatment("vancomycin")
    const extra = deviations("vancomycin", null, dosePerMinute)
    const expected = extra.map((value) => 500 / 24 + value)
    assert.isBelow(furthest(courseOf(body, dosesFor(dosePerMinute), controlled), expected), 1e-9)
  })

  it("on potassium", () => {
    const { body, dosePerMinute } = treatment("potassium_chloride")
    const { effects } = drugTrajectory(
      "potassium_chloride",
      null,
      { ...typicalPatient, baselinePotassium: 4 },
      beyond(dosePerMinute, dosesFor(dosePerMinute)),
      MINUTES
    )
    assert.isBelow(
      furthest(
        courseOf(body, dosesFor(dosePerMinute), controlled),
        effects["potassium"] as ReadonlyArray<number>
      ),
      1e-9
    )
  })

  for (const propofolModel of propofolModels) {
    it(`on propofol at its effect site with the kinetics ${propofolModel}`, () => {
      const { body, dosePerMinute } = treatment("propofol", { propofolModel })
      const extra = deviations("propofol", propofolModel, dosePerMinute)
      const expected = extra.map((value) => 1 + value)
      assert.isBelow(furthest(courseOf(body, dosesFor(dosePerMinute), controlled), expected), 1e-9)
    })
  }

  it("on the bispectral index under propofol, which falls with the effect site", () => {
    const { body } = treatment("propofol")
    // By hand: 93 / (1 + (1 / 2.984)^1.47) at 1 mcg/mL and 40 years.
    assert.closeTo(body.vitals().bispectralIndex, 77.47, 0.01)
    body.bolus(0, 100)
    body.advanceTo(300)
    assert.isBelow(body.vitals().bispectralIndex, 60)
  })

  it("on glucose under insulin into a vein, with dextrose", () => {
    const { body, dosePerMinute } = treatment("insulin_iv")
    const parameters = {
      ...hovorkaTypical,
      SIT: hovorkaTypical.SIT * 0.25,
      SID: hovorkaTypical.SID * 0.25,
      SIE: hovorkaTypical.SIE * 0.25
    }
    const patient = { weightKilograms: 70, parameters }
    assert.closeTo(dosePerMinute, hovorkaBasal(160 / 18.0182, patient), 1e-9)
    const doses: ReadonlyArray<DoseEvent> = [
      { minutes: 20, kind: "rate", amount: 10 * dosePerMinute },
      { minutes: 55.5, kind: "rate", amount: 0 },
      { minutes: 100, kind: "dextrose", amount: 25 },
      { minutes: 150, kind: "bolus", amount: 4000 },
      { minutes: 240, kind: "rate", amount: dosePerMinute }
    ]
    const { glucose } = hovorkaTrajectory(
      { patient, initialGlucose: 160, route: "intravenous" },
      [{ minutes: 0, kind: "rate", amount: dosePerMinute }, ...doses],
      MINUTES
    )
    // The grids of the two differ after the crossings of levels.
    assert.isBelow(furthest(courseOf(body, doses, controlled), glucose), 0.01)
  })

  it("on glucose under insulin under the skin, with meals", () => {
    const { body, dosePerMinute } = treatment("insulin_sc")
    const doses: ReadonlyArray<DoseEvent> = [
      { minutes: 30, kind: "meal", amount: 60 },
      { minutes: 30, kind: "bolus", amount: 6000 },
      { minutes: 100, kind: "rate", amount: 0 },
      { minutes: 160, kind: "rate", amount: 10 * dosePerMinute },
      { minutes: 180.5, kind: "rate", amount: dosePerMinute },
      { minutes: 260, kind: "meal", amount: 45 },
      { minutes: 400, kind: "dextrose", amount: 20 }
    ]
    const { glucose } = uvaPadovaTrajectory(
      uvaPadovaMedian("adult", 70),
      [{ minutes: 0, kind: "rate", amount: dosePerMinute }, ...doses],
      MINUTES
    )
    assert.isBelow(furthest(courseOf(body, doses, controlled), glucose), 0.05)
  })
})

const titrated: ReadonlyArray<readonly [DrugId, number]> = [
  ["propofol", 1],
  ["heparin", 58],
  ["vancomycin", 500 / 24],
  ["potassium_chloride", 4],
  ["insulin_iv", 160]
]

describe("a titrated infusion", () => {
  for (const [drug, target] of titrated) {
    it(`of ${drug} holds the target of every patient for a day, whoever it is`, () => {
      for (let patientIndex = 0; patientIndex < 12; patientIndex++) {
        const { body } = treatment(drug, { patientIndex, betweenSubjectVariability: true })
        const before = body.controlled()
        // Propofol's target moves with the patient's own potency.
        if (drug !== "propofol") assert.closeTo(before, target, 1e-6)
        assert.closeTo(before / Math.sqrt(body.window.lower * body.window.upper), 1, 0.15)
        body.advanceTo(86_400)
        assert.closeTo(body.controlled() / before, 1, 1e-4)
        assert.strictEqual(body.exposure.secondsAbove + body.exposure.secondsBelow, 0)
      }
    })
  }

  it("of insulin under the skin holds each patient's own basal glucose", () => {
    for (let patientIndex = 0; patientIndex < 8; patientIndex++) {
      const { body } = treatment("insulin_sc", { patientIndex, betweenSubjectVariability: true })
      const before = body.controlled()
      body.advanceTo(86_400)
      assert.closeTo(body.controlled() / before, 1, 1e-4)
    }
  })
})

describe("linear drugs", () => {
  for (const drug of ["heparin", "vancomycin", "potassium_chloride", "propofol"] as const) {
    it(`such as ${drug} add up: what two changes do together is the sum of what each does`, () => {
      const { dosePerMinute: rate } = treatment(drug)
      const first: DoseEvent = { minutes: 10, kind: "bolus", amount: 30 * rate }
      const second: DoseEvent = { minutes: 50, kind: "rate", amount: 3 * rate }
      const course = (...doses: ReadonlyArray<DoseEvent>) => courseOf(treatment(drug).body, doses, controlled)
      const [none, one, other, both] = [course(), course(first), course(second), course(first, second)]
      both.forEach((value, index) => {
        const base = none[index] as number
        const sum = (one[index] as number) + (other[index] as number) - base
        assert.closeTo(value / sum, 1, 1e-11)
      })
    })
  }

  it("leave as they came: the area that a push of heparin adds is its dose over clearance", () => {
    const { body } = treatment("heparin")
    const dose = 5000
    body.bolus(0, dose)
    let area = 0
    const step = 15
    for (let time = 0; time < 16 * 3600; time += step) {
      body.advanceTo(time + step / 2)
      area += (((body.controlled() - 58) * 1000) / 60) * (step / 60)
    }
    assert.closeTo((area * heparinAlSallami(typicalPatient).clearance) / dose, 1, 1e-4)
  })
})

const tally = (body: Body, id: AdverseEventId) => {
  const found = body.exposure.events.find(({ event }) => event.id === id)
  if (found === undefined) throw new Error(`${body.drug} has no event ${id}`)
  return found
}

describe("harms", () => {
  it("of vancomycin: a day's area passes 600 mg h/L when a fine grid says so, and the next day starts anew", () => {
    const { body, dosePerMinute } = treatment("vancomycin")
    body.setRate(3600, 3 * dosePerMinute)
    let area = 0
    let passed = NaN
    const step = 10
    for (let time = 0; time < 86_400 && Number.isNaN(passed); time += step) {
      body.advanceTo(time + step / 2)
      area += (body.controlled() * step) / 3600
      if (area >= 600) passed = time + step
    }
    assert.closeTo(tally(body, "nephrotoxic-exposure").firstSeconds, passed, step)
    assert.strictEqual(tally(body, "nephrotoxic-exposure").count, 1)
    body.advanceTo(2.9 * 86_400)
    assert.strictEqual(tally(body, "nephrotoxic-exposure").count, 3)
  })

  it("of vancomycin: only what runs faster than 10 mg/min for 5 min causes a reaction", () => {
    const { body } = treatment("vancomycin")
    body.setRate(0, 10)
    body.setRate(1000, 10.1)
    body.setRate(1290, 5)
    body.setRate(2000, 11)
    body.advanceTo(2299)
    assert.strictEqual(tally(body, "infusion-reaction").count, 0)
    body.advanceTo(2300)
    assert.strictEqual(tally(body, "infusion-reaction").count, 1)
    assert.strictEqual(tally(body, "infusion-reaction").seconds, 590)
  })

  it("of potassium: calcium protects the heart for half an hour and takes none of it away", () => {
    const [open, shielded] = [treatment("potassium_chloride").body, treatment("potassium_chloride").body]
    for (const body of [open, shielded]) body.setRate(0, 2.6)
    shielded.rescue(600, { kind: "calcium" })
    for (const body of [open, shielded]) body.advanceTo(2300)
    assert.strictEqual(shielded.controlled(), open.controlled())
    assert.isAbove(open.controlled(), 7)
    assert.strictEqual(tally(open, "severe-hyperkalaemia").count, 1)
    assert.strictEqual(tally(shielded, "severe-hyperkalaemia").count, 0)
    assert.strictEqual(tally(shielded, "hyperkalaemia").count, 1)
    shielded.advanceTo(2401)
    assert.strictEqual(tally(shielded, "severe-hyperkalaemia").count, 1)
    assert.strictEqual(tally(shielded, "severe-hyperkalaemia").firstSeconds, 2400)
  })

  it("of heparin: half an hour above 90 s, and a push that is gone sooner does not count", () => {
    const { body } = treatment("heparin")
    const dose = (seconds: number) =>
      // From 58 s to a little above 90 s, for about so long: the excess halves in 50 min.
      ((32 * 2 ** (seconds / 3000)) / 60) * 1000 * heparinAlSallami(typicalPatient).v1
    body.bolus(0, dose(900))
    body.advanceTo(7200)
    assert.strictEqual(tally(body, "over-anticoagulation").count, 0)
    assert.isAbove(tally(body, "over-anticoagulation").seconds, 600)
    const { body: other } = treatment("heparin")
    other.bolus(0, dose(2700))
    other.advanceTo(7200)
    assert.strictEqual(tally(other, "over-anticoagulation").count, 1)
    assert.strictEqual(tally(other, "over-anticoagulation").firstSeconds, 1800)
  })

  it("of insulin: 25 g of dextrose end a hypoglycaemia that else goes on", () => {
    const run = (isRescued: boolean) => {
      const { body, dosePerMinute } = treatment("insulin_iv")
      body.setRate(0, 8 * dosePerMinute)
      body.setRate(3600, 0)
      body.advanceTo(4500)
      const before = body.controlled()
      if (isRescued) body.rescue(4500, { kind: "dextrose", grams: 25 })
      body.advanceTo(4800)
      return { before, after: body.controlled() }
    }
    assert.isBelow(run(false).before, 54)
    assert.isBelow(run(false).after, 54)
    // 25 g in 0.16 L/kg of 70 kg: 223 mg/dL less what leaves for the tissues meanwhile.
    assert.isAbove(run(true).after, 150)
    assert.isBelow(run(true).after - run(false).after, 223)
  })

  it("of insulin begin 15 min after the level was passed, and dextrose stays without effect on other drugs", () => {
    const { body, dosePerMinute } = treatment("insulin_iv")
    body.setRate(0, 10 * dosePerMinute)
    let passed = NaN
    while (Number.isNaN(passed)) {
      const next = body.nextEventSeconds()
      body.advanceTo(next)
      if (body.controlled() <= 70.000001) passed = next
    }
    body.advanceTo(7200)
    assert.closeTo(tally(body, "hypoglycaemia").firstSeconds, passed + 900, 1e-6)
    const { body: heparin } = treatment("heparin")
    heparin.rescue(100, { kind: "dextrose", grams: 25 })
    heparin.rescue(100, { kind: "calcium" })
    heparin.advanceTo(5000)
    assert.closeTo(heparin.controlled(), 58, 1e-9)
  })
})

describe("a meal", () => {
  it("raises glucose unless insulin covers it, whose dose brings it back in five hours", () => {
    for (const patientIndex of [0, 1, 2, 3]) {
      const change = { patientIndex, betweenSubjectVariability: true }
      const after = (covered: boolean) => {
        const { body } = treatment("insulin_sc", change)
        const before = body.controlled()
        body.eat?.(0, 55)
        if (covered) body.bolus(0, (55_000 / (body.carbohydratePerUnit ?? NaN)) * 1)
        body.advanceTo(5 * 3600)
        return body.controlled() - before
      }
      assert.isBelow(Math.abs(after(true)), 5.001)
      assert.isAbove(after(false), 20)
    }
  })

  it("that begins during another lengthens it", () => {
    const once = treatment("insulin_sc").body
    const twice = treatment("insulin_sc").body
    once.eat?.(0, 60)
    twice.eat?.(0, 30)
    twice.eat?.(120, 30)
    for (const body of [once, twice]) body.advanceTo(7200)
    assert.closeTo(twice.controlled(), once.controlled(), 1)
  })
})
