// Whether certificates are revoked, and what asking costs: a response that the gateway attaches, a query at each handshake
// (OCSP, RFC 6960), or a list that is fetched when the last one is old. The service may be down: verifiers then go on without
// an answer or refuse. Nobody's certificate is revoked here: what is modelled is the price of asking.

import { type Kernel } from "../../../src/engine/Kernel.ts"
import { type SessionRules } from "../scenario/sessions.ts"

export class RevocationService {
  /** Queries without an answer, and handshakes refused for it. */
  unanswered = 0
  /** Whether the verifier of the last `responderSeconds` accepts. */
  isAccepted = true

  readonly #kernel: Kernel
  readonly #rules: SessionRules["revocation"]
  readonly #isUsed: boolean
  /** Until when each verifier's list is fresh [s]: pumps, then gateways. */
  readonly #freshUntil: Float64Array

  constructor(
    kernel: Kernel,
    rules: SessionRules["revocation"],
    usesCertificates: boolean,
    verifiers: number
  ) {
    this.#kernel = kernel
    this.#rules = rules
    this.#isUsed = usesCertificates && rules.method !== "none"
    this.#freshUntil = new Float64Array(verifiers)
  }

  /** A pump must ask before it trusts its gateway. */
  mustAsk(pump: number): boolean {
    if (!this.#isUsed || this.#rules.method === "stapling") return false
    return this.#rules.method === "ocsp" || this.#kernel.now >= (this.#freshUntil[pump] as number)
  }

  /** A full handshake of the pump ended well: its list is fresh if the service was there. */
  asked(pump: number): void {
    if (this.#rules.method === "crl" && this.mustAsk(pump) && !this.#isDown)
      this.#freshUntil[pump] = this.#kernel.now + this.#rules.freshFor
  }

  /** Time until a query that is at a gateway is answered there [s]; null: the service is down. */
  answerSeconds(): number | null {
    if (!this.#isDown) return this.#rules.latency
    this.unanswered++
    return null
  }

  /** The response that the gateway attaches will do: it is fresh, or its age does not matter. */
  acceptsStaple(): boolean {
    if (!this.#isUsed || this.#rules.method !== "stapling" || !this.#isDown) return true
    // The gateway fetched its last response when the service went down, at the latest.
    if (this.#kernel.now < this.#rules.outageStart + this.#rules.freshFor) return true
    this.unanswered++
    return this.#rules.onFailure === "soft"
  }

  /** Time that a gateway needs to check a pump's certificate [s]; sets `isAccepted`. */
  responderSeconds(verifier: number): number {
    this.isAccepted = true
    if (!this.#isUsed || this.#rules.method === "stapling") return 0
    if (this.#rules.method === "crl" && this.#kernel.now < (this.#freshUntil[verifier] as number)) return 0
    const seconds = this.answerSeconds()
    if (seconds === null) {
      this.isAccepted = this.#rules.onFailure === "soft"
      return this.#rules.timeout
    }
    this.#freshUntil[verifier] = this.#kernel.now + this.#rules.freshFor
    return seconds
  }

  /** What a reader of the results must know. */
  notes(): ReadonlyArray<string> {
    if (this.unanswered === 0) return []
    const { method, onFailure } = this.#rules
    const end = onFailure === "soft" ? "the handshakes went on" : "the handshakes failed"
    return [
      `${this.unanswered} checks for revocation (${method}) had no answer, as the service was down: ${end}.`
    ]
  }

  get #isDown(): boolean {
    const { outageDuration, outageStart } = this.#rules
    const { now } = this.#kernel
    return now >= outageStart && now < outageStart + outageDuration
  }
}
