// The checks of a channel on every message, as far as the suite has them: authenticity, and freshness by a window of counters
// at each end.

import { parameter } from "../../data/parameters.ts"
import { type Suite } from "../../crypto/Suite.ts"
import { type Frames, isHandshake } from "../../devices/Frames.ts"
import { ReplayWindow } from "../../devices/ReplayWindow.ts"

const REPLAY_WINDOW = parameter("security.replay-window")

export type ChannelRefusal = "not-authentic" | "replayed"

export class ChannelChecks {
  readonly #suite: Suite
  readonly #frames: Frames
  readonly #gatewayWindows: Array<ReplayWindow | undefined> = []
  readonly #pumpWindows: Array<ReplayWindow | undefined> = []

  constructor(suite: Suite, frames: Frames) {
    this.#suite = suite
    this.#frames = frames
  }

  atGateway(pump: number, frame: number): ChannelRefusal | null {
    return this.#check(this.#gatewayWindows, pump, frame)
  }

  atPump(pump: number, frame: number): ChannelRefusal | null {
    return this.#check(this.#pumpWindows, pump, frame)
  }

  #check(windows: Array<ReplayWindow | undefined>, pump: number, frame: number): ChannelRefusal | null {
    const { authenticatesMessages, rejectsReplay } = this.#suite
    if (isHandshake(this.#frames.type[frame] as number)) return null
    if (authenticatesMessages && this.#frames.isAuthentic[frame] === 0) return "not-authentic"
    if (!rejectsReplay) return null
    const window = (windows[pump] ??= new ReplayWindow(REPLAY_WINDOW))
    return window.accept(this.#frames.counter[frame] as number) ? null : "replayed"
  }
}
