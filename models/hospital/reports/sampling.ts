// Quantities over time for the page, sampled on a fixed grid. Sampling reads; it never draws and never changes a course.

import { type TimeSeries } from "../../../src/experiment/Model.ts"
import { type DrugId } from "../../patients/Body.ts"
import { availableFunctions, availableShares } from "./Availability.ts"
import { type Hospital } from "../Hospital.ts"

const SAMPLES = 144

/** What one look at the hospital gives, in the order of `quantities`. */
const quantities = [
  { id: "patientsOutsideWindow", title: "Patients outside their therapeutic window", unit: "%" },
  { id: "meanArterialPressure", title: "Mean arterial pressure of patients on norepinephrine", unit: "mmHg" },
  { id: "oxygenSaturation", title: "Oxygen saturation of patients on opioids or propofol", unit: "%" },
  { id: "pumpsInterrupted", title: "Pumps not delivering", unit: "%" },
  { id: "openAlarms", title: "Pump alarms that nobody has answered", unit: "alarms" },
  ...availableFunctions.map(({ id, title }) => ({
    id: `${id}Available`,
    title: `${title}, available pumps`,
    unit: "%"
  }))
]

/** Drugs whose bodies show neither pressure nor saturation: reading a body is what sampling costs. */
const WITHOUT_SIGNS: ReadonlySet<DrugId> = new Set([
  "heparin",
  "insulin_iv",
  "insulin_sc",
  "potassium_chloride",
  "vancomycin"
])

/** One pass over the patients. */
const look = (hospital: Hospital): ReadonlyArray<number> => {
  let outside = 0
  let interrupted = 0
  let pressures = 0
  let pressureSum = 0
  let saturations = 0
  let saturationSum = 0
  for (const { body, isDelivering } of hospital.pumps) {
    body.advanceTo(hospital.kernel.now)
    const value = body.controlled()
    if (value < body.window.lower || value > body.window.upper) outside++
    if (!isDelivering) interrupted++
    if (WITHOUT_SIGNS.has(body.drug)) continue
    const pressure = body.vitalSign("meanArterialPressureMillimetresMercury")
    const spo2Percent = body.vitalSign("spo2Percent")
    if (!Number.isNaN(pressure)) {
      pressures++
      pressureSum += pressure
    }
    if (!Number.isNaN(spo2Percent)) {
      saturations++
      saturationSum += spo2Percent
    }
  }
  const available = availableShares(hospital)
  hospital.availability.add(available)
  // Without anybody to average over, 0 / 0 is the NaN that leaves a series out.
  const all = hospital.pumps.length
  return [
    (100 * outside) / all,
    pressureSum / pressures,
    saturationSum / saturations,
    (100 * interrupted) / all,
    hospital.openPumpAlarms,
    ...available.map((share) => 100 * share)
  ]
}

/** Starts sampling; the returned function gives the series once the run is over. Series without any value are left out. */
export const startSampling = (
  hospital: Hospital,
  durationSeconds: number
): (() => ReadonlyArray<TimeSeries>) => {
  const times: Array<number> = []
  const values = quantities.map((): Array<number> => [])
  // After everything else that is due at the same time.
  const kind = hospital.kernel.kind("sample is taken", (index) => {
    times.push(hospital.kernel.now)
    look(hospital).forEach((value, quantity) => values[quantity]?.push(value))
    if (index === SAMPLES) return
    // From the grid, not from the last sample: rounding must not carry the last one past the end.
    const nextSeconds = (durationSeconds * (index + 1)) / SAMPLES
    hospital.kernel.schedule(nextSeconds - hospital.kernel.now, kind, index + 1, 0, LAST_PRIORITY)
  })
  hospital.kernel.schedule(0, kind, 0, 0, LAST_PRIORITY)
  return () =>
    quantities
      .map((quantity, index) => ({ ...quantity, timesSeconds: times, values: values[index] ?? [] }))
      .filter((series) => series.values.some((value) => !Number.isNaN(value)))
}

const LAST_PRIORITY = 255
