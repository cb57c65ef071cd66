// The attacks, in the order in which the page and the help list them.

import { type Attack } from "./Attack.ts"
import { commandReplay } from "./commandReplay.ts"
import { deauthentication } from "./deauthentication.ts"
import { ehrRansomware } from "./ehrRansomware.ts"
import { handshakeFlood } from "./handshakeFlood.ts"
import { unauthorisedCommand } from "./unauthorisedCommand.ts"

export const attacks = [
  unauthorisedCommand,
  commandReplay,
  deauthentication,
  handshakeFlood,
  ehrRansomware
] as const

// The list keeps each attack's own parameter type for the schema; running needs only the common contract.
export const attackOf = (id: string): Attack => {
  const attack = attacks.find((candidate) => candidate.id === id)
  if (attack === undefined) throw new Error(`no attack "${id}"`)
  return attack as unknown as Attack
}
