// `wardsim drug --list`: what there is to choose from, as text or as JSON.

import {
  citationOf,
  type CovariateId,
  drugCatalogue,
  pumpMaximum
} from "../../models/patients/drugCatalogue.ts"
import { linearDrugs } from "../../models/patients/drugModels.ts"
import {
  drugTrajectory,
  type TrajectoryDrugId,
  trajectoryModels
} from "../../models/patients/drugTrajectory.ts"
import { typicalPatient } from "../../models/patients/population.ts"
import { describeCovariate } from "./drugCovariates.ts"
import { requiredCovariates } from "./drugSelection.ts"

const titleOf = (drug: TrajectoryDrugId, model: string): string => {
  if (drug !== "insulin_iv" && drug !== "insulin_sc") {
    return linearDrugs[drug].models.find(({ id }) => id === model)?.title ?? model
  }
  if (model === "hovorka") return "Hovorka 2004"
  return `UVA/Padova S2008, median ${model.slice("uva-padova-".length)} of simglucose`
}

/** Everything about one drug. */
const describeDrug = (drug: TrajectoryDrugId) => {
  const facts = drugCatalogue[drug]
  const { effectSite, units } = drugTrajectory(drug, null, typicalPatient, [], [0])
  const { dose, plasma, effectSite: _, ...effects } = units
  const maximum = pumpMaximum(drug)
  return {
    drug,
    title: facts.title,
    doses: facts.doses,
    doseUnit: dose as string,
    greatestRatePerMinute: maximum.perMinute,
    plasmaUnit: plasma as string,
    hasEffectSite: effectSite !== null,
    models: trajectoryModels[drug].map((model, index) => ({
      model,
      title: titleOf(drug, model),
      isDefault: index === 0,
      covariates: requiredCovariates(drug, model),
      optionalCovariates: facts.models[model]?.optional ?? [],
      sources: (facts.models[model]?.sources ?? []).map(citationOf)
    })),
    defaultReason: facts.defaultReason,
    effects,
    effectSources: facts.effectSources.map(citationOf),
    notes: facts.notes
  }
}

type Description = ReturnType<typeof describeDrug>

const printCovariates = (
  required: ReadonlyArray<CovariateId>,
  optional: ReadonlyArray<CovariateId>
): string =>
  [...required.map(describeCovariate), ...optional.map((id) => `${describeCovariate(id)} if known`)].join(
    ", "
  )

const unitName = (unit: string): string => (unit === "1" ? "" : ` [${unit}]`)

const formatDrug = (description: Description): string => {
  const {
    defaultReason,
    doses,
    doseUnit,
    drug,
    effects,
    greatestRatePerMinute,
    models,
    notes,
    plasmaUnit,
    title
  } = description
  const site = description.hasEffectSite ? "plasma and effect site" : "plasma"
  return [
    `${drug}: ${title}`,
    `  doses: ${doses.join(", ")}; at most ${Number(greatestRatePerMinute.toPrecision(4))} ${doseUnit}/min; ${site} [${plasmaUnit}]`,
    ...models.flatMap(({ covariates, isDefault, model, optionalCovariates, sources, title }) => [
      `  model ${model}${isDefault ? " (default)" : ""}: ${title}`,
      `    patient: ${printCovariates(covariates, optionalCovariates)}`,
      `    source: ${sources.join("; ")}`
    ]),
    `  default: ${defaultReason}`,
    `  effects: ${Object.entries(effects)
      .map(([id, unit]) => `${id}${unitName(unit)}`)
      .join(", ")}`,
    `    source: ${description.effectSources.join("; ")}`,
    ...notes.map((note) => `  note: ${note}`)
  ].join("\n")
}

/** The drugs, described for a person or a program. */
export const formatList = (drugs: ReadonlyArray<TrajectoryDrugId>, isJson: boolean): string => {
  const descriptions = drugs.map(describeDrug)
  if (isJson) return JSON.stringify(descriptions, undefined, 2)
  const all = descriptions.map(formatDrug).join("\n\n")
  return `${all}\n\nA regimen is a YAML or JSON list: [{ at: 0 min, bolus: 2 mg/kg }, { at: 5 min, rate: 50 mcg/kg/min }]`
}
