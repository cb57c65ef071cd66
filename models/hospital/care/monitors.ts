// Which patients have a monitor of vital signs, with which channels and limits, how often it is wrong, and how fast nurses
// come when it sounds.

import { randomExponential, randomLogNormal, randomNormal } from "d3-random"
import { type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter, parameterField } from "../../data/parameters.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { type MonitorChannel, type Sampling } from "../../devices/MonitorChannel.ts"
import { VitalSignsMonitor } from "../../devices/VitalSignsMonitor.ts"
import { type DrugId } from "../../patients/Body.ts"
import { careOf } from "../../patients/drugCare.ts"
import { lazily } from "../lazyStreams.ts"
import { type Scenario } from "../Scenario.ts"
import { type ArtefactLuck } from "./MonitorWatch.ts"

const EXACT_SATURATION_PERCENT = 90
const POLL_SECONDS = 60
const PAUSE_SECONDS = parameter("monitor.audio-pause")
const SNOOZE_SECONDS = parameter("monitor.glucose-sensor.snooze")
const GRADIENT = parameter("monitor.capnography.gradient")
/** Mean of the absolute value of a normal deviate of standard deviation 1. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI)

const isInsulin = (drug: DrugId): boolean => drug === "insulin_iv" || drug === "insulin_sc"

const isIntensiveCare = ({ body }: InfusionPump): boolean => careOf(body.drug).isIntensive

/** A continuous channel whose limits the body does not watch. */
const poll = (lagSeconds: number): Sampling => ({
  intervalSeconds: POLL_SECONDS,
  lagSeconds,
  show: (value) => value
})

const saturation = (limitPercent: number, delaySeconds: number): MonitorChannel => ({
  quantityOf: (body) => body.vitalSign("spo2Percent"),
  low: { value: limitPercent, cause: "low oxygen saturation", priority: "medium" },
  high: null,
  lagSeconds: parameter("monitor.spo2.lag"),
  delaySeconds,
  sampling: limitPercent === EXACT_SATURATION_PERCENT ? null : poll(parameter("monitor.spo2.lag"))
})

const capnography = (delaySeconds: number): ReadonlyArray<MonitorChannel> => [
  {
    quantityOf: (body) => body.vitalSign("ventilationFraction"),
    low: {
      value: parameter("monitor.capnography.ventilation-limit"),
      cause: "low ventilation",
      priority: "high"
    },
    high: null,
    lagSeconds: parameter("monitor.capnography.lag"),
    delaySeconds,
    sampling: null
  },
  {
    quantityOf: (body) => body.vitalSign("arterialCarbonDioxideMillimetresMercury") - GRADIENT,
    low: null,
    high: {
      value: parameter("monitor.capnography.high-limit"),
      cause: "high end-tidal carbon dioxide",
      priority: "medium"
    },
    lagSeconds: parameter("monitor.capnography.lag"),
    delaySeconds,
    sampling: null
  }
]

const bloodPressure = (monitors: Scenario["monitors"], sampling: Sampling | null): MonitorChannel => ({
  quantityOf: (body) => body.vitalSign("meanArterialPressureMillimetresMercury"),
  low: { value: monitors.pressureLow, cause: "low blood pressure", priority: "high" },
  high: { value: monitors.pressureHigh, cause: "high blood pressure", priority: "high" },
  lagSeconds: parameter("monitor.pressure-line.lag"),
  delaySeconds: monitors.alarmDelay,
  sampling
})

const glucoseSensor = (monitors: Scenario["monitors"], normal: () => number): MonitorChannel => {
  const deviation = parameter("monitor.glucose-sensor.error") / MEAN_ABSOLUTE
  return {
    quantityOf: (body) => body.vitalSign("bloodGlucoseMilligramsPerDecilitre"),
    low: { value: monitors.glucoseLow, cause: "low glucose", priority: "high" },
    high: { value: monitors.glucoseHigh, cause: "high glucose", priority: "low" },
    lagSeconds: 0,
    delaySeconds: 0,
    sampling: {
      intervalSeconds: parameter("monitor.glucose-sensor.interval"),
      lagSeconds: parameter("monitor.glucose-sensor.lag"),
      show: (value) => value * Math.max(0, 1 + deviation * normal())
    }
  }
}

const rhythm = (delaySeconds: number): MonitorChannel => ({
  quantityOf: (body) => body.vitalSign("potassiumMillimolesPerLitre"),
  low: null,
  high: { value: parameter("monitor.ecg-potassium"), cause: "rhythm of high potassium", priority: "high" },
  lagSeconds: parameter("monitor.ecg.lag"),
  delaySeconds,
  sampling: null
})

