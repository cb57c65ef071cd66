// Scenario section `patients`: who they are and how they are watched.

import { Schema } from "effect"
import { quantity, withDefault } from "../../../src/input/Quantity.ts"
import { type DrugId } from "../../patients/Body.ts"
import { type DrugCare, drugCare } from "../../patients/drugCare.ts"
import { varietyFields } from "../../patients/varietyFields.ts"
import { percent } from "./defaults.ts"

type Shares = Readonly<Partial<Record<DrugId, number>>>
type WrittenShares = Readonly<Partial<Record<DrugId, string>>>

const sumTo100 = (shares: Shares): string | undefined => {
  const sum = Object.values(shares).reduce((total, share) => total + share, 0)
  return Math.abs(sum - 1) < 1e-9
    ? undefined
    : `the shares of the drugs sum to ${Number((100 * sum).toPrecision(6))} %: they must sum to 100 %`
}

/** Shares of the pumps by drug, which sum to 100 %. */
const sharesOf = (cares: ReadonlyArray<DrugCare>): Schema.Codec<Shares, WrittenShares> => {
  const fields = cares.map(({ id, title }) => {
    const share = quantity("fraction", {
      description: `Share of the pumps that give ${title}`,
      maximum: "100 %"
    })
    return [id, Schema.optionalKey(share)] as const
  })
  const written = Schema.Struct(Object.fromEntries(fields)).check(Schema.makeFilter(sumTo100))
  // The keys are the drugs', which only the list knows.
  return written as unknown as Schema.Codec<Shares, WrittenShares>
}

const bedside = drugCare.filter((care) => care.bedside)
const wearable = drugCare.filter((care) => care.wearable)

const usualShares = (kind: "bedside" | "wearable", ids: ReadonlyArray<DrugId>): WrittenShares =>
  Object.fromEntries(ids.map((id) => [id, percent(`therapy.share.${kind}.${id}`)]))

const Drugs = Schema.Struct({
  bedside: withDefault(
    sharesOf(bedside).annotate({ description: "What bedside pumps give, in shares that sum to 100 %" }),
    usualShares(
      "bedside",
      bedside.map(({ id }) => id)
    )
  ),
  wearable: withDefault(
    sharesOf(wearable).annotate({ description: "What wearable pumps give, in shares that sum to 100 %" }),
    usualShares("wearable", ["insulin_sc", "morphine"])
  )
})

export const Patients = Schema.Struct({
  ...varietyFields,
  drugs: withDefault(Drugs, {}),
  monitoredOpioidShare: withDefault(
    quantity("fraction", {
      description: "Share of opioid patients with continuous pulse oximetry",
      maximum: "100 %"
    }),
    percent("monitor.opioid-share")
  )
})
