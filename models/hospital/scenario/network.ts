// Scenario section `network`: radios, gateways and wires.

import { Schema } from "effect"
import { count, quantity, withDefault } from "../../../src/input/Quantity.ts"
import { parameter } from "../../data/parameters.ts"
import { percent, secondsOf } from "./defaults.ts"

export const Network = Schema.Struct({
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
