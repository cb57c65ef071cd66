// States of an infusion pump and the events that lead from one to another, after the generic infusion pump work (GIP/GPCA,
// UPenn TR MS-CIS-08-31). Whatever is not in the table is refused; only two states deliver.

export const pumpStates = [
  "off",
  "standby",
  "programming",
  "infusing",
  "keep-vein-open",
  "paused",
  "alarm",
  "fault"
] as const

export type PumpState = (typeof pumpStates)[number]

export const pumpEvents = [
  "power-on",
  "power-off",
  "program",
  "cancel",
  "start",
  "complete",
  "pause",
  "alarm",
  "fail",
  "repair"
] as const

export type PumpEvent = (typeof pumpEvents)[number]

const transitions: Readonly<Record<PumpState, Readonly<Partial<Record<PumpEvent, PumpState>>>>> = {
  off: { "power-on": "standby" },
  standby: { "power-off": "off", program: "programming", start: "infusing", fail: "fault" },
  programming: { "power-off": "off", cancel: "standby", start: "infusing", pause: "paused", fail: "fault" },
  infusing: {
    "power-off": "off",
    program: "programming",
    complete: "keep-vein-open",
    pause: "paused",
    alarm: "alarm",
    fail: "fault"
  },
  "keep-vein-open": {
    "power-off": "off",
    program: "programming",
    start: "infusing",
    pause: "paused",
    alarm: "alarm",
    fail: "fault"
  },
  paused: { "power-off": "off", program: "programming", start: "infusing", fail: "fault" },
  alarm: { "power-off": "off", program: "programming", start: "infusing", pause: "paused", fail: "fault" },
  fault: { "power-off": "off", repair: "standby" }
}

/** The state that an event leads to, or null when it is not legal in this one. */
export const nextState = (state: PumpState, event: PumpEvent): PumpState | null =>
  transitions[state][event] ?? null

/** Whether any drug leaves the pump: as programmed, or the trickle that keeps the vein open. */
export const isDeliveringState = (state: PumpState): boolean =>
  state === "infusing" || state === "keep-vein-open"

/** What a nurse does, in order, to have the pump infuse again. */
export const restartEvents: Readonly<Record<PumpState, ReadonlyArray<PumpEvent>>> = {
  off: ["power-on", "start"],
  standby: ["start"],
  programming: ["start"],
  infusing: [],
  "keep-vein-open": ["start"],
  paused: ["start"],
  alarm: ["start"],
  fault: ["repair", "start"]
}

/** The event by which a pump that must stop reaches a state. */
export const stoppingEvents = {
  off: "power-off",
  programming: "program",
  "keep-vein-open": "complete",
  paused: "pause",
  alarm: "alarm",
  fault: "fail"
} as const satisfies Partial<Record<PumpState, PumpEvent>>
