// Scenario section `network`: radios, gateways and wires.

import { Schema } from "effect"
import { count, quantity, withDefault } from "../../../src/input/Quantity.ts"
import { parameter } from "../../data/parameters.ts"
import { wearableRadioNames } from "../../network/wearableRadio.ts"
import { percent, secondsOf } from "./defaults.ts"
import { FirewallRules } from "./firewall.ts"

export const Network = Schema.Struct({
  pumpsPerGateway: withDefault(count({ description: "Pumps behind one ward gateway", minimum: 1 }), 20),
  pumpsPerAccessPoint: withDefault(
    count({
      description:
        "Bedside pumps of a gateway for each Wi-Fi access point; with several, each on a channel of its own, pumps roam between them",
      minimum: 1
    }),
    parameter("network.pumps-per-access-point")
  ),
  radioRate: withDefault(
    quantity("dataRate", {
      description: "Rate on the air of the Wi-Fi that the bedside pumps of one gateway share",
      minimum: "1 kbit/s"
    }),
    `${parameter("network.radio.rate")} bit/s`
  ),
  wearableRadio: withDefault(
    Schema.Literals(wearableRadioNames).annotate({
      description:
        "Radio of the wearable pumps: Bluetooth LE or IEEE 802.15.4 to the ward's gateway, or NB-IoT through the mobile network; a technology stands for its usual chip, and wardsim crypto --list names other chips"
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
  firewall: Schema.optionalKey(
    FirewallRules.annotate({
      description:
        "Firewall between the zones of the network; left out: a flat network, shut only to the internet"
    })
  ),
  gatewayFailover: withDefault(
    Schema.Literals(["none", "warm-standby", "neighbour"]).annotate({
      description:
        "Who serves the pumps of a gateway that fails: nobody, a standby that takes over its address, or the other gateways of its group; sessions are not shared"
    }),
    "none"
  ),
  gatewayGroup: withDefault(
    count({
      description: "Gateways that stand in for each other, with gatewayFailover neighbour",
      minimum: 2
    }),
    2
  ),
  failoverDetection: withDefault(
    quantity("duration", { description: "Time until the failure of a gateway is noticed" }),
    secondsOf("network.failover.detection")
  ),
  failoverSwitch: withDefault(
    quantity("duration", { description: "Time from then until the other machine serves" }),
    secondsOf("network.failover.switch")
  ),
  gatewayBuffer: withDefault(
    count({
      description:
        "Messages of pumps that a gateway keeps while the pump server does not answer; when it is full, the oldest below alarms goes first; 0: it keeps none",
      maximum: 1_000_000
    }),
    parameter("network.gateway-buffer")
  ),
  forwardRate: withDefault(
    quantity("eventRate", {
      description: "Pace at which a gateway forwards what it kept, once the pump server answers again",
      minimum: "1 1/min"
    }),
    `${parameter("network.forward-rate")} 1/s`
  ),
  serverBuffer: withDefault(
    count({
      description: "Messages that the pump server keeps while the EHR does not answer; the oldest goes first",
      maximum: 100_000_000
    }),
    parameter("network.server-buffer")
  ),
  chartingRate: withDefault(
    quantity("eventRate", {
      description: "Pace at which the pump server passes on what it kept, once the EHR answers again",
      minimum: "1 1/min"
    }),
    `${parameter("network.charting-rate")} 1/s`
  ),
  backhaulRate: withDefault(
    quantity("dataRate", {
      description: "Rate of the wired link between gateway and pump server",
      minimum: "1 kbit/s"
    }),
    `${parameter("network.backhaul.rate")} bit/s`
  ),
  backhaulMtu: withDefault(
    quantity("dataSize", {
      description:
        "Largest packet on the wired links, headers included; longer messages are cut into several, each with its headers",
      minimum: `${parameter("network.mtu.minimum")} B`
    }),
    `${parameter("network.mtu.ethernet")} B`
  ),
  pumpServerReplicas: withDefault(
    count({
      description:
        "Pump servers that stand in for each other: when the one that serves fails, the next takes over after detection and switch",
      minimum: 1,
      maximum: 8
    }),
    1
  ),
  backhaulDelay: withDefault(
    quantity("duration", {
      description: "One-way delay between gateway and pump server",
      maximum: "1 min"
    }),
    secondsOf("network.backhaul.delay")
  )
})
