// The books of frames: every frame that begins a journey ends it once, as delivered, lost, dropped or refused.

import { FRAME_TYPES, Frames, FrameType, GONE } from "./Frames.ts"

/** How a frame's journey ends. */
export const FrameFate = { delivered: 0, lost: 1, dropped: 2, refused: 3 } as const

export class FrameLedger {
  readonly frames = new Frames()
  /** Frames that began a journey, and ended one by `FrameFate`, per frame type. */
  readonly created = new Float64Array(FRAME_TYPES)
  readonly ended = Array.from({ length: Object.keys(FrameFate).length }, () => new Float64Array(FRAME_TYPES))

  readonly #commandLost: (pump: number, frame: number) => void

  /** `commandLost` hears of each command that was lost or dropped, while the frame can still be read. */
  constructor(commandLost: (pump: number, frame: number) => void) {
    this.#commandLost = commandLost
  }

  create(type: number, pump: number, payloadBytes: number, code: number): number {
    const frame = this.frames.allocate(type, pump, payloadBytes)
    this.frames.code[frame] = code
    this.created[type] = (this.created[type] as number) + 1
    return frame
  }

  /** Ends a frame's journey and frees it. */
  end(frame: number, fate: number): void {
    this.#count(frame, fate)
    this.frames.free(frame)
  }

  /** Drops all frames at a place that failed; their events are still to come. */
  loseAt(place: number): void {
    for (const frame of this.frames.at(place)) {
      this.#count(frame, FrameFate.dropped)
      this.frames.lose(frame)
    }
  }

  /** For whoever handles an event of a frame: true when the frame is gone with its machine, and the event means nothing. */
  isGone(frame: number): boolean {
    if (this.frames.place[frame] !== GONE) return false
    this.frames.bury(frame)
    return true
  }

  #count(frame: number, fate: number): void {
    const type = this.frames.type[frame] as number
    const tally = this.ended[fate] as Float64Array
    tally[type] = (tally[type] as number) + 1
    if (type === FrameType.command && (fate === FrameFate.lost || fate === FrameFate.dropped))
      this.#commandLost(this.frames.pump[frame] as number, frame)
  }
}
