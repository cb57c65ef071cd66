// What a handshake and a message take on a radio of the data file: fragments, air time and energy of the device's radio.
// No contention, loss, listening or connection interval; retries of the protocol are the network's business.

import { radioEnergy } from "../network/radioEnergy.ts"
import { CostError } from "./CostError.ts"
import { type HandshakeReport } from "./handshakeReport.ts"

export interface RadioOptions {
  readonly radio: string
  /** Largest payload of a fragment [B]; default: the radio's. */
  readonly mtuBytes?: number
  /** Rate on the air [bit/s]; default: the radio's. */
  readonly bitsPerSecond?: number
  /** Gives no energy from a recalled or assumed current; default false. */
  readonly refuseWeak?: boolean
}

export interface AirTime {
  readonly fragments: number
  /** On the air with gaps and acknowledgements of the radio. */
  readonly milliseconds: number
  /** Of the device's radio; null: the data has no current, or a refused one. */
  readonly millijoules: number | null
}

export interface RadioReport {
  readonly radio: string
  readonly mtuBytes: number
  readonly bitsPerSecond: number
  /** Sent and received by the device, which is the client. */
  readonly handshakeUp: AirTime
  readonly handshakeDown: AirTime
  readonly messageUp: AirTime
  /** Of currents, and of framing, as the data file writes them. */
  readonly status: string
  readonly framingStatus: string
  readonly sources: ReadonlyArray<string>
}

const refuse = (subject: string, value: number, problem: string, remedy: string): CostError =>
  new CostError({ subject, id: String(value), problem, remedy })

/** Throws `CostError` on an unknown radio, a rate of zero, and an MTU that is not above the radio's own framing. */
export const overRadio = (report: HandshakeReport, options: RadioOptions): RadioReport => {
  const radio = radioEnergy(options.radio)
  const { fragmentOverheadBytes, fragmentOverheadSeconds } = radio.framing
  const mtuBytes = options.mtuBytes ?? radio.framing.mtuBytes
  const bitsPerSecond = options.bitsPerSecond ?? radio.bitsPerSecond
  if (!(Number.isFinite(bitsPerSecond) && bitsPerSecond > 0)) {
    throw refuse(
      "bitsPerSecond",
      bitsPerSecond,
      "carries nothing",
      `give a rate above 0; that of ${radio.id} is ${radio.bitsPerSecond}`
    )
  }
  if (!(Number.isInteger(mtuBytes) && mtuBytes > fragmentOverheadBytes)) {
    throw refuse(
      "mtuBytes",
      mtuBytes,
      `is not above the ${fragmentOverheadBytes} B of framing of ${radio.id}`,
      `give at least ${fragmentOverheadBytes + 1}; that of ${radio.id} is ${radio.framing.mtuBytes}`
    )
  }
  const hasEnergy = radio.hasEnergyFigure && !(options.refuseWeak === true && /^[RA]/u.test(radio.status))
  const air = (flights: ReadonlyArray<number>, watts: number): AirTime => {
    const fragments = flights.reduce((sum, bytes) => sum + Math.ceil(bytes / mtuBytes), 0)
    const payload = flights.reduce((sum, bytes) => sum + bytes, 0)
    const onAirSeconds = (8 * (payload + fragments * fragmentOverheadBytes)) / bitsPerSecond
    return {
      fragments,
      milliseconds: 1e3 * (onAirSeconds + fragments * fragmentOverheadSeconds),
      millijoules: hasEnergy ? 1e3 * onAirSeconds * watts : null
    }
  }
  const { flightBytes } = report
  const flightsOf = (parity: number, total: number): ReadonlyArray<number> =>
    flightBytes.length === 0 ? [total] : flightBytes.filter((_, index) => index % 2 === parity)
  return {
    radio: radio.id,
    mtuBytes,
    bitsPerSecond,
    handshakeUp: air(flightsOf(0, report.bytesUp), radio.transmitWatts),
    handshakeDown: air(flightsOf(1, report.bytesDown), radio.receiveWatts),
    messageUp: air([report.message.wireBytes], radio.transmitWatts),
    status: radio.status,
    framingStatus: radio.framingStatus,
    sources: radio.sources
  }
}
