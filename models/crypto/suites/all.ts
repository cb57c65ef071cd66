// All suites: the special ones, then every other protocol of the data file.

import { protocolRows, protocolSuite } from "../protocolSuite.ts"
import { unknownName } from "../CostError.ts"
import { type Suite } from "../Suite.ts"
import { dtls13Psk } from "./dtls13Psk.ts"
import { none } from "./none.ts"
import { pskHmac } from "./pskHmac.ts"
import { pskHmacNoWindow } from "./pskHmacNoWindow.ts"
import { tls13EcdsaMutual } from "./tls13EcdsaMutual.ts"

const special: ReadonlyArray<Suite> = [none, pskHmac, pskHmacNoWindow, dtls13Psk, tls13EcdsaMutual]

/** Protocol rows that a special suite stands for. */
const covered = new Set(["hmac-datagram", "dtls13-psk-ccm8", "tls13-ecdsa-mutual"])

export const suites: ReadonlyArray<Suite> = [
  ...special,
  ...protocolRows.filter((row) => !covered.has(row.id)).map((row) => protocolSuite(row.id))
]

export const suiteIds: ReadonlyArray<string> = suites.map((suite) => suite.id)

const byId = new Map(suites.map((suite) => [suite.id, suite]))

/** The suite of that id. Throws `CostError` naming the nearest one. */
export const findSuite = (id: string): Suite => {
  const suite = byId.get(id)
  if (suite === undefined) throw unknownName("suite", id, suiteIds)
  return suite
}
