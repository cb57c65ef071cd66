// Which patients have a monitor of vital signs, with which limits, and how fast nurses come when it sounds.

import { randomLogNormal } from "d3-random"
import { type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStreams } from "../../src/engine/RandomStreams.ts"
import { parameter } from "../data/parameters.ts"
import { type InfusionPump } from "../devices/InfusionPump.ts"
import { VitalSignsMonitor } from "../devices/VitalSignsMonitor.ts"

const SHIFT_HOURS = parameter("staff.shift-length")
const MEDIAN_HOURS = parameter("staff.shift-start-offset")
const GROWTH_PER_HOUR = parameter("alarm.response.shift_hour_multiplier")

/** Intensive-care patients have pressure limits; of those on patient-controlled opioids a share has pulse oximetry. */
export const monitorFor = (
  pump: InfusionPump,
  streams: RandomStreams,
  opioidShare: number
): VitalSignsMonitor | null => {
  const isIntensive = pump.order.mode === "continuous"
  if (!isIntensive && streams.stream("is-monitored", pump.index)() >= opioidShare) return null
  return new VitalSignsMonitor(pump.body, {
    spo2LowPercent: isIntensive ? NaN : parameter("monitor.spo2-limit"),
    pressureLowMillimetresMercury: isIntensive ? pump.body.window.lower : NaN,
    pressureHighMillimetresMercury: isIntensive ? pump.body.window.upper : NaN,
    delaySeconds: parameter("monitor.delay"),
    pauseSeconds: parameter("monitor.audio-pause")
  })
}

/** Draws the time from a monitor's alarm to the bedside [s]; it grows through the shift. */
export const monitorResponse = (
  kernel: Kernel,
  pump: InfusionPump,
  streams: RandomStreams
): (() => number) => {
  const isIntensive = pump.order.mode === "continuous"
  const medianSeconds = isIntensive
    ? parameter("monitor.icu-response.median")
    : parameter("alarm.monitor.response.median") * 60
  const sigma = parameter(isIntensive ? "monitor.icu-response.sigma" : "monitor.response.sigma")
  const draw = randomLogNormal.source(streams.stream("monitor-response", pump.index))(
    Math.log(medianSeconds),
    sigma
  )
  return () => draw() * GROWTH_PER_HOUR ** (((kernel.now / 3600) % SHIFT_HOURS) - MEDIAN_HOURS)
}
