// Who came to harm in one run: which patient, which drug, when, what, how bad, and which act of an attacker came before it.
// What came before need not be the cause: the paired run without the attack tells, and `wardsim explain` shows the chain.

import { type OutcomeTable } from "../../../src/experiment/Model.ts"
import { attackOf } from "../../attacks/all.ts"
import { Command, type InfusionPump } from "../../devices/InfusionPump.ts"
import { categoryOfPatients, patientsByCategory } from "../../metrics/harm.ts"
import { patientHours } from "../../metrics/MetricFamily.ts"
import { type Category, rank } from "../../metrics/severity/nccMerp.ts"
import { riskMatrix } from "../../metrics/severity/riskMatrix.ts"
import { type AdverseEvent } from "../../patients/AdverseEvent.ts"
import { type Hospital } from "../Hospital.ts"
import { type ObeyedCommand } from "../care/Orders.ts"

/** Most patients listed: the table is for a person. */
const LONGEST_LIST = 100

export interface HarmEvent {
  readonly event: AdverseEvent
  readonly firstSeconds: number
  readonly count: number
}

export interface PatientHarm {
  readonly patient: number
  readonly pump: InfusionPump
  readonly category: Category
  /** In the order in which they first happened. */
  readonly events: ReadonlyArray<HarmEvent>
  /** The first event after the pump first obeyed an attacker; the first of all where there is none. */
  readonly first: HarmEvent | undefined
  /** Hostile commands that the pump obeyed before that event, in order of time. */
  readonly commands: ReadonlyArray<ObeyedCommand>
}

const harmOf = (hospital: Hospital, pump: InfusionPump, category: Category): PatientHarm => {
  const events = pump.body.exposure.events
    .filter(({ count }) => count > 0)
    .map(({ count, event, firstSeconds }) => ({ event, firstSeconds, count }))
    .sort((one, other) => one.firstSeconds - other.firstSeconds)
  const obeyed = hospital.orders.hostile.obeyedBy.get(pump.index) ?? []
  const begun = obeyed[0]?.timeSeconds ?? Infinity
  const first = events.find(({ firstSeconds }) => firstSeconds >= begun) ?? events[0]
  const commands = obeyed.filter(({ timeSeconds }) => timeSeconds <= (first?.firstSeconds ?? Infinity))
  return { patient: pump.index, pump, category, events, first, commands }
}

/** Patients of class E or worse, the worst first, then in order of their first event. */
export const harmedPatients = (hospital: Hospital): ReadonlyArray<PatientHarm> => {
  const worst = categoryOfPatients(hospital)
  return hospital.pumps
    .flatMap((pump) => {
      const category = worst[pump.index] ?? null
      return category === null || rank(category) < rank("E") ? [] : [harmOf(hospital, pump, category)]
    })
    .sort(
      (one, other) =>
        rank(other.category) - rank(one.category) ||
        (one.events[0]?.firstSeconds ?? 0) - (other.events[0]?.firstSeconds ?? 0)
    )
}

/** Simulated time in words, to the millisecond: "1 h 3 min 0.250 s". */
export const timeInWords = (totalSeconds: number): string => {
  const milliseconds = Math.round(totalSeconds * 1000)
  const hours = Math.floor(milliseconds / 3_600_000)
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000)
  const parts = [
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(hours > 0 || minutes > 0 ? [`${minutes} min`] : [])
  ]
  return [...parts, `${((milliseconds % 60_000) / 1000).toFixed(3)} s`].join(" ")
}

const multiple = (value: number, of: number): string => {
  if (value === 0) return "0"
  return of > 0 ? `${Number((value / of).toPrecision(3))} times` : `${Number(value.toPrecision(3))}, against`
}

