// What the rest of the hospital does when messages arrive, are refused or get lost.

import { type ChannelRefusal } from "../sessions/ChannelChecks.ts"

/** What happens when a frame arrives; the hospital supplies it. */
export interface TelemetryHandlers {
  readonly alarmArrived: (pump: number, alarm: number) => void
  readonly alarmAcknowledged: (pump: number, alarm: number) => void
  /** A command passed the channel's checks and reached the pump's own. */
  readonly commandArrived: (pump: number, frame: number) => void
  readonly commandRefused: (pump: number, frame: number, reason: ChannelRefusal) => void
  /** A command found no room or was lost on the way; the frame is freed afterwards. */
  readonly commandLost: (pump: number, frame: number) => void
  /** A frame that makes or renews a session came to either end. */
  readonly handshakeAtGateway: (pump: number, frame: number) => void
  readonly handshakeAtPump: (pump: number, frame: number) => void
  /** A message of so many bytes needs the session of the pump at its gateway; false: there is none. */
  readonly usesSession: (pump: number, bytes: number) => boolean
  /** A pump's message met a gateway that is down. */
  readonly unanswered: (pump: number) => void
}
