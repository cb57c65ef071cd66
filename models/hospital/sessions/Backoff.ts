// How long a pump waits before it tries to connect again: doubling up to a cap, all at once or spread by jitter.

import { type RandomStream } from "../../../src/engine/RandomStreams.ts"
import { type SessionRules } from "../scenario/sessions.ts"

/** Share of each wait that is drawn. */
const SPREAD: Readonly<Record<SessionRules["backoff"]["jitter"], number>> = { none: 0, equal: 0.5, full: 1 }

export class Backoff {
  readonly #rules: SessionRules["backoff"]
  readonly #luck: ReadonlyArray<RandomStream>
  /** Attempts since each pump was last connected. */
  readonly #tries: Uint8Array

  /** `luck` by pump. */
  constructor(rules: SessionRules["backoff"], luck: ReadonlyArray<RandomStream>) {
    this.#rules = rules
    this.#luck = luck
    this.#tries = new Uint8Array(luck.length)
  }

  /** Wait before the pump's next attempt [s]. */
  nextSeconds(pump: number): number {
    const { cap, first, jitter } = this.#rules
    const tries = this.#tries[pump] as number
    if (tries < 60) this.#tries[pump] = tries + 1
    const wait = Math.min(first * 2 ** tries, cap)
    const spread = SPREAD[jitter]
    if (spread === 0) return wait
    return wait * (1 - spread) + wait * spread * (this.#luck[pump] as RandomStream)()
  }

  /** The pump is connected: its next wait is a first one. */
  reset(pump: number): void {
    this.#tries[pump] = 0
  }
}
