// The captured handshakes of `models/data/handshake-captures.json`, and what the size model says of each.

import file from "../data/handshake-captures.json" with { type: "json" }
import { type HandshakeShape, handshakeSize, type HandshakeSize } from "./sizeModel.ts"

export interface Capture {
  readonly id: string
  readonly stack: string
  /** "unseen": the size model was not fitted to it. */
  readonly use: "calibration" | "unseen"
  readonly bytesUp: number
  readonly bytesDown: number
  readonly flightBytes: ReadonlyArray<number>
  /** Bytes of each record, where they were kept. */
  readonly recordBytes?: ReadonlyArray<ReadonlyArray<number>>
  readonly shape: HandshakeShape
  readonly note?: string
}

// JSON types widen literals to string; a test decodes the file.
export const captures = file.captures as ReadonlyArray<Capture>

export interface CaptureResult {
  readonly capture: Capture
  readonly predicted: HandshakeSize
  /** (predicted - observed) / observed. */
  readonly errorUp: number
  readonly errorDown: number
  readonly hasSameFlights: boolean
  /** Equal flights, and bytes each way within 1 %. */
  readonly fits: boolean
}

const CLOSE = 0.01

/** Predicts every capture, in the file's order. */
export const validateCaptures = (): ReadonlyArray<CaptureResult> =>
  captures.map((capture) => {
    const predicted = handshakeSize(capture.shape)
    const errorUp = (predicted.bytesUp - capture.bytesUp) / capture.bytesUp
    const errorDown = (predicted.bytesDown - capture.bytesDown) / capture.bytesDown
    const hasSameFlights = predicted.flightBytes.length === capture.flightBytes.length
    const fits = hasSameFlights && Math.abs(errorUp) <= CLOSE && Math.abs(errorDown) <= CLOSE
    return { capture, predicted, errorUp, errorDown, hasSameFlights, fits }
  })
