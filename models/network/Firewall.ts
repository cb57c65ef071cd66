// Which packets pass from one network zone to another: rules in order, the first that fits decides. The firewall is stateful:
// answers pass when what they answer to did. It keeps no state of its own here, as nothing modelled fills its table.

export const zones = ["pumps", "servers", "clinical", "corporate", "internet"] as const
export type Zone = (typeof zones)[number]

export const services = [
  "status",
  "alarms",
  "commands",
  "handshakes",
  "charting",
  "orders",
  "administration"
] as const
export type Service = (typeof services)[number]

export interface FirewallRule {
  readonly from: Zone | "any"
  readonly to: Zone | "any"
  readonly service: Service | "any"
  readonly action: "allow" | "deny"
}

export interface FirewallPolicy {
  readonly rules: ReadonlyArray<FirewallRule>
  /** What becomes of a packet that no rule fits. */
  readonly otherwise: "allow" | "deny"
  /** What looking at a packet takes [s]. */
  readonly delaySeconds: number
}

/** A hospital without a firewall between its zones: only the way in from outside is shut. */
export const flatNetwork: FirewallPolicy = {
  rules: [{ from: "internet", to: "any", service: "any", action: "deny" }],
  otherwise: "allow",
  delaySeconds: 0
}

const fits = (wanted: string, given: string): boolean => wanted === "any" || wanted === given

/** The rule that decides over a packet, or null when none fits. */
export const decidingRule = (
  { rules }: FirewallPolicy,
  from: Zone,
  to: Zone,
  service: Service
): FirewallRule | null =>
  rules.find((rule) => fits(rule.from, from) && fits(rule.to, to) && fits(rule.service, service)) ?? null

/** Whether a packet passes; within a zone there is nothing to stop it. */
export const passes = (policy: FirewallPolicy, from: Zone, to: Zone, service: Service): boolean =>
  from === to || (decidingRule(policy, from, to, service)?.action ?? policy.otherwise) === "allow"
