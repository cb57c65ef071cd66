// The radio of each gateway and class of pump: Wi-Fi for bedside pumps, the scenario's choice for wearable ones. Beside the
// radio itself stands what a flood of first flights takes of it, which the radios do not tell.

import { type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter } from "../../data/parameters.ts"
import { BlePiconet } from "../../network/BlePiconet.ts"
import { Ieee802154 } from "../../network/Ieee802154.ts"
import { type LossSpecification } from "../../network/Loss.ts"
import { NbIot } from "../../network/NbIot.ts"
import { type StationRadio } from "../../network/Radio.ts"
import { type RadioEnergy, radioEnergy, type WearableTechnology } from "../../network/radioEnergy.ts"
import { millisecondsOf, radioParameter } from "../../network/radioParameters.ts"
import { wearableRadio } from "../../network/wearableRadio.ts"
import { WifiCell } from "../../network/WifiCell.ts"
import { WifiWard } from "../../network/WifiWard.ts"
import { wifiTiming } from "../../network/wifiTiming.ts"
import { type Scenario } from "../Scenario.ts"

/** Index of a class of pump. */
export const PumpClass = { bedside: 0, wearable: 1 } as const

export interface WardRadio {
  readonly radio: StationRadio
  /** The access points of a Wi-Fi radio. */
  readonly cells: ReadonlyArray<WifiCell>
  /** The same radio where it has several of them. */
  readonly accessPoints: WifiWard | null
  /** Stations have bearers of their own, so that a flood of one takes nothing of the others' capacity. */
  readonly isDedicated: boolean
  /** Share of the flood at all stations that the radio is to count as background load. */
  readonly loadShare: number
  /** What a first flight of so many bytes takes of the channel, or of the bearer [s]. */
  readonly strangerSeconds: (bytes: number) => number
  /** What a station pays to receive it [J]. */
  readonly strangerJoules: (bytes: number) => number
}

/** Where each pump is heard. */
export interface RadioPlaces {
  readonly gateways: number
  readonly gatewayOfPump: Int32Array
  readonly pumpClass: Uint8Array
  readonly protectsManagement: boolean
}

interface Build {
  readonly kernel: Kernel
  readonly stream: RandomStream
  readonly scenario: Scenario
  /** What all radios take. */
  readonly options: {
    readonly name: string
    readonly stations: number
    readonly stationOf: Int32Array
    /** The pump of each station. */
    readonly entities: ReadonlyArray<number>
    readonly queueBytes: number
    readonly loss?: LossSpecification
  }
}

/** Radios by gateway, then by class; undefined where a gateway has no pumps of a class. */
export const buildRadios = (
  kernel: Kernel,
  streams: RandomStreams,
  scenario: Scenario,
  places: RadioPlaces
): ReadonlyArray<WardRadio | undefined> => {
  const { gatewayOfPump, gateways, protectsManagement, pumpClass } = places
  const classes = Object.keys(PumpClass).length
  const stations = new Int32Array(gateways * classes)
  const stationOf = gatewayOfPump.map((gateway, pump) => {
    const index = gateway * classes + (pumpClass[pump] as number)
    const station = stations[index] as number
    stations[index] = station + 1
    return station
  })
  const entitiesOf: ReadonlyArray<Array<number>> = Array.from(stations, () => [])
  for (const [pump, gateway] of gatewayOfPump.entries())
    entitiesOf[gateway * classes + (pumpClass[pump] as number)]?.push(pump)
  const loss = lossOf(scenario)
  const worn = wearableRadio(scenario.network.wearableRadio)
  return Array.from(stations, (count, index) => {
    if (count === 0) return undefined
    const isWearable = index % classes === PumpClass.wearable
    const build: Build = {
      kernel,
      stream: streams.stream("radio", index),
      scenario,
      options: {
        name: `${isWearable ? "wearable" : "bedside"} radio of gateway ${Math.floor(index / classes)}`,
        stations: count,
        stationOf,
        entities: entitiesOf[index] as ReadonlyArray<number>,
        queueBytes: parameter("network.radio.queue"),
        ...(loss === null ? {} : { loss })
      }
    }
    return isWearable ? WEARABLE[worn.technology](build, worn.radio) : wifi(build, protectsManagement)
  })
}

/** Independent attempts, or fades whose share of time is that of the attempts. */
const lossOf = ({ network }: Scenario): LossSpecification | null => {
  const { lossBurst, radioLoss } = network
  if (radioLoss === 0) return null
  if (lossBurst === 0) return { kind: "bernoulli", probability: radioLoss }
  return {
    kind: "gilbert-elliott",
    meanGoodSeconds: (lossBurst * (1 - radioLoss)) / radioLoss,
    meanBadSeconds: lossBurst,
    goodLoss: 0,
    badLoss: 1
  }
}

