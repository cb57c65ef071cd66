// How many machines of the network a scenario makes, before any is built. Pumps are dealt out to gateways round robin, so
// that every gateway serves bedside and wearable pumps alike.

import { type MachineKind } from "../transport/Machines.ts"
import { type Scenario } from "../Scenario.ts"

type Sizes = Pick<Scenario, "pumps" | "network">

export const gatewayCount = ({ network, pumps }: Sizes): number =>
  Math.max(1, Math.ceil((pumps.bedside + pumps.wearable) / network.pumpsPerGateway))

/** Pumps of both classes behind a gateway. */
export const pumpsBehind = (
  scenario: Sizes,
  gateway: number
): readonly [bedside: number, wearable: number] => {
  const gateways = gatewayCount(scenario)
  const { bedside, wearable } = scenario.pumps
  const dealt = (pumps: number) => Math.max(0, Math.ceil((pumps - gateway) / gateways))
  return [dealt(bedside), dealt(bedside + wearable) - dealt(bedside)]
}

/** Machines of a kind. */
export const machineCount = (scenario: Sizes, kind: MachineKind): number => {
  if (kind === "ehr") return 1
  if (kind === "pump-server") return scenario.network.pumpServerReplicas
  const gateways = gatewayCount(scenario)
  if (kind !== "radio") return gateways
  let radios = 0
  for (let gateway = 0; gateway < gateways; gateway++) {
    const [bedside, wearable] = pumpsBehind(scenario, gateway)
    radios += Math.ceil(bedside / scenario.network.pumpsPerAccessPoint) + (wearable > 0 ? 1 : 0)
  }
  return radios
}
