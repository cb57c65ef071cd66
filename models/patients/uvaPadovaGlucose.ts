// Glucose and insulin under the skin after UVA/Padova S2008 (Dalla Man 2007 IEEE TBME 54:1740), equations as simglucose runs
// them. Without counter-regulation: how deep a fall goes below 40 mg/dL means nothing, only how long.

import summary from "./uvaPadovaParameters.json" with { type: "json" }

/** Parameters under their published names; rates [1/min], amounts of glucose [mg/kg], of insulin [pmol/kg]. */
export type UvaPadovaName =
  | "BW"
  | "kabs"
  | "kmax"
  | "kmin"
  | "b"
  | "d"
  | "Vg"
  | "Vi"
  | "Vmx"
  | "Km0"
  | "k2"
  | "k1"
  | "p2u"
  | "m1"
  | "m2"
  | "m4"
  | "m30"
  | "ki"
  | "kp1"
  | "kp2"
  | "kp3"
  | "f"
  | "ke1"
  | "ke2"
  | "Fsnc"
  | "Gb"
  | "Ib"
  | "kd"
  | "ksc"
  | "ka1"
  | "ka2"
  | "Vm0"
export type UvaPadovaParameters = Readonly<Record<UvaPadovaName, number>>

/** A patient in the model's own basal state. */
export interface UvaPadovaPatient {
  readonly parameters: UvaPadovaParameters
  readonly basalState: Float64Array
  /** Insulin that holds the basal state [U/min]. */
  readonly basalRate: number
}

export type UvaPadovaGroup = keyof typeof summary.groups

/** pmol of insulin in a unit. */
const PICOMOLES_PER_UNIT = 6000
export const UVA_PADOVA_STATES = 13

/** What is eaten: stomach content when the meal began [mg], and eaten since. */
export interface Meal {
  stomachBefore: number
  eaten: number
}

/**
 * The basal state that belongs to independent parameters. Given the glucose production kp1, glucose in tissue and Vm0 follow from
 * the balances; a published Vm0 is replaced, because medians of a population do not balance by themselves.
 */
export const uvaPadovaPatient = (published: UvaPadovaParameters): UvaPadovaPatient => {
  const p = published
  const plasma = p.Gb * p.Vg
  const plasmaInsulin = p.Ib * p.Vi
  const liverInsulin = (plasmaInsulin * p.m2) / (p.m1 + p.m30)
  const appearance = (p.m2 + p.m4) * plasmaInsulin - p.m1 * liverInsulin
  const skin1 = appearance / (p.ka1 + p.kd)
  const skin2 = (p.kd * skin1) / p.ka2
  const production = p.kp1 - p.kp2 * plasma - p.kp3 * p.Ib
  const renal = p.ke1 * Math.max(0, plasma - p.ke2)
  const tissue = (p.Fsnc + renal + p.k1 * plasma - production) / p.k2
  const Vm0 = ((p.k1 * plasma - p.k2 * tissue) * (p.Km0 + tissue)) / tissue
  return {
    parameters: { ...p, Vm0 },
    basalState: new Float64Array([
      0,
      0,
      0,
      plasma,
      tissue,
      plasmaInsulin,
      0,
      p.Ib,
      p.Ib,
      liverInsulin,
      skin1,
      skin2,
      plasma
    ]),
    basalRate: (appearance * p.BW) / PICOMOLES_PER_UNIT
  }
}

/**
 * A virtual patient as another program has it: its parameters are taken as they are, its initial state too where given; what it
 * leaves out follows from the balances, as in `uvaPadovaPatient`.
 */
export const uvaPadovaVirtual = (
  parameters: Omit<UvaPadovaParameters, "Vm0">,
  given: { readonly Vm0?: number; readonly state?: ReadonlyArray<number> }
): UvaPadovaPatient => {
  const balanced = uvaPadovaPatient({ ...parameters, Vm0: 0 })
  return {
    parameters: { ...balanced.parameters, Vm0: given.Vm0 ?? balanced.parameters.Vm0 },
    basalState: given.state === undefined ? balanced.basalState : Float64Array.from(given.state),
    basalRate: balanced.basalRate
  }
}

/** Every parameter that a virtual patient needs; Vm0 follows from the others. */
export const uvaPadovaNames = Object.keys(summary.groups.adult).filter(
  (name) => name !== "u2ss" && name !== "Vm0"
) as ReadonlyArray<Exclude<UvaPadovaName, "Vm0">>

