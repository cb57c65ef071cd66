// A bedside monitor of vital signs: channels with lag, averaging and alarm limits, an audio pause, and artefacts that sound
// like any other alarm. It is wired apart from the pumps' network, so no attack of this version reaches it.

import { type Body } from "../patients/Body.ts"
import { type AlarmLimit, limitPassed, type MonitorChannel, SampledReading } from "./MonitorChannel.ts"

/** Why a monitor sounds, and since when there was something to tell. */
export interface MonitorFinding {
  readonly limit: AlarmLimit
  /** False alarm: the reading is beyond the limit and the patient is not. */
  readonly isFalse: boolean
  readonly conditionSeconds: number
  readonly detectedSeconds: number
}

/** Two sums of the same times may differ by a rounding error [s]. */
const TOLERANCE_SECONDS = 1e-6

export class VitalSignsMonitor {
  readonly channels: ReadonlyArray<MonitorChannel>
  /** True from the sounding of the alarm until a nurse is at the bedside, or an artefact ends. */
  isSounding = false

  readonly #body: Body
  readonly #pauseSeconds: number
  /** Since when each channel's patient is beyond a limit, and its display [s]; NaN when not. */
  readonly #conditionSeconds: Float64Array
  readonly #displaySeconds: Float64Array
  readonly #readings: ReadonlyArray<SampledReading | null>
  #silentUntilSeconds = -Infinity
  /** When a nurse last left: what is still wrong then is known, and tells anew. */
  #leftSeconds = -Infinity
  #isAttended = false
  #isArtefact = false
  /** Number of the present or last artefact. */
  artefacts = 0

  constructor(body: Body, channels: ReadonlyArray<MonitorChannel>, pauseSeconds: number) {
    this.#body = body
    this.channels = channels
    this.#pauseSeconds = pauseSeconds
    this.#conditionSeconds = new Float64Array(channels.length).fill(NaN)
    this.#displaySeconds = new Float64Array(channels.length).fill(NaN)
    this.#readings = channels.map(({ sampling }) => (sampling === null ? null : new SampledReading(sampling)))
  }

  /** Looks at the patient, whose body has been advanced; returns after how many seconds to look again, NaN for not. */
  observe(nowSeconds: number): number {
    const { channels } = this
    for (let index = 0; index < channels.length; index++) {
      const channel = channels[index] as MonitorChannel
      const isBeyond = limitPassed(channel, channel.quantityOf(this.#body)) !== null
      if (!isBeyond) this.#conditionSeconds[index] = NaN
      else if (Number.isNaN(this.#conditionSeconds[index])) this.#conditionSeconds[index] = nowSeconds
      if (channel.sampling === null) {
        this.#displaySeconds[index] = (this.#conditionSeconds[index] as number) + channel.lagSeconds
      }
    }
    return this.#nextLook(nowSeconds)
  }

  /** A sampled channel takes a reading. */
  measure(index: number, nowSeconds: number): number {
    const channel = this.channels[index] as MonitorChannel
    const reading = this.#readings[index] as SampledReading
    reading.take(channel.quantityOf(this.#body))
    const isBeyond = limitPassed(channel, reading.shown) !== null
    if (!isBeyond) this.#displaySeconds[index] = NaN
    else if (Number.isNaN(this.#displaySeconds[index])) this.#displaySeconds[index] = nowSeconds
    return this.#nextLook(nowSeconds)
  }

  /** Called when a delay or a pause is over: what is found if the alarm sounds now, else null. */
  sound(nowSeconds: number): MonitorFinding | null {
    if (this.isSounding || this.#isAttended || nowSeconds < this.#silentUntilSeconds - TOLERANCE_SECONDS)
      return null
    for (const [index, channel] of this.channels.entries()) {
      const displaySeconds = this.#displaySeconds[index] as number
      if (!(nowSeconds >= displaySeconds + channel.delaySeconds - TOLERANCE_SECONDS)) continue
      const value = channel.quantityOf(this.#body)
      const limit = limitPassed(channel, this.#readings[index]?.shown ?? value)
      if (limit === null) continue
      this.isSounding = true
      const conditionSeconds = this.#conditionSeconds[index] as number
      const isFalse = Number.isNaN(conditionSeconds)
      return {
        limit,
        isFalse,
        conditionSeconds: isFalse ? nowSeconds : Math.max(conditionSeconds, this.#leftSeconds),
        detectedSeconds: Math.min(Math.max(displaySeconds, this.#leftSeconds), nowSeconds)
      }
    }
    return null
  }

  /** A sensor slips or the patient moves; the limit that seems to be passed, or null when nothing sounds of it. */
  beginArtefact(nowSeconds: number): AlarmLimit | null {
    if (this.isSounding || this.#isAttended || nowSeconds < this.#silentUntilSeconds) return null
    const limit = this.channels[0]?.low ?? this.channels[0]?.high ?? null
    this.#isArtefact = limit !== null
    this.isSounding = this.#isArtefact
    if (this.#isArtefact) this.artefacts++
    return limit
  }

  /** The sensor is right again after the artefact of a number; false when a nurse was there before. */
  endArtefact(artefact: number): boolean {
    if (!this.#isArtefact || artefact !== this.artefacts) return false
    this.#isArtefact = false
    this.isSounding = false
    return true
  }

  /** Whether any limit is passed by the patient as of the last look. */
  get isBeyondLimit(): boolean {
    return this.#conditionSeconds.some((since) => !Number.isNaN(since))
  }

  /** A nurse is at the bedside: the monitor has nothing to tell that she does not see. */
  attend(): void {
    this.isSounding = false
    this.#isAttended = true
    this.#isArtefact = false
  }

  /** The nurse goes and pauses the audio; returns after how many seconds to look again, NaN when nothing is pending. */
  leave(nowSeconds: number): number {
    this.#isAttended = false
    this.#leftSeconds = nowSeconds
    this.#silentUntilSeconds = nowSeconds + this.#pauseSeconds
    // What was read before she came is dealt with; the next reading tells anew.
    this.#readings.forEach((reading, index) => {
      if (reading !== null) this.#displaySeconds[index] = NaN
    })
    return this.#nextLook(nowSeconds)
  }

  /** Time until the first channel beyond its limit may sound [s]; NaN when none will. */
  #nextLook(nowSeconds: number): number {
    let next = NaN
    for (let index = 0; index < this.channels.length; index++) {
      const { delaySeconds } = this.channels[index] as MonitorChannel
      const soundsFrom = (this.#displaySeconds[index] as number) + delaySeconds
      const at = Math.max(soundsFrom, this.#silentUntilSeconds)
      // A look in the past was taken already.
      if (at >= nowSeconds && !(at >= next)) next = at
    }
    return next - nowSeconds
  }
}
