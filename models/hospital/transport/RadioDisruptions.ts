// Radio disruptions under way at each gateway. Several add up: forged frames by rate, noises as independent ones.

import { type Infrastructure } from "./Infrastructure.ts"

export interface RadioDisruption {
  /** Forged deauthentication frames to each Wi-Fi station [1/s]. */
  readonly framesPerSecond: number
  /** Share of attempts destroyed on all radios. */
  readonly jammedShare: number
}

export class RadioDisruptions {
  readonly #parts: Infrastructure
  readonly #active: ReadonlyArray<Set<RadioDisruption>>

  constructor(parts: Infrastructure) {
    this.#parts = parts
    this.#active = parts.gatewayProcessors.map(() => new Set())
  }

  begin(gateway: number, disruption: RadioDisruption): void {
    this.#active[gateway]?.add(disruption)
    this.#apply(gateway)
  }

  end(gateway: number, disruption: RadioDisruption): void {
    if (this.#active[gateway]?.delete(disruption) === true) this.#apply(gateway)
  }

  #apply(gateway: number): void {
    let framesPerSecond = 0
    let spared = 1
    for (const disruption of this.#active[gateway] ?? []) {
      framesPerSecond += disruption.framesPerSecond
      spared *= 1 - disruption.jammedShare
    }
    const classes = this.#parts.pumpCosts.length
    for (const ward of this.#parts.wardRadios.slice(gateway * classes, (gateway + 1) * classes)) {
      if (ward === undefined) continue
      ward.radio.jammedShare = 1 - spared
      for (const cell of ward.cells) cell.presence.setDeauthentication(framesPerSecond)
    }
  }
}
