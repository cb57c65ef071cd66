// What cryptography does to the processors of pumps: load by class of work, the longest wait for cryptography, deadlines of the
// therapy's control loop, and resets by the watchdog.

import { JobClass } from "../devices/JobLine.ts"
import { type DeviceProcessor } from "../devices/DeviceProcessor.ts"
import { type Hospital } from "../hospital/Hospital.ts"
import { type MetricFamily, patientHours } from "./MetricFamily.ts"

const classes = [
  ["ControlLoop", "the therapy's control loop"],
  ["Radio", "reading what the radio received"],
  ["Crypto", "handshakes and keys, floods included"],
  ["Telemetry", "making messages, with their protection"]
] as const

/** Share of its processors' time that something took [%]. */
const share = (hospital: Hospital, of: (processor: DeviceProcessor) => number): number => {
  const { pumpProcessors } = hospital.infrastructure
  const seconds = pumpProcessors.reduce((sum, processor) => sum + of(processor), 0)
  return (100 * seconds) / (pumpProcessors.length * hospital.scenario.processors.cores * hospital.kernel.now)
}

export const processors: MetricFamily = {
  id: "processors",
  title: "Processors of pumps",
  metrics: [
    {
      id: "missedDeadlines",
      title: "Control-loop deadlines missed",
      unit: "1 per pump-hour",
      direction: "lower-is-better",
      description:
        "Turns of the therapy's control loop that were not done before the next tick; no value where therapy has a processor of its own"
    },
    {
      id: "watchdogResets",
      title: "Resets by watchdogs",
      unit: "1",
      direction: "lower-is-better",
      description: "Times that a pump's watchdog found its processor hung in one job and reset it"
    },
    {
      id: "worstCryptoLatency",
      title: "Longest computation of a handshake on a pump",
      unit: "s",
      direction: "lower-is-better",
      description:
        "Longest time from the moment a pump's processor got work of cryptography until it was done, waiting included; no value without any"
    },
    ...classes.map(([suffix, what]) => ({
      id: `pumpLoad${suffix}`,
      title: `Load of pumps' processors by ${what}`,
      unit: "%",
      direction: "lower-is-better" as const,
      description: `Mean share of the time of pumps' processors that goes into ${what}`
    }))
  ],
  measure: (hospital) => {
    const { now } = hospital.kernel
    const { pumpProcessors } = hospital.infrastructure
    const missed = pumpProcessors.reduce((sum, processor) => sum + processor.missedDeadlines(now), 0)
    const worst = pumpProcessors.reduce(
      (most, { worstCryptoSeconds }) => Math.max(most, worstCryptoSeconds),
      0
    )
    return {
      missedDeadlines: missed / patientHours(hospital),
      watchdogResets: pumpProcessors.reduce((sum, { resets }) => sum + resets, 0),
      worstCryptoLatency: worst === 0 ? NaN : worst,
      pumpLoadControlLoop: share(hospital, (processor) => processor.loopSeconds(now)),
      pumpLoadRadio: share(hospital, (processor) => processor.classSeconds(JobClass.radio, now)),
      pumpLoadCrypto: share(hospital, (processor) => processor.classSeconds(JobClass.crypto, now)),
      pumpLoadTelemetry: share(hospital, (processor) => processor.classSeconds(JobClass.telemetry, now))
    }
  }
}
