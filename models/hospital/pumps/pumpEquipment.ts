// What each pump of the hospital is equipped with: bag or syringe, the steady error of its drive, and how fast it can pump.
// Every draw is from the pump's own streams, so that the same pump is the same machine in every scenario.

import { randomNormal } from "d3-random"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import presentations from "../../data/drug-presentations.json" with { type: "json" }
import { parameter, parameterField } from "../../data/parameters.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { Reservoir } from "../../devices/Reservoir.ts"
import { type DrugId } from "../../patients/Body.ts"
import { type Scenario } from "../Scenario.ts"

const PLANNED_MINUTES = parameter("pump.reservoir.planned-time") * 60
const SPREAD = parameter("pump.reservoir.spread")
const DEMANDS_PER_MINUTE = parameter("pump.expected-demands") / 60
const NEAR_END_MINUTES = parameter("pump.reservoir.near-end-time")
const RESERVE_MILLILITRES = parameter("pump.reservoir.reserve")
const KEEP_OPEN_MILLILITRES_PER_MINUTE = parameter("therapy.keep-vein-open.volume-rate") / 60
const FLOW_ERROR = parameter("pump.flow_error")
const FLOW_ERROR_LIMIT = parameter("pump.flow-error.limit")
const UNPRIMED_SHARE = parameter("pump.startup.unprimed-share")
/** Volume that slack takes up: the published delay without priming, at its rate of 1 mL/h. */
const UNPRIMED_MILLILITRES = {
  minimum: parameterField("pump.startup_delay", "min") / 60,
  maximum: parameterField("pump.startup_delay", "max") / 60
}
/** Alarms per infusing hour that the planned time of a container was chosen for. */
const NOMINAL_ALARMS_PER_SECOND = parameter("alarm.pump.rate_per_infusing_hour") / 3600

/** Usual concentration of a drug in a pump [dose unit/mL]. */
export const concentrationOf = (drug: DrugId): number => presentations.usual[drug].value

/** An insulin pump stops at its end, and notices a closed line after a few units. */
const isSubcutaneous = (drug: DrugId): boolean => drug === "insulin_sc"

/** Drug that flows on when a pump falls back to keeping the vein open [dose unit/min]; patient-controlled and insulin pumps give none. */
export const keepVeinOpenPerMinute = (pump: InfusionPump): number =>
  pump.order.mode === "patient-controlled" || isSubcutaneous(pump.body.drug)
    ? 0
    : Math.min(pump.ratePerMinute, KEEP_OPEN_MILLILITRES_PER_MINUTE * concentrationOf(pump.body.drug))

/** Stored dose at which a closed line sounds the alarm; `luck` in [0, 1). */
export const occlusionDose = (pump: InfusionPump, luck: number): number => {
  const usual = `pump.occlusion.alarm_volume.${pump.isWearable ? "wearable" : "syringe50"}`
  const id = isSubcutaneous(pump.body.drug) ? "pump.occlusion.alarm-volume.insulin" : usual
  const minimum = parameterField(id, "min")
  return (minimum + luck * (parameterField(id, "max") - minimum)) * concentrationOf(pump.body.drug)
}

/** Draws the dose that slack takes up when a container is replaced; bags have none. */
export const slackDraw = (pump: InfusionPump, stream: RandomStream): (() => number) => {
  const concentration = concentrationOf(pump.body.drug)
  return () => {
    const isUnprimed = stream() < UNPRIMED_SHARE
    const luck = stream()
    if (!isUnprimed) return 0
    return (
      (UNPRIMED_MILLILITRES.minimum + luck * (UNPRIMED_MILLILITRES.maximum - UNPRIMED_MILLILITRES.minimum)) *
      concentration
    )
  }
}

/** A container that has been in use for a while; containers last longer the rarer the scenario's alarms are. */
const reservoirOf = (pump: InfusionPump, stream: RandomStream, alarmsPerSecond: number): Reservoir => {
  const spread = 1 + SPREAD * (2 * stream() - 1)
  const used = stream()
  if (alarmsPerSecond <= 0) return Reservoir.unlimited()
  const { dosePerMinute, demandDose, mode } = pump.order
  const concentration = concentrationOf(pump.body.drug)
  const scale = (spread * NOMINAL_ALARMS_PER_SECOND) / alarmsPerSecond
  const expectedPerMinute = dosePerMinute + demandDose * DEMANDS_PER_MINUTE
  const capacity = scale * expectedPerMinute * PLANNED_MINUTES
  const nearEnd = expectedPerMinute * NEAR_END_MINUTES
  const isKeptOpen = mode === "continuous" && !isSubcutaneous(pump.body.drug)
  const reserve = isKeptOpen ? RESERVE_MILLILITRES * concentration : 0
  const reservoir = new Reservoir(capacity, Math.min(nearEnd, capacity / 2), reserve)
  reservoir.remainingDose = capacity * (1 - used)
  return reservoir
}

export interface EquipmentOptions {
  readonly streams: RandomStreams
  readonly alarmsPerSecond: number
  readonly pumps: Scenario["pumps"]
}

export const equip = (pump: InfusionPump, options: EquipmentOptions): void => {
  const { alarmsPerSecond, pumps, streams } = options
  const error = randomNormal.source(streams.stream("pump-flow-error", pump.index))(0, FLOW_ERROR)()
  pump.line.gain = 1 + Math.max(-FLOW_ERROR_LIMIT, Math.min(FLOW_ERROR_LIMIT, error))
  pump.maximumPerMinute =
    (pump.isWearable ? pumps.wearableMaximumRate : pumps.maximumRate) * 60 * concentrationOf(pump.body.drug)
  pump.reservoir = reservoirOf(pump, streams.stream("pump-reservoir", pump.index), alarmsPerSecond)
  pump.rampSeconds = pumps.ramp
  pump.refreshFlow(0)
  if (pumps.loadingDoses > 0 && pump.demandDose > 0) pump.giveBolus(0, pumps.loadingDoses * pump.demandDose)
}
