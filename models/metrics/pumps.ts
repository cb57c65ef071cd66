// Pumps as machines: alarms by cause and priority (published mix: Vitoux 2018), the share of time in each state, and how far
// what reached patients is from what was commanded.

import { type Hospital } from "../hospital/Hospital.ts"
import { pumpAlarmCauses } from "../devices/pumpAlarms.ts"
import { isDeliveringState, pumpStates } from "../devices/PumpState.ts"
import { type MetricFamily, patientHours } from "./MetricFamily.ts"

const camelCase = (text: string): string =>
  text.replaceAll(/[-_]([a-z])/gu, (_, letter: string) => letter.toUpperCase())

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + camelCase(text.slice(1))

const priorities = ["high", "medium", "low"] as const

const stateShare = (hospital: Hospital, index: number): number => {
  const seconds = hospital.pumps.reduce((sum, pump) => sum + (pump.secondsIn[index] as number), 0)
  return (100 * seconds) / (3600 * patientHours(hospital))
}

const library = (hospital: Hospital): Readonly<Record<string, number>> => {
  const { alerts, overrides } = hospital.library
  const shares = hospital.library.shares(hospital.kernel.now)
  return {
    libraryOutdatedPumps: 100 * shares.outdated,
    libraryMissingPumps: 100 * shares.missing,
    libraryLag: shares.lagSeconds / 86_400,
    softLimitAlerts: alerts,
    softLimitOverrides: alerts === 0 ? NaN : (100 * overrides) / alerts
  }
}

export const pumps: MetricFamily = {
  id: "pumps",
  title: "Pumps: alarms, states, drug library",
  metrics: [
    ...priorities.map((priority) => ({
      id: `${priority}PriorityAlarms`,
      title: `Pump alarms of ${priority} priority`,
      unit: "1 per patient-hour",
      direction: "neutral" as const,
      description: `Alarms of pumps with ${priority} priority after IEC 60601-1-8; which cause has which is configured data`
    })),
    ...pumpAlarmCauses.map(({ cause, title }) => ({
      id: `alarmShare${capitalised(cause)}`,
      title: `Pump alarms: ${title}`,
      unit: "%",
      direction: "neutral" as const,
      description: `Share of pump alarms with the cause ${cause.replaceAll("_", " ")}`
    })),
    ...pumpStates.map((state) => ({
      id: `timeIn${capitalised(state)}`,
      title: `Pumps in state ${state}`,
      unit: "%",
      direction: "neutral" as const,
      description: `Share of pump time in state ${state}, in which a pump ${isDeliveringState(state) ? "delivers" : "delivers nothing"}`
    })),
    {
      id: "containersNearEnd",
      title: "Containers near their end",
      unit: "1 per patient-hour",
      direction: "neutral",
      description: "Times that a pump told of the near end of its bag or syringe, before any alarm"
    },
    {
      id: "deliveryError",
      title: "Delivery error",
      unit: "%",
      direction: "lower-is-better",
      description:
        "Mean absolute difference between the dose that reached a patient and the dose that the pump commanded, over the latter"
    },
    {
      id: "libraryOutdatedPumps",
      title: "Pumps with an outdated drug library",
      unit: "%",
      direction: "lower-is-better",
      description: "Share of the pumps with a library whose version is not the newest, at the end of the run"
    },
    {
      id: "libraryMissingPumps",
      title: "Pumps outside the drug library",
      unit: "%",
      direction: "lower-is-better",
      description: "Share of pumps that infuse outside any drug library"
    },
    {
      id: "libraryLag",
      title: "Library lag",
      unit: "d",
      direction: "lower-is-better",
      description:
        "Mean time since the release of the newest library that a pump has not activated, 0 for current pumps"
    },
    {
      id: "softLimitAlerts",
      title: "Soft-limit alerts",
      unit: "1",
      direction: "neutral",
      description: "Times that a pump asked whether a setting beyond a soft limit is meant"
    },
    {
      id: "softLimitOverrides",
      title: "Soft-limit alerts overridden",
      unit: "%",
      direction: "lower-is-better",
      description: "Share of soft-limit alerts that a nurse overrode"
    }
  ],
  measure: (hospital) => {
    const alarms = hospital.alarms.filter(({ source }) => source === "pump")
    const hours = patientHours(hospital)
    const errors = hospital.pumps
      .filter(({ commandedDose }) => commandedDose > 0)
      .map(({ commandedDose, deliveredDose }) => Math.abs(deliveredDose - commandedDose) / commandedDose)
    return {
      ...Object.fromEntries(
        priorities.map((priority) => [
          `${priority}PriorityAlarms`,
          alarms.filter((alarm) => alarm.priority === priority).length / hours
        ])
      ),
      ...Object.fromEntries(
        pumpAlarmCauses.map(({ cause }) => [
          `alarmShare${capitalised(cause)}`,
          alarms.length === 0
            ? NaN
            : (100 * alarms.filter((alarm) => alarm.cause === cause).length) / alarms.length
        ])
      ),
      ...Object.fromEntries(
        pumpStates.map((state, index) => [`timeIn${capitalised(state)}`, stateShare(hospital, index)])
      ),
      containersNearEnd: hospital.conditions.nearEnds / hours,
      deliveryError:
        errors.length === 0 ? NaN : (100 * errors.reduce((sum, error) => sum + error, 0)) / errors.length,
      ...library(hospital)
    }
  }
}
