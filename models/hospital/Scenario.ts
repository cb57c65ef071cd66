// A hospital as a person writes it in YAML: sizes, machines, network, staff, attacks and defences, with units. Defaults come
// from models/data, where each has its source.

import { Schema } from "effect"
import { count, quantity, withDefault } from "../../src/input/Quantity.ts"
import { attacks } from "../attacks/all.ts"
import { platformIds } from "../crypto/CostModel.ts"
import { parameter, parameterField } from "../data/parameters.ts"
import { defences } from "../defences/all.ts"

const platform = (description: string, fallback: string) =>
  withDefault(Schema.Literals(platformIds).annotate({ description }), fallback)

const percent = (id: string) => `${parameter(id) * 100} %`
const secondsOf = (id: string) => `${parameter(id)} s`

const Pumps = Schema.Struct({
  bedside: count({ description: "Bedside pumps, each infusing one patient", maximum: 100_000 }),
  wearable: count({ description: "Wearable pumps on battery, each infusing one patient", maximum: 100_000 }),
  vasopressorShare: withDefault(
    quantity("fraction", {
      description:
        "Share of the bedside pumps that infuse norepinephrine; all others give morphine on demand",
      maximum: "100 %"
    }),
    "30 %"
  ),
  remoteCommands: withDefault(
    Schema.Literals(["while-running", "standby-only"]).annotate({
      description:
        "Whether a pump takes remote commands while it infuses (Hospira Symbiq did) or in standby only (B. Braun Infusomat)"
    }),
    "while-running"
  ),
  statusInterval: withDefault(
    quantity("duration", { description: "Time between PCD-01 status messages", minimum: "1 s" }),
    `${parameterField("msg.pcd01.period", "typical_s")} s`
  )
})

const Platforms = Schema.Struct({
  bedside: platform("Communications processor of a bedside pump", "esp32"),
  wearable: platform("Communications processor of a wearable pump", "nrf52840"),
  gateway: platform("Processor of a gateway", "pi4-a72"),
  server: platform("Processor of pump server and EHR", "x86-64")
})

const Network = Schema.Struct({
  pumpsPerGateway: withDefault(count({ description: "Pumps behind one ward gateway", minimum: 1 }), 20),
  radioRate: withDefault(
    quantity("dataRate", {
      description: "Rate on the air of the Wi-Fi that the bedside pumps of one gateway share",
      minimum: "1 kbit/s"
    }),
    `${parameter("network.radio.rate")} bit/s`
  ),
  wearableRadio: withDefault(
    Schema.Literals(["ble", "ieee802154", "nb-iot"]).annotate({
      description:
        "Radio of the wearable pumps: Bluetooth LE or IEEE 802.15.4 to the ward's gateway, or NB-IoT through the mobile network"
    }),
    "ble"
  ),
  roaming: withDefault(
    Schema.Literals(["none", "802.11r", "okc", "full_dot1x"]).annotate({
      description:
        "How bedside pumps that move find their next access point, about every 4 h: fast transition, cached key, full 802.1X, or not at all"
    }),
    "802.11r"
  ),
  radioLoss: withDefault(
    quantity("fraction", {
      description:
        "Loss of one transmission attempt on the radio; of one message on NB-IoT, whose network repeats by itself",
      maximum: "99 %"
    }),
    percent("network.radio.attempt-loss")
  ),
  lossBurst: withDefault(
    quantity("duration", {
      description:
        "Mean length of fades in which every attempt is lost, as often as radioLoss says; 0 s: each attempt has its own luck"
    }),
    "0 s"
  ),
  backhaulRate: withDefault(
    quantity("dataRate", {
      description: "Rate of the wired link between gateway and pump server",
      minimum: "1 kbit/s"
    }),
    `${parameter("network.backhaul.rate")} bit/s`
  ),
  backhaulDelay: withDefault(
    quantity("duration", { description: "One-way delay between gateway and pump server" }),
    secondsOf("network.backhaul.delay")
  )
})

const Patients = Schema.Struct({
  variability: withDefault(
    Schema.Boolean.annotate({
      description: "Patients differ as published; false gives each the typical parameters"
    }),
    true
  ),
  respiratoryVariant: withDefault(
    Schema.Literals(["H", "M", "L"]).annotate({
      description: "Which published potency of opioids on breathing holds: high, medium or low"
    }),
    "M"
  ),
  monitoredOpioidShare: withDefault(
    quantity("fraction", {
      description: "Share of opioid patients with continuous pulse oximetry",
      maximum: "100 %"
    }),
    percent("monitor.opioid-share")
  )
})

const Staff = Schema.Struct({
  patientsPerNurse: withDefault(
    count({ description: "Patients per nurse on the wards", minimum: 1 }),
    parameterField("nurse.ratio", "medsurg")
  ),
  icuPatientsPerNurse: withDefault(
    count({ description: "Patients per nurse in intensive care", minimum: 1 }),
    parameterField("nurse.ratio", "icu")
  ),
  hearsBedsideAlarm: withDefault(
    quantity("fraction", {
      description: "Probability that a bedside pump's buzzer is heard",
      maximum: "100 %"
    }),
    percent("staff.hears-local-alarm.bedside")
  ),
  hearsWearableAlarm: withDefault(
    quantity("fraction", {
      description: "Probability that a wearable pump's buzzer is heard",
      maximum: "100 %"
    }),
    percent("staff.hears-local-alarm.wearable")
  ),
  pumpAlarmsPerHour: withDefault(
    quantity("eventRate", { description: "Alarms of one infusing pump" }),
    `${parameter("alarm.pump.rate_per_infusing_hour")} 1/h`
  )
})

/** Security: which defences are installed and which attacks are made, each with its own parameters. */
const Defences = Schema.Array(Schema.Union(defences.map((defence) => defence.parameters)))
const Attacks = Schema.Array(Schema.Union(attacks.map((attack) => attack.parameters)))

export const Scenario = Schema.Struct({
  wardsim: Schema.Literal(1).annotate({ description: "Version of the scenario format" }),
  name: Schema.NonEmptyString.annotate({ description: "Name of the scenario, for reports" }),
  duration: quantity("duration", { description: "Simulated time", minimum: "1 min", maximum: "100 d" }),
  pumps: Pumps,
  platforms: withDefault(Platforms, {}),
  network: withDefault(Network, {}),
  patients: withDefault(Patients, {}),
  staff: withDefault(Staff, {}),
  defences: withDefault(Defences, []),
  attacks: withDefault(Attacks, [])
}).annotate({ title: "Wardsim scenario", description: "A hospital, its attackers and its defences" })

export type Scenario = typeof Scenario.Type
