// Protected management frames (IEEE 802.11w): stations and access points of the bedside pumps' Wi-Fi drop a deauthentication
// that does not carry their key's integrity check. Does nothing against noise, nor on the wearable pumps' radio.

import { Schema } from "effect"
import { type Defence } from "./Defence.ts"

const Parameters = Schema.Struct({ id: Schema.Literal("management-frame-protection") })

export const managementFrameProtection: Defence<typeof Parameters.Type> = {
  id: "management-frame-protection",
  title: "Protected management frames",
  effect: "blocks",
  price: "Every pump and access point must support it; nothing in run time, as management frames are rare",
  sources: ["attacks.json D01 defences: PMF 802.11w", "IEEE Std 802.11w-2009 (R)"],
  parameters: Parameters,
  install: (surface) => surface.protectManagement()
}
