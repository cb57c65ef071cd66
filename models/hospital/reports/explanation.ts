// Why one patient came to harm: the run is repeated with tracing up to the harm, and the last hostile command that the pump had
// obeyed is followed back, event by event, to the attacker's first action. What happened around it is told beside the chain.

import { Effect, Result } from "effect"
import { runSimulation, Simulation } from "../../../src/engine/Simulation.ts"
import { type SimulationError } from "../../../src/engine/RunControl.ts"
import { Trace, type TracedEvent } from "../../../src/engine/Trace.ts"
import { seconds } from "../../../src/units.ts"
import { attackOf } from "../../attacks/all.ts"
import { categoryOfPatients } from "../../metrics/harm.ts"
import { type Category } from "../../metrics/severity/nccMerp.ts"
import { type AdverseEvent } from "../../patients/AdverseEvent.ts"
import { commandInWords, harmedPatients, type PatientHarm } from "./harmReport.ts"
import { type Hospital } from "../Hospital.ts"
import { openHospital } from "../openHospital.ts"
import { HOSTILE_COMMAND_OBEYED } from "../care/Orders.ts"
import { type Scenario } from "../Scenario.ts"

/** Most events traced; 28 B each. A longer run keeps the latest, and the chain may lose its beginning. */
const LONGEST_TRACE = 2 ** 23
/** How long before the harm alarms of the patient are told of [s]. */
const STORY_SECONDS = 7200

/** One thing that happened, in words. */
export interface Step {
  readonly timeSeconds: number
  readonly text: string
}

/** One event of the chain; `process` names who waited where it is a process. */
export interface ChainEvent extends TracedEvent {
  readonly process?: string
}

export interface HarmExplanation {
  readonly patient: number
  readonly drug: string
  readonly category: Category
  readonly event: AdverseEvent
  readonly harmSeconds: number
  /** What concerned this patient before the harm, in order of time. */
  readonly story: ReadonlyArray<Step>
  /** From the attacker's first action to the obeyed command, in order of time; empty when no hostile command was obeyed. */
  readonly chain: ReadonlyArray<ChainEvent>
  /** False when the trace no longer held the beginning of the chain. */
  readonly isComplete: boolean
}

/** There is nothing to explain: worst class of the patient asked for, or of nobody. */
export interface NoHarm {
  readonly patient: number | null
  readonly category: Category | null
  readonly patients: number
}

export interface ExplainOptions {
  readonly seed: number
  readonly replication: number
  /** Left out: the worst harmed patient whose pump obeyed an attacker, else the worst harmed one. */
  readonly patient?: number
}

const story = (hospital: Hospital, { commands, pump }: PatientHarm, harmSeconds: number): Array<Step> => {
  const steps: Array<Step> = []
  const tell = (timeSeconds: number, text: string) => {
    // Also leaves out what has not happened, which is NaN.
    if (timeSeconds <= harmSeconds) steps.push({ timeSeconds, text })
  }
  for (const parameters of hospital.scenario.attacks) {
    const attack = attackOf(parameters.id)
    if (attack.capability(parameters) > 0)
      tell(parameters.start, `attack ${attack.id} begins: ${attack.title}`)
  }
  commands.forEach((command, index) => {
    // Of a long series the first and the last are told.
    const isInside = index > 0 && index < commands.length - 1
    if (!isInside)
      tell(command.timeSeconds, `the pump obeys a hostile command: ${commandInWords(pump, command)}`)
    else if (index === 1) tell(command.timeSeconds, `and ${commands.length - 2} more until the last`)
  })
  for (const alarm of hospital.alarms) {
    if (alarm.patient !== pump.index || alarm.onsetSeconds < harmSeconds - STORY_SECONDS) continue
    const name = `${alarm.source} alarm "${alarm.cause.replaceAll("_", " ")}"`
    tell(alarm.onsetSeconds, `${name} begins`)
    if (alarm.source === "pump") tell(alarm.notifiedSeconds, `${name} reaches the nurse's phone`)
    tell(alarm.addressedSeconds, `a nurse is at the bedside for the ${name}`)
  }
  return steps.sort((one, other) => one.timeSeconds - other.timeSeconds)
}

