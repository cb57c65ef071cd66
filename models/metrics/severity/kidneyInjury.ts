// Kidney injuries to be expected from minutes of low pressure: published odds ratios (Sun 2015, Mathis 2020; models/data/
// drugs.json metrics.map) at the published baseline. Associations after surgery, not causes: an order of magnitude.

import drugs from "../../data/drugs.json" with { type: "json" }

const { AKI_OR, baseline_AKI: baseline } = drugs.metrics.map
const odds = AKI_OR.value

/** Minutes with mean arterial pressure below each threshold, in all. */
export interface LowPressure {
  readonly below60: number
  readonly below55: number
  readonly below50: number
}

/** Odds ratio of the worst published stratum that the minutes reach; longer stays than a stratum counts as that stratum. */
export const kidneyInjuryOdds = ({ below50, below55, below60 }: LowPressure): number =>
  Math.max(
    1,
    below60 > 10 ? odds["<60 11-20min"] : 1,
    below55 > 20 ? odds["<55 >20min"] : below55 > 10 ? odds["<55 11-20min"] : 1,
    below50 > 10 ? odds["<50 >10min medium risk"] : 1
  )

/** Probability of kidney injury above the baseline of people without low pressure. */
export const additionalKidneyInjury = (minutes: LowPressure): number => {
  const atBaseline = baseline.value / (1 - baseline.value)
  const raised = atBaseline * kidneyInjuryOdds(minutes)
  return raised / (1 + raised) - baseline.value
}
