// Dose regimens as a person writes them: a YAML or JSON list of `{ at: 5 min, rate: 50 mcg/kg/min }`, in any order. Doses are
// absolute or per kilogram, in the units that fit the drug; a rate that no pump can give is refused.

import { Effect, Schema } from "effect"
import {
  type DoseFamily,
  type DoseKind,
  drugCatalogue,
  pumpMaximum
} from "../../models/patients/drugCatalogue.ts"
import { type TrajectoryDrugId } from "../../models/patients/drugTrajectory.ts"
import { type DoseEvent } from "../../models/patients/linearTrajectory.ts"
import { nearest } from "../input/nearest.ts"
import { parseQuantity, quantity } from "../input/Quantity.ts"
import { type DimensionName, dimensions } from "../input/units.ts"
import { decodeDocument, parseYaml } from "../input/YamlDocument.ts"

/** The longest that a trajectory may last. */
export const LONGEST = "30 d"
const MOST_EVENTS = 10_000

interface Measure {
  readonly absolute: DimensionName
  readonly perKilogram?: DimensionName
  /** Minutes per time unit of the dimension's base unit: 60 s are a minute. */
  readonly perMinute: number
}

const bolusMeasures: Readonly<Record<DoseFamily, Measure>> = {
  mass: { absolute: "drugMass", perKilogram: "drugMassPerBodyMass", perMinute: 1 },
  activity: { absolute: "activity", perKilogram: "activityPerBodyMass", perMinute: 1 },
  electrolyte: { absolute: "electrolyte", perKilogram: "electrolytePerBodyMass", perMinute: 1 }
}

/** Rates of mass are per second in their base unit, the others per minute. */
const rateMeasures: Readonly<Record<DoseFamily, Measure>> = {
  mass: { absolute: "drugRate", perKilogram: "drugRatePerBodyMass", perMinute: 60 },
  activity: { absolute: "activityRate", perKilogram: "activityRatePerBodyMass", perMinute: 1 },
  electrolyte: { absolute: "electrolyteRate", perKilogram: "electrolyteRatePerBodyMass", perMinute: 1 }
}

const carbohydrate: Measure = { absolute: "carbohydrate", perMinute: 1 }

const measureOf = (kind: DoseKind, family: DoseFamily): Measure => {
  if (kind === "bolus") return bolusMeasures[family]
  if (kind === "rate") return rateMeasures[family]
  return kind === "naloxone" ? bolusMeasures.mass : carbohydrate
}

const namesOf = ({ absolute, perKilogram }: Measure): ReadonlyArray<DimensionName> =>
  perKilogram === undefined ? [absolute] : [absolute, perKilogram]

const unitsOf = (measure: Measure): ReadonlyArray<string> =>
  namesOf(measure).flatMap((name) => Object.keys(dimensions[name].units))

const exampleOf = (measure: Measure): string =>
  namesOf(measure)
    .map((name) => `"${dimensions[name].examples[0]}"`)
    .join(" or ")

/** A dose in the base unit of its measure, per minute if it is a rate; undefined when it has another unit. */
const amountOf = (measure: Measure, text: string, weightKilograms: number): number | undefined => {
  const absolute = parseQuantity(measure.absolute, text)
  if (typeof absolute === "number") return absolute * measure.perMinute
  if (measure.perKilogram === undefined) return undefined
  const perKilogram = parseQuantity(measure.perKilogram, text)
  return typeof perKilogram === "number" ? perKilogram * weightKilograms * measure.perMinute : undefined
}

const wrongUnit = (kind: DoseKind, measure: Measure, family: DoseFamily, text: string): string => {
  const match = /^\s*[-+]?[\d.]+(?:e[-+]?\d+)?\s*(?<unit>.*?)\s*$/iu.exec(text)
  const unit = match?.groups?.["unit"]
  const units = unitsOf(measure).join(", ")
  const write = `write a number and a unit, as in ${exampleOf(measure)}; units: ${units}`
  if (unit === undefined) return `"${text}" is not a dose: ${write}`
  if (unit === "") return `"${text}" has no unit: ${write}`
  if (unitsOf(measure).includes(unit)) return `"${text}" is too large`
  const other = kind === "bolus" ? ("rate" as const) : kind === "rate" ? ("bolus" as const) : undefined
  if (other !== undefined && amountOf(measureOf(other, family), text, 1) !== undefined) {
    return `"${text}" has the unit of a ${other}, not of a ${kind}: write "${other}: ${text}", or one of ${units}`
  }
  const suggestion = nearest(unit, unitsOf(measure))
  return `unknown unit "${unit}"${suggestion === undefined ? ";" : `, did you mean "${suggestion}"?`} units: ${units}`
}

export interface RegimenSetting {
  readonly drug: TrajectoryDrugId
  readonly weightKilograms: number
}