const situation = ({ events, pump }: PatientHarm, harmSeconds: number): ReadonlyArray<Step> => {
  const { order, ratePerMinute, state } = pump
  const ratio = order.dosePerMinute > 0 ? ratePerMinute / order.dosePerMinute : NaN
  const rate =
    Number.isNaN(ratio) || ratio === 1
      ? ""
      : `, programmed to ${Number(ratio.toPrecision(3))} times the ordered rate`
  return [
    { timeSeconds: harmSeconds, text: `the pump is in state ${state}${rate}` },
    ...events
      .filter(({ firstSeconds }) => firstSeconds <= harmSeconds)
      .map(({ event }) => ({ timeSeconds: harmSeconds, text: `${event.title}: ${event.definition}` }))
  ]
}

interface FirstRun {
  readonly harmed: ReadonlyArray<PatientHarm>
  readonly categories: ReadonlyArray<Category | null>
}

const wholeRun = Effect.fnUntraced(function* (scenario: Scenario) {
  const { runUntil } = yield* Simulation
  const { hospital } = yield* openHospital(scenario)
  yield* runUntil(seconds(scenario.duration))
  hospital.settle()
  const first: FirstRun = { harmed: harmedPatients(hospital), categories: categoryOfPatients(hospital) }
  return first
})

/** The run up to the harm; `names` gets the name of each process. */
const untilHarm = Effect.fnUntraced(function* (
  scenario: Scenario,
  harmSeconds: number,
  names: Map<number, string>
) {
  const simulation = yield* Simulation
  const { hospital } = yield* openHospital(scenario).pipe(
    Effect.provideService(Simulation, {
      ...simulation,
      spawn: (name, process) => {
        const spawned = simulation.spawn(name, process)
        names.set(spawned.index, name)
        return spawned
      }
    })
  )
  yield* simulation.runUntil(seconds(harmSeconds))
  hospital.settle()
  return hospital
})

const isProcess = ({ kind }: TracedEvent): boolean => kind === "process wakes" || kind === "process starts"

/** Id of the last event in which the patient's pump obeyed an attacker; 0 when there is none. */
const lastObeyed = (trace: Trace, patient: number): number => {
  for (let id = trace.last; id >= trace.first; id--) {
    const event = trace.event(id)
    if (event?.entity === patient && event.notes.includes(HOSTILE_COMMAND_OBEYED)) return id
  }
  return 0
}

const choose = ({ harmed }: FirstRun, patient: number | undefined): PatientHarm | undefined => {
  if (patient !== undefined) return harmed.find((harm) => harm.patient === patient)
  return harmed.find(({ commands }) => commands.length > 0) ?? harmed[0]
}

/** Explains the first harm of a patient; runs the scenario twice. */
export const explainHarm = (
  scenario: Scenario,
  { patient, ...options }: ExplainOptions
): Result.Result<HarmExplanation | NoHarm, SimulationError> => {
  const first = runSimulation(wholeRun(scenario), options)
  if (Result.isFailure(first)) return Result.fail(first.failure)
  const { events, value } = first.success
  const harm = choose(value, patient)
  const established = harm?.first
  if (harm === undefined || established === undefined) {
    const category = patient === undefined ? null : (value.categories[patient] ?? null)
    return Result.succeed({ patient: patient ?? null, category, patients: value.categories.length })
  }
  const harmSeconds = established.firstSeconds
  const names = new Map<number, string>()
  const trace = new Trace({ capacity: Math.min(events, LONGEST_TRACE) })
  const second = runSimulation(untilHarm(scenario, harmSeconds, names), { ...options, trace })
  if (Result.isFailure(second)) return Result.fail(second.failure)
  const hospital = second.success.value
  const pump = hospital.pumps[harm.patient]
  const present = pump === undefined ? harm : { ...harm, pump }
  const { chain, isComplete } = trace.why(lastObeyed(trace, harm.patient))
  return Result.succeed({
    patient: harm.patient,
    drug: harm.pump.body.drug,
    category: harm.category,
    event: established.event,
    harmSeconds,
    story: [...story(hospital, present, harmSeconds), ...situation(present, harmSeconds)],
    chain: chain.toReversed().map((event) => {
      const process = isProcess(event) ? names.get(event.entity) : undefined
      return process === undefined ? event : { ...event, process }
    }),
    isComplete
  })
}