/** A hostile command in words, as a multiple of what is ordered now. */
export const commandInWords = ({ order }: InfusionPump, { code, value }: ObeyedCommand): string => {
  if (code === Command.bolus) return `bolus of ${multiple(value, order.demandDose)} the ordered demand dose`
  if (code === Command.setRate) return `rate of ${multiple(value, order.dosePerMinute)} the ordered one`
  return `demand dose of ${multiple(value, order.demandDose)} the ordered one`
}

/** Attacks that had begun by then, in the order of the scenario. */
const attacksBy = (hospital: Hospital, timeSeconds: number): ReadonlyArray<string> =>
  hospital.scenario.attacks
    .filter(
      (parameters) => parameters.start <= timeSeconds && attackOf(parameters.id).capability(parameters) > 0
    )
    .map(({ id }) => `${id} ${attackOf(id).title}`)

const precedingAct = (hospital: Hospital, { commands, first, pump }: PatientHarm): string | null => {
  const last = commands.at(-1)
  if (last !== undefined) {
    const more = commands.length > 1 ? `, the last of ${commands.length}` : ""
    return `hostile ${commandInWords(pump, last)} at ${timeInWords(last.timeSeconds)}${more}`
  }
  const begun = attacksBy(hospital, first?.firstSeconds ?? 0)
  return begun.length === 0 ? null : `begun: ${begun.join(", ")}; no hostile command to this pump`
}

const eventsInWords = (events: ReadonlyArray<HarmEvent>): string =>
  events
    .map(({ count, event, firstSeconds }) => {
      const times = count === 1 ? "" : ` (${count} times)`
      return `${event.title.toLowerCase()} at ${timeInWords(firstSeconds)}${times}`
    })
    .join("; ")

/** The harmed patients as rows. */
const harmTable = (hospital: Hospital): OutcomeTable => {
  const harmed = harmedPatients(hospital)
  const listed = harmed.slice(0, LONGEST_LIST)
  const omitted = harmed.length - listed.length
  return {
    id: "harmedPatients",
    title: `Harmed patients: ${harmed.length} of ${hospital.pumps.length}`,
    description: `NCC MERP class E or worse by an assumed map, worst first${omitted === 0 ? "" : `; ${omitted} more are not listed`}. Patients come to harm without any attack too: compare with the paired run.`,
    columns: [
      { id: "patient", title: "patient" },
      { id: "pump", title: "pump" },
      { id: "drug", title: "drug" },
      { id: "category", title: "class" },
      { id: "firstSeconds", title: "first harm", unit: "s" },
      { id: "events", title: "what" },
      { id: "precededBy", title: "preceded by" }
    ],
    rows: listed.map((harm) => [
      harm.patient,
      harm.pump.isWearable ? "wearable" : "bedside",
      harm.pump.body.drug,
      harm.category,
      harm.events[0]?.firstSeconds ?? null,
      eventsInWords(harm.events),
      precedingAct(hospital, harm)
    ])
  }
}

/** Severity x probability as rows. */
const riskTable = (hospital: Hospital): OutcomeTable => ({
  id: "riskMatrix",
  title: "Severity x probability",
  description:
    "Worst class of each patient by the five levels of ISO/TR 24971 (map and levels are assumptions, models/data/severity-maps.json).",
  columns: [
    { id: "severity", title: "severity" },
    { id: "severityLevel", title: "level" },
    { id: "patients", title: "patients" },
    { id: "perPatientHour", title: "per patient-hour", unit: "1/h" },
    { id: "probability", title: "probability" },
    { id: "probabilityLevel", title: "level" }
  ],
  rows: riskMatrix(patientsByCategory(categoryOfPatients(hospital)), patientHours(hospital)).map((row) => [
    row.severity,
    row.severityLevel,
    row.patients,
    row.perPatientHour,
    row.probability,
    row.probabilityLevel
  ])
})

/** What one run shows of its harms; the hospital has been settled. */
export const harmTables = (hospital: Hospital): ReadonlyArray<OutcomeTable> => [
  harmTable(hospital),
  riskTable(hospital)
]