/** The median patient of an age group, of a given weight [kg] and basal glucose [mg/dL] or the group's own. */
export const uvaPadovaMedian = (
  group: UvaPadovaGroup,
  weightKilograms?: number,
  basalGlucose?: number
): UvaPadovaPatient => {
  const entries = Object.entries(summary.groups[group]).map(([name, { median }]) => [name, median] as const)
  const medians = Object.fromEntries(entries) as UvaPadovaParameters
  return uvaPadovaPatient({ ...medians, BW: weightKilograms ?? medians.BW, Gb: basalGlucose ?? medians.Gb })
}

/** A patient of an age group drawn from independent log-normal spreads, of a given weight [kg]; some draws make no living patient. */
export const uvaPadovaDrawn = (
  group: UvaPadovaGroup,
  weightKilograms: number,
  normal: () => number
): UvaPadovaPatient => {
  const entries = Object.entries(summary.groups[group]).map(
    ([name, { logDeviation, median }]) => [name, median * Math.exp(logDeviation * normal())] as const
  )
  return uvaPadovaPatient({ ...(Object.fromEntries(entries) as UvaPadovaParameters), BW: weightKilograms })
}

/** Glucose under the skin and in plasma [mg/dL], insulin in plasma [pmol/L]. */
export const uvaPadovaReadings = ({ parameters }: UvaPadovaPatient, state: Float64Array) => ({
  subcutaneousGlucose: (state[12] as number) / parameters.Vg,
  plasmaGlucose: (state[3] as number) / parameters.Vg,
  plasmaInsulin: (state[5] as number) / parameters.Vi
})

/** Emptying of the stomach [1/min]: slow in the middle of a meal. */
const emptying = (p: UvaPadovaParameters, content: number, meal: Meal): number => {
  const total = meal.stomachBefore + meal.eaten
  if (total <= 0) return p.kmax
  const late = 5 / (2 * (1 - p.b) * total)
  const early = 5 / (2 * p.d * total)
  const shape = Math.tanh(late * (content - p.b * total)) - Math.tanh(early * (content - p.d * total))
  return p.kmin + ((p.kmax - p.kmin) / 2) * (shape + 2)
}

/** Glucose, insulin and skin: amounts whose slopes stop once they are below nothing. */
const AMOUNTS = [3, 4, 5, 9, 10, 11, 12]

/** An amount that a step took below nothing stops a hair below it, where its slope holds it, as in simglucose. */
export const stopWhereUsedUp = (state: Float64Array): void => {
  for (const index of AMOUNTS) if ((state[index] as number) < 0) state[index] = -1e-12
}

/** Slopes of the states [1/min]; insulin [U/min], carbohydrate [g/min]. Amounts that reached 0 stay there. */
export const uvaPadovaSlopes = (
  state: Float64Array,
  p: UvaPadovaParameters,
  input: { readonly insulin: number; readonly carbohydrate: number; readonly meal: Meal },
  slopes: Float64Array
): void => {
  const x = (index: number) => state[index] as number
  const kept = (index: number, slope: number) => (x(index) >= 0 ? slope : 0)
  const gut = emptying(p, x(0) + x(1), input.meal)
  const appearance = (p.f * p.kabs * x(2)) / p.BW
  const production = Math.max(0, p.kp1 - p.kp2 * x(3) - p.kp3 * x(8))
  const renal = x(3) > p.ke2 ? p.ke1 * (x(3) - p.ke2) : 0
  const utilisation = ((p.Vm0 + p.Vmx * x(6)) * x(4)) / (p.Km0 + x(4))
  const insulin = x(5) / p.Vi
  slopes[0] = -p.kmax * x(0) + input.carbohydrate * 1000
  slopes[1] = p.kmax * x(0) - gut * x(1)
  slopes[2] = gut * x(1) - p.kabs * x(2)
  slopes[3] = kept(3, production + appearance - p.Fsnc - renal - p.k1 * x(3) + p.k2 * x(4))
  slopes[4] = kept(4, p.k1 * x(3) - p.k2 * x(4) - utilisation)
  slopes[5] = kept(5, p.m1 * x(9) + p.ka1 * x(10) + p.ka2 * x(11) - (p.m2 + p.m4) * x(5))
  slopes[6] = p.p2u * (insulin - p.Ib - x(6))
  slopes[7] = p.ki * (insulin - x(7))
  slopes[8] = p.ki * (x(7) - x(8))
  slopes[9] = kept(9, p.m2 * x(5) - (p.m1 + p.m30) * x(9))
  slopes[10] = kept(10, (input.insulin * PICOMOLES_PER_UNIT) / p.BW - (p.ka1 + p.kd) * x(10))
  slopes[11] = kept(11, p.kd * x(10) - p.ka2 * x(11))
  slopes[12] = kept(12, p.ksc * (x(3) - x(12)))
}
