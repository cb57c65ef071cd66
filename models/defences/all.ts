// The defences, in the order in which the page and the help list them.

import { type Defence } from "./Defence.ts"
import { handshakeGuard } from "./handshakeGuard.ts"
import { hardLimits } from "./hardLimits.ts"
import { managementFrameProtection } from "./managementFrameProtection.ts"
import { secureChannel } from "./secureChannel.ts"
import { segmentation } from "./segmentation.ts"

export const defences = [
  secureChannel,
  hardLimits,
  segmentation,
  handshakeGuard,
  managementFrameProtection
] as const

// The list keeps each defence's own parameter type for the schema; installing needs only the common contract.
export const defenceOf = (id: string): Defence => {
  const defence = defences.find((candidate) => candidate.id === id)
  if (defence === undefined) throw new Error(`no defence "${id}"`)
  return defence as unknown as Defence
}
