// Certificates that expire during a run, as the scenario says: from then on full handshakes that need them are refused, until
// somebody has noticed the first refusal and put new ones in place. Sessions that exist live on.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type SessionRules } from "../scenario/sessions.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

type Expiry = SessionRules["certificates"][number]
type Holder = Expiry["holder"]

export class CertificateValidity {
  readonly #kernel: Kernel
  readonly #expiries: ReadonlyArray<Expiry>
  /** How many machines each holder has; shares are of these. */
  readonly #holders: Readonly<Record<Holder, number>>
  /** By entry: when the present certificates expire, and when new ones will be there (NaN: nobody has noticed) [s]. */
  readonly #expiresSeconds: Array<number>
  readonly #renewedSeconds: Array<number>
  readonly #refused: Array<number>
  readonly #events: Array<string> = []
  readonly #listeners: Array<readonly [holder: Holder, renewed: () => void]> = []
  readonly #renews: EventKind

  constructor(kernel: Kernel, expiries: ReadonlyArray<Expiry>, holders: Readonly<Record<Holder, number>>) {
    this.#kernel = kernel
    this.#expiries = expiries
    this.#holders = holders
    this.#expiresSeconds = expiries.map(({ expiresAfter }) => expiresAfter)
    this.#renewedSeconds = expiries.map(() => NaN)
    this.#refused = expiries.map(() => 0)
    this.#renews = kernel.kind("certificates are renewed", (entry) => this.#renew(entry))
  }

  /** True when the certificate of a holder's machine has expired: somebody is told of it. */
  refuses(holder: Holder, index: number): boolean {
    const { now } = this.#kernel
    for (const [entry, expiry] of this.#expiries.entries()) {
      if (expiry.holder !== holder || now < (this.#expiresSeconds[entry] as number)) continue
      if (index >= Math.round(expiry.share * this.#holders[holder])) continue
      this.#refused[entry] = (this.#refused[entry] as number) + 1
      if (Number.isNaN(this.#renewedSeconds[entry])) {
        this.#renewedSeconds[entry] = now + expiry.renewedAfter
        scheduleInRun(this.#kernel, expiry.renewedAfter, this.#renews, entry)
      }
      return true
    }
    return false
  }

  /** Lets `renewed` run whenever new certificates of a holder are in place. */
  whenRenewed(holder: Holder, renewed: () => void): void {
    this.#listeners.push([holder, renewed])
  }

  /** What a reader of the results must know: when certificates expired, and what it did. */
  notes(): ReadonlyArray<string> {
    const open = this.#expiries.flatMap((expiry, entry) => {
      if (this.#kernel.now < (this.#expiresSeconds[entry] as number)) return []
      const end = this.#refused[entry] === 0 ? "." : ", and new ones were not in place at the end."
      return [`${this.#told(expiry, entry)}${end}`]
    })
    return [...this.#events, ...open]
  }

  #told({ holder }: Expiry, entry: number): string {
    return `Certificates of ${holder} expired at ${this.#expiresSeconds[entry]} s: ${this.#refused[entry]} handshakes were refused`
  }

  #renew(entry: number): void {
    const expiry = this.#expiries[entry] as Expiry // only entries are scheduled
    const { now } = this.#kernel
    this.#events.push(`${this.#told(expiry, entry)} until new ones were in place at ${now} s.`)
    this.#expiresSeconds[entry] = now + expiry.validFor
    this.#renewedSeconds[entry] = NaN
    this.#refused[entry] = 0
    for (const [holder, renewed] of this.#listeners) if (holder === expiry.holder) renewed()
  }
}
