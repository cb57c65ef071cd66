// Quantities over time for the page, sampled on a fixed grid. Sampling reads; it never draws and never changes a course.

import { type TimeSeries } from "../../src/experiment/Model.ts"
import { type Hospital } from "./Hospital.ts"

const SAMPLES = 240

interface Probe {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly read: (hospital: Hospital) => number
}

const share = (hospital: Hospital, mode: string | null, holds: (pump: Hospital["pumps"][number]) => boolean): number => {
  let count = 0
  let all = 0
  for (const pump of hospital.pumps) {
    if (mode !== null && pump.order.mode !== mode) continue
    all++
    if (holds(pump)) count++
  }
  return all === 0 ? NaN : (100 * count) / all
}

const isOutside = ({ body }: Hospital["pumps"][number]): boolean => {
  const value = body.controlled()
  return value < body.window.lower || value > body.window.upper
}

const probes: ReadonlyArray<Probe> = [
  {
    id: "patientsOutsideWindow",
    title: "Patients outside their therapeutic window",
    unit: "%",
    read: (hospital) => share(hospital, null, isOutside)
  },
  {
    id: "meanArterialPressure",
    title: "Mean arterial pressure of patients on norepinephrine",
    unit: "mmHg",
    read: (hospital) =>
      mean(hospital, (pump) => pump.body.vitals().meanArterialPressureMillimetresMercury)
  },
  {
    id: "oxygenSaturation",
    title: "Oxygen saturation of patients on morphine",
    unit: "%",
    read: (hospital) => mean(hospital, (pump) => pump.body.vitals().spo2Percent)
  },
  {
    id: "pumpsInterrupted",
    title: "Pumps not delivering",
    unit: "%",
    read: (hospital) => share(hospital, null, (pump) => !pump.isDelivering)
  },
  {
    id: "openAlarms",
    title: "Pump alarms that nobody has answered",
    unit: "alarms",
    read: (hospital) => hospital.openPumpAlarms
  }
]

const mean = (hospital: Hospital, of: (pump: Hospital["pumps"][number]) => number): number => {
  let sum = 0
  let count = 0
  for (const pump of hospital.pumps) {
    const value = of(pump)
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return count === 0 ? NaN : sum / count
}

/** Starts sampling; the returned function gives the series once the run is over. Series without any value are left out. */
export const startSampling = (hospital: Hospital, durationSeconds: number): (() => ReadonlyArray<TimeSeries>) => {
  const times: Array<number> = []
  const values = probes.map((): Array<number> => [])
  const take = () => {
    times.push(hospital.kernel.now)
    for (const { body } of hospital.pumps) body.advanceTo(hospital.kernel.now)
    probes.forEach((probe, index) => values[index]?.push(probe.read(hospital)))
  }
  // After everything else that is due at the same time.
  const kind = hospital.kernel.kind("sample is taken", (index) => {
    take()
    if (index < SAMPLES) hospital.kernel.schedule(durationSeconds / SAMPLES, kind, index + 1, 0, LAST_PRIORITY)
  })
  hospital.kernel.schedule(0, kind, 0, 0, LAST_PRIORITY)
  return () =>
    probes
      .map(({ id, title, unit }, index) => ({ id, title, unit, timesSeconds: times, values: values[index] ?? [] }))
      .filter((series) => series.values.some((value) => !Number.isNaN(value)))
}

const LAST_PRIORITY = 255
