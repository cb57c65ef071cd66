// One regimen of a linear drug, read at given times: plasma, effect site and area under the plasma curve.

import { type LinearKinetics } from "./LinearKinetics.ts"

/** A dose at a time [min]: a bolus [dose unit], a new rate [dose unit/min], or for opioids a bolus of naloxone [mcg]. */
export interface DoseEvent {
  readonly minutes: number
  readonly kind: "bolus" | "rate" | "naloxone" | "meal" | "dextrose"
  readonly amount: number
}

export interface LinearTrajectory {
  readonly plasma: Array<number>
  readonly effectSite: Array<number>
  /** Area under the plasma curve since 0 [concentration x min]. */
  readonly area: Array<number>
  /** Input of drug, endogenous production left out [dose unit/min]. */
  readonly rate: Array<number>
}

/** In the order of their times; equal times keep their order. */
export const inOrder = (regimen: ReadonlyArray<DoseEvent>): Array<DoseEvent> =>
  [...regimen].sort((a, b) => a.minutes - b.minutes)

/**
 * Calls `apply` for each event and `read` for each time, both in the order of time; values at an event's time are those after
 * it. `minutes` ascend.
 */
export const walk = (
  regimen: ReadonlyArray<DoseEvent>,
  minutes: ReadonlyArray<number>,
  apply: (event: DoseEvent) => void,
  read: (minutes: number) => void
): void => {
  const events = inOrder(regimen)
  let next = 0
  for (const time of minutes) {
    for (; next < events.length && (events[next] as DoseEvent).minutes <= time; next++) {
      apply(events[next] as DoseEvent)
    }
    read(time)
  }
}

/** `production` [dose unit/min] flows all the time; every dose arrives `lagMinutes` late. */
export const linearTrajectory = (
  kinetics: LinearKinetics,
  regimen: ReadonlyArray<DoseEvent>,
  minutes: ReadonlyArray<number>,
  { production, lagMinutes }: { readonly production: number; readonly lagMinutes: number }
): LinearTrajectory => {
  const trajectory: LinearTrajectory = { plasma: [], effectSite: [], area: [], rate: [] }
  const arrivals = regimen.map((event) => ({ ...event, minutes: event.minutes + lagMinutes }))
  let anchor = 0
  kinetics.setRate(production)
  walk(
    arrivals,
    minutes,
    (event) => {
      if (event.kind !== "bolus" && event.kind !== "rate") return
      kinetics.advance(event.minutes - anchor)
      anchor = event.minutes
      if (event.kind === "bolus") kinetics.bolus(event.amount)
      else kinetics.setRate(production + event.amount)
    },
    (time) => {
      trajectory.plasma.push(kinetics.plasma(time - anchor))
      trajectory.effectSite.push(kinetics.effectSite(time - anchor))
      trajectory.area.push(kinetics.plasmaArea(time - anchor))
      trajectory.rate.push(kinetics.rate - production)
    }
  )
  return trajectory
}
