// Whether a pump can keep what a suite needs across power-off: its own key, its certificates, and whom it trusts.

import { type Schema } from "effect"
import { findProtocol } from "../../crypto/protocolSuite.ts"
import { type Suite } from "../../crypto/Suite.ts"
import { parameter } from "../../data/parameters.ts"
import { type Scenario } from "../Scenario.ts"

const KEY_BYTES = parameter("security.key.size")
const CERTIFICATE_BYTES = parameter("security.certificate.size")

export interface KeyStoreNeed {
  readonly bytes: number
  /** How `bytes` is made up. */
  readonly arithmetic: string
}

/** What a pump stores for a suite: the trust anchor is taken to be as long as the peer's last certificate. */
export const keyStoreNeed = (suite: Suite): KeyStoreNeed => {
  const parts: Array<readonly [string, number]> = []
  const shape = suite.protocolId === null ? undefined : findProtocol(suite.protocolId).shape
  if (suite.authenticatesMessages) parts.push(["key", KEY_BYTES])
  if (suite.usesCertificates) {
    if (suite.authenticatesClient) {
      for (const bytes of shape?.clientChainBytes ?? [CERTIFICATE_BYTES])
        parts.push(["own certificate", bytes])
    }
    parts.push(["trust anchor", shape?.serverChainBytes?.at(-1) ?? CERTIFICATE_BYTES])
  }
  const bytes = parts.reduce((sum, [, size]) => sum + size, 0)
  return { bytes, arithmetic: `${parts.map(([name, size]) => `${size} B ${name}`).join(" + ")} = ${bytes} B` }
}

/** What a scenario asks of its pumps' key stores that they cannot hold. */
export const keyStoreProblems = (scenario: Scenario, suite: Suite): ReadonlyArray<Schema.FilterIssue> => {
  const { pumpKeyStore } = scenario.sessions
  const need = keyStoreNeed(suite)
  if (need.bytes <= pumpKeyStore) return []
  const issue = `${suite.id} does not fit into the key store of a pump: ${need.arithmetic} of ${pumpKeyStore} B; choose a smaller suite or a larger store`
  return [{ path: ["sessions", "pumpKeyStore"], issue }]
}