/** In the drug's dose unit, naloxone in mcg, carbohydrate in g; per minute if a rate. */
const doseAmount = (kind: DoseKind, text: string, { drug, weightKilograms }: RegimenSetting): number => {
  const { dosePerBaseUnit, family } = drugCatalogue[drug]
  const amount = amountOf(measureOf(kind, family), text, weightKilograms) as number
  if (kind === "naloxone") return amount * 1000
  return kind === "bolus" || kind === "rate" ? amount * dosePerBaseUnit : amount
}

const round = (value: number): string => String(Number(value.toPrecision(4)))

const beyondPump = (
  text: string,
  amount: number,
  { drug, weightKilograms }: RegimenSetting
): string | undefined => {
  const { concentration, concentrationUnit, millilitresPerHour, perMinute } = pumpMaximum(drug)
  if (amount <= perMinute * (1 + 1e-9)) return undefined
  const unit = concentrationUnit.slice(0, concentrationUnit.indexOf("/"))
  const asked = text.includes("/kg") ? ` (${round(amount)} ${unit}/min at ${round(weightKilograms)} kg)` : ""
  return `"${text}"${asked} is more than a pump can give: the greatest is ${round(perMinute)} ${unit}/min, ${millilitresPerHour} mL/h of ${concentration} ${concentrationUnit}`
}

const doseSchema = (kind: DoseKind, setting: RegimenSetting) => {
  const { family } = drugCatalogue[setting.drug]
  const measure = measureOf(kind, family)
  const check = (text: string): string | undefined => {
    const amount = amountOf(measure, text, setting.weightKilograms)
    if (amount === undefined) return wrongUnit(kind, measure, family, text)
    if (amount < 0) return `"${text}" is negative: the least is 0`
    return kind === "rate" ? beyondPump(text, doseAmount(kind, text, setting), setting) : undefined
  }
  return Schema.String.annotate({
    expected: `a number and a unit, as in ${exampleOf(measure)}; units: ${unitsOf(measure).join(", ")}`
  }).check(Schema.makeFilter(check))
}

const regimenSchema = (setting: RegimenSetting) => {
  const { doses } = drugCatalogue[setting.drug]
  const dose = (kind: DoseKind) =>
    doses.includes(kind) ? { [kind]: Schema.optionalKey(doseSchema(kind, setting)) } : {}
  const event = Schema.Struct({
    at: quantity("regimenTime", { description: "When", maximum: LONGEST }),
    ...Object.assign({}, ...doses.map(dose))
  })
  const hasDose = (value: Readonly<Record<string, unknown>>) =>
    doses.some((kind) => value[kind] !== undefined)
      ? undefined
      : `nothing is given here: add one of ${doses.join(", ")}`
  const list = Schema.Array(event.check(Schema.makeFilter(hasDose))).check(
    Schema.makeFilter((events) =>
      events.length > MOST_EVENTS
        ? `the regimen has ${events.length} events; the most are ${MOST_EVENTS}`
        : undefined
    )
  )
  // The kinds of dose are known at run time only.
  return list as unknown as Schema.Codec<
    ReadonlyArray<{ readonly at: number } & Record<DoseKind, string>>,
    unknown
  >
}

/** Nought needs no unit: `at: 0`, `rate: 0`. */
const withUnitsOfNought = (value: unknown, { drug }: RegimenSetting): unknown => {
  if (!Array.isArray(value)) return value
  const { family } = drugCatalogue[drug]
  return value.map((event: unknown) => {
    if (typeof event !== "object" || event === null || Array.isArray(event)) return event
    const entries = Object.entries(event).map(([key, given]) => {
      if (given !== 0) return [key, given]
      if (key === "at") return [key, "0 min"]
      if (!["bolus", "rate", "naloxone", "meal", "dextrose"].includes(key)) return [key, given]
      return [key, `0 ${unitsOf(measureOf(key as DoseKind, family))[0]}`]
    })
    return Object.fromEntries(entries)
  })
}

/** Reads a regimen; the file's order is kept among events at the same time. Fails with every problem and its place. */
export const decodeRegimen = Effect.fn("decodeRegimen")(function* (
  text: string,
  fileName: string,
  setting: RegimenSetting
) {
  const document = yield* parseYaml(text, fileName)
  const value = withUnitsOfNought(document.value, setting)
  const events = yield* decodeDocument(regimenSchema(setting), { ...document, value })
  const { doses } = drugCatalogue[setting.drug]
  return events.flatMap((event) =>
    Object.keys(event)
      .filter((key): key is DoseKind => doses.includes(key as DoseKind))
      .map((kind): DoseEvent => ({ minutes: event.at, kind, amount: doseAmount(kind, event[kind], setting) }))
  )
})
