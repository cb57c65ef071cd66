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

/** Glucose, insulin and skin: amounts whose slopes stop once they are below nothing. */
const AMOUNTS = [3, 4, 5, 9, 10, 11, 12]

/** An amount that a step took below nothing stops a hair below it, where its slope holds it, as in simglucose. */
export const stopWhereUsedUp = (state: Float64Array): void => {
  for (let index = 0; index < AMOUNTS.length; index++) {
    const amount = AMOUNTS[index] as number
    if ((state[amount] as number) < 0) state[amount] = -1e-12
  }
}

/** What goes in while a step lasts: insulin under the skin [U/min], carbohydrate eaten [g/min], dextrose into blood [mg/kg/min]. */
export interface UvaPadovaInput {
  readonly insulin: number
  readonly carbohydrate: number
  readonly dextrose: number
  readonly meal: Meal
}

/** The equations of one patient under constant inputs. What does not change meanwhile is worked out once, by `enter`. */
export class UvaPadovaEquations {
  /** Of the patient who entered last; at first of nobody in particular. */
  #parameters = uvaPadovaMedian("adult").parameters
  #eaten = 0
  #injected = 0
  #dextrose = 0
  /** Emptying of the stomach is slow in the middle of a meal: how steeply it falls and rises, and at which contents [1/mg, mg]. */
  #isEmpty = true
  #late = 0
  #early = 0
  #lateContent = 0
  #earlyContent = 0

  /** Sets patient and inputs for the next calls of `slopes`. */
  enter(p: UvaPadovaParameters, { carbohydrate, dextrose, insulin, meal }: UvaPadovaInput): void {
    this.#parameters = p
    this.#eaten = carbohydrate * 1000
    this.#injected = (insulin * PICOMOLES_PER_UNIT) / p.BW
    this.#dextrose = dextrose
    const total = meal.stomachBefore + meal.eaten
    this.#isEmpty = total <= 0
    this.#late = 5 / (2 * (1 - p.b) * total)
    this.#early = 5 / (2 * p.d * total)
    this.#lateContent = p.b * total
    this.#earlyContent = p.d * total
  }

  /** Slopes of the states [1/min]. Amounts that reached 0 stay there. */
  slopes(state: Float64Array, slopes: Float64Array): void {
    const p = this.#parameters
    const solid = state[0] as number
    const liquid = state[1] as number
    const gut = state[2] as number
    const plasma = state[3] as number
    const tissue = state[4] as number
    const plasmaInsulin = state[5] as number
    const action = state[6] as number
    const delayed = state[7] as number
    const signal = state[8] as number
    const liverInsulin = state[9] as number
    const skin1 = state[10] as number
    const skin2 = state[11] as number
    const skinGlucose = state[12] as number
    const emptying = this.#isEmpty ? p.kmax : this.#emptying(p, solid + liquid)
    const appearance = (p.f * p.kabs * gut) / p.BW
    const production = Math.max(0, p.kp1 - p.kp2 * plasma - p.kp3 * signal)
    const renal = plasma > p.ke2 ? p.ke1 * (plasma - p.ke2) : 0
    const utilisation = ((p.Vm0 + p.Vmx * action) * tissue) / (p.Km0 + tissue)
    const insulin = plasmaInsulin / p.Vi
    const glucose = production + appearance - p.Fsnc - renal - p.k1 * plasma + p.k2 * tissue
    slopes[0] = -p.kmax * solid + this.#eaten
    slopes[1] = p.kmax * solid - emptying * liquid
    slopes[2] = emptying * liquid - p.kabs * gut
    slopes[3] = kept(plasma, glucose) + this.#dextrose
    slopes[4] = kept(tissue, p.k1 * plasma - p.k2 * tissue - utilisation)
    slopes[5] = kept(
      plasmaInsulin,
      p.m1 * liverInsulin + p.ka1 * skin1 + p.ka2 * skin2 - (p.m2 + p.m4) * plasmaInsulin
    )
    slopes[6] = p.p2u * (insulin - p.Ib - action)
    slopes[7] = p.ki * (insulin - delayed)
    slopes[8] = p.ki * (delayed - signal)
    slopes[9] = kept(liverInsulin, p.m2 * plasmaInsulin - (p.m1 + p.m30) * liverInsulin)
    slopes[10] = kept(skin1, this.#injected - (p.ka1 + p.kd) * skin1)
    slopes[11] = kept(skin2, p.kd * skin1 - p.ka2 * skin2)
    slopes[12] = kept(skinGlucose, p.ksc * (plasma - skinGlucose))
  }

  /** Emptying of the stomach at a content [1/min]. */
  #emptying(p: UvaPadovaParameters, content: number): number {
    const shape =
      Math.tanh(this.#late * (content - this.#lateContent)) -
      Math.tanh(this.#early * (content - this.#earlyContent))
    return p.kmin + ((p.kmax - p.kmin) / 2) * (shape + 2)
  }
}

const kept = (amount: number, slope: number): number => (amount >= 0 ? slope : 0)