const wifi = ({ kernel, options, scenario, stream }: Build, protectsManagement: boolean): WardRadio => {
  const power = radioEnergy("wifi-n-esp32")
  const timing = { ...wifiTiming("ofdm-5ghz"), bitsPerSecond: scenario.network.radioRate }
  const { pumpsPerAccessPoint, roaming } = scenario.network
  const all = { ...options, timing, power, protectsManagement }
  const mobility = roaming === "none" ? {} : { roaming: { method: roaming } }
  const count = Math.ceil(options.stations / pumpsPerAccessPoint)
  // The only access point of a ward has nowhere to send its stations: they leave it and come back.
  const first = new WifiCell(kernel, stream, count === 1 ? { ...all, ...mobility } : all)
  const others = Array.from({ length: count - 1 }, () => new WifiCell(kernel, stream, all))
  const cells = [first, ...others]
  const { entities, stationOf } = options
  const accessPoints =
    count === 1 ? null : new WifiWard(kernel, stream, { cells, entities, stationOf, ...mobility })
  const frameSeconds = (bytes: number) => first.air.frameSeconds(bytes, options.stations)
  const gapSeconds =
    timing.sifsSeconds +
    timing.acknowledgementSeconds +
    2 * timing.propagationSeconds +
    timing.difsSeconds +
    ((timing.window - 1) / 2) * timing.slotSeconds
  return {
    radio: accessPoints ?? first,
    cells,
    accessPoints,
    isDedicated: false,
    loadShare: 1,
    // Each access point has a channel of its own.
    strangerSeconds: (bytes) => (frameSeconds(bytes) + gapSeconds) / count,
    strangerJoules: (bytes) =>
      frameSeconds(bytes) * power.receiveWatts + timing.acknowledgementSeconds * power.transmitWatts
  }
}

const ble = ({ kernel, options, stream }: Build, power: RadioEnergy): WardRadio => {
  const { bitsPerSecond } = power
  const { fragmentOverheadSeconds, mtuBytes } = power.framing
  const unit = radioParameter("ble.timing", "interval_unit_us") / 1e6
  const linkPayloadBytes = radioParameter("ble.connection", "link_payload_bytes")
  const preambleBytes = bitsPerSecond > 1e6 ? 2 : 1
  const around =
    preambleBytes +
    ["access_bytes", "header_bytes", "crc_bytes"].reduce(
      (sum, field) => sum + radioParameter("ble.timing", field),
      0
    )
  const longestExchange = (linkPayloadBytes + around) * (8 / bitsPerSecond) + fragmentOverheadSeconds
  // Each connection needs room for one full packet in the interval; more connections make it longer.
  const needed = Math.ceil((options.stations * longestExchange) / unit - 1e-9) * unit
  const intervalSeconds = Math.max(millisecondsOf("ble.connection", "interval_ms"), needed)
  const silence = intervalSeconds * (1 + radioParameter("ble.connection", "peripheral_latency"))
  const radio = new BlePiconet(kernel, stream, {
    ...options,
    power,
    bitsPerSecond,
    attMtuBytes: mtuBytes,
    intervalSeconds,
    supervisionSeconds: Math.max(millisecondsOf("ble.connection", "supervision_ms"), 3 * silence)
  })
  const {
    emptySeconds,
    notificationBytes,
    notificationHeaderBytes,
    packetSeconds,
    packetsPerEvent,
    secondsPerByte
  } = radio.timing
  const perEvent = Math.min(
    packetsPerEvent,
    Math.floor(intervalSeconds / options.stations / longestExchange + 1e-9)
  )
  const packets = (bytes: number) => Math.ceil(bytes / notificationBytes)
  return {
    radio,
    cells: [],
    accessPoints: null,
    isDedicated: true,
    loadShare: 1,
    strangerSeconds: (bytes) => (packets(bytes) * intervalSeconds) / perEvent,
    strangerJoules: (bytes) =>
      (packets(bytes) * (packetSeconds + notificationHeaderBytes * secondsPerByte) + bytes * secondsPerByte) *
        power.receiveWatts +
      packets(bytes) * emptySeconds * power.transmitWatts
  }
}

const ieee802154 = ({ kernel, options, stream }: Build, power: RadioEnergy): WardRadio => {
  const { fragmentOverheadBytes, fragmentOverheadSeconds, mtuBytes } = power.framing
  const secondsPerByte = 8 / power.bitsPerSecond
  const frames = (bytes: number) => Math.ceil(bytes / mtuBytes)
  const airSeconds = (bytes: number) => (bytes + frames(bytes) * fragmentOverheadBytes) * secondsPerByte
  const acknowledgementBytes =
    radioParameter("802154.timing", "preamble_bytes") + radioParameter("802154.timing", "ack_bytes")
  return {
    radio: new Ieee802154(kernel, stream, {
      ...options,
      power,
      frameBytes: mtuBytes + radioParameter("802154.timing", "header_bytes")
    }),
    cells: [],
    accessPoints: null,
    isDedicated: false,
    loadShare: 1,
    strangerSeconds: (bytes) => airSeconds(bytes) + frames(bytes) * fragmentOverheadSeconds,
    strangerJoules: (bytes) =>
      airSeconds(bytes) * power.receiveWatts +
      frames(bytes) * acknowledgementBytes * secondsPerByte * power.transmitWatts
  }
}

/** The rate is the network's: see radio-parameters.json. */
const nbIot = ({ kernel, options, stream }: Build, power: RadioEnergy): WardRadio => {
  const secondsPerByte = 8 / radioParameter("nbiot.uplink", "bits_per_second")
  return {
    radio: new NbIot(kernel, stream, { ...options, power, mtuBytes: power.framing.mtuBytes }),
    cells: [],
    accessPoints: null,
    isDedicated: true,
    // It takes this load from the rate of each bearer.
    loadShare: 1 / options.stations,
    strangerSeconds: (bytes) => bytes * secondsPerByte,
    strangerJoules: (bytes) => bytes * secondsPerByte * power.receiveWatts
  }
}

const WEARABLE: Readonly<Record<WearableTechnology, (build: Build, power: RadioEnergy) => WardRadio>> = {
  ble,
  ieee802154,
  "nb-iot": nbIot
}
