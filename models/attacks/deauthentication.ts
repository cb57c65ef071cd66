// D01, radio disruption of one ward: forged 802.11 deauthentication frames throw its Wi-Fi pumps out again and again, noise
// destroys attempts on all its radios. Therapy goes on; remote alarms, charting and orders do not get through.

import { Effect, Schema } from "effect"
import { quantity, withDefault } from "../../src/input/Quantity.ts"
import { type Attack } from "./Attack.ts"
import { attackFields } from "./fields.ts"

const Parameters = Schema.Struct({
  id: Schema.Literal("D01"),
  ...attackFields(["radio-range"]),
  rate: withDefault(
    quantity("eventRate", {
      description:
        "Forged deauthentication frames to each Wi-Fi station; a new association takes 0.3 to 1.5 s, so that 4 a second keep it off",
      maximum: "1000 1/s"
    }),
    "5 1/s"
  ),
  jammedShare: withDefault(
    quantity("fraction", {
      description:
        "Share of transmission attempts that noise destroys, on Wi-Fi and the wearable pumps' radio",
      maximum: "100 %"
    }),
    "0 %"
  )
})

export const deauthentication: Attack<typeof Parameters.Type> = {
  id: "D01",
  title: "RF jamming and Wi-Fi deauthentication",
  evidence: "demonstrated",
  precondition: "Radio proximity, and for deauthentication Wi-Fi management frames without protection",
  positions: ["radio-range"],
  tags: { ics: ["T0814", "T0860", "T0815"], emb3d: ["TID-404", "TID-405"], stride: "D" },
  sources: [
    "attacks.json D01: CICIoMT2024 includes Wi-Fi and BLE attack traffic (V), https://unb.ca/cic/datasets/iomt-dataset-2024.html"
  ],
  parameters: Parameters,
  capability: (parameters) => (parameters.rate + parameters.jammedShare) * parameters.duration,
  launch: Effect.fnUntraced(function* (surface, parameters) {
    yield* Effect.sleep(parameters.start * 1000)
    surface.disruptRadio(parameters.position, parameters.rate, parameters.jammedShare)
    yield* Effect.sleep(parameters.duration * 1000)
    surface.disruptRadio(parameters.position, 0, 0)
  })
}