/** Channels that are alike for all patients. */
const commonChannels = (monitors: Scenario["monitors"]) => {
  const { alarmDelay, pressureHigh, pressureLow } = monitors
  // A percentage that was divided by 100 and is multiplied again has noise in its last digits.
  const limitPercent = Math.round(monitors.saturationLimit * 1e6) / 1e4
  const isExact =
    pressureLow === parameter("monitor.pressure.low-limit") &&
    pressureHigh === parameter("monitor.pressure.high-limit")
  return {
    saturation: saturation(limitPercent, alarmDelay),
    capnography: capnography(alarmDelay),
    arterialLine: bloodPressure(monitors, isExact ? null : poll(parameter("monitor.pressure-line.lag"))),
    rhythm: rhythm(alarmDelay)
  }
}

/** A cuff with its own errors, which sounds at once. */
const cuff = (monitors: Scenario["monitors"], error: () => number): MonitorChannel => {
  const show = (value: number) => value + parameter("monitor.cuff.error") * error()
  const sampling = { intervalSeconds: monitors.cuffInterval, lagSeconds: 0, show }
  return { ...bloodPressure(monitors, sampling), delaySeconds: 0 }
}

/** The channels of a patient's monitor; none for a patient who has no monitor. */
const channelsFor = (
  { body, index }: InfusionPump,
  streams: RandomStreams,
  { monitors, patients }: Scenario,
  common: ReturnType<typeof commonChannels>
): ReadonlyArray<MonitorChannel> => {
  const { drug } = body
  const error = () => randomNormal.source(streams.stream("monitor-error", index))()
  if (drug === "norepinephrine")
    return [monitors.bloodPressure === "cuff" ? cuff(monitors, error()) : common.arterialLine]
  if (isInsulin(drug)) {
    const how = drug === "insulin_iv" ? monitors.intravenousGlucose : monitors.wearableGlucose
    return how === "sensor" ? [glucoseSensor(monitors, error())] : []
  }
  if (drug === "potassium_chloride") return [common.rhythm]
  if (drug === "propofol" || drug === "remifentanil") return [common.saturation]
  if (!careOf(drug).isOnDemand) return []
  if (streams.stream("is-monitored", index)() >= patients.monitoredOpioidShare) return []
  const hasCapnography = streams.stream("has-capnography", index)() < monitors.capnography
  return hasCapnography ? [common.saturation, ...common.capnography] : [common.saturation]
}

/** Each patient's monitor, or null. */
export const makeMonitors = (
  pumps: ReadonlyArray<InfusionPump>,
  streams: RandomStreams,
  scenario: Scenario
): ReadonlyArray<VitalSignsMonitor | null> => {
  const common = commonChannels(scenario.monitors)
  return pumps.map((pump) => {
    const channels = channelsFor(pump, streams, scenario, common)
    if (channels.length === 0) return null
    const pause = isInsulin(pump.body.drug) ? SNOOZE_SECONDS : PAUSE_SECONDS
    return new VitalSignsMonitor(pump.body, channels, pause)
  })
}

/** Luck with a patient's sensors. */
export const artefactLuck = (
  pump: InfusionPump,
  streams: RandomStreams,
  { monitors }: Scenario
): ArtefactLuck => {
  const perSecond = isIntensiveCare(pump) ? monitors.icuFalseAlarms : monitors.falseAlarms
  const stream = streams.stream("monitor-artefacts", pump.index)
  return {
    wait: perSecond > 0 ? randomExponential.source(stream)(perSecond) : () => Infinity,
    duration: randomExponential.source(stream)(1 / parameter("monitor.artefact.duration"))
  }
}

/** Draws the time from a monitor's alarm to the bedside, before fatigue [s]. */
export const monitorResponse = (
  pump: InfusionPump,
  streams: RandomStreams,
  { purpose, staff }: { readonly purpose: string; readonly staff: Scenario["staff"] }
): (() => number) => {
  const isIntensive = isIntensiveCare(pump)
  const wardMinutes =
    staff.patientsPerNurse === 1
      ? parameterField("alarm.monitor.response.by_factor", "1to1")
      : parameter("alarm.monitor.response.median")
  const medianSeconds = isIntensive ? parameter("monitor.icu-response.median") : wardMinutes * 60
  const sigma = parameter(isIntensive ? "monitor.icu-response.sigma" : "monitor.response.sigma")
  return randomLogNormal.source(streams.stream(purpose, pump.index))(Math.log(medianSeconds), sigma)
}

/** A bedside glucose meter: shows a value with its error [mg/dL]. */
export const glucoseMeter = (streams: RandomStreams): ((patient: number, trueValue: number) => number) => {
  const deviation = parameter("monitor.glucose-meter.error") / MEAN_ABSOLUTE
  const error = lazily((patient) => randomNormal.source(streams.stream("glucose-meter", patient))())
  return (patient, trueValue) => trueValue * Math.max(0, 1 + deviation * error(patient)())
}
