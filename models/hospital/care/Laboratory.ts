// Samples, results and what physicians order because of them. While the record is down results take longer (Larsen 2019), and
// one on paper may not be acted on before the next.

import { randomLogNormal } from "d3-random"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter } from "../../data/parameters.ts"
import { Command, type InfusionPump } from "../../devices/InfusionPump.ts"
import { type Scenario } from "../Scenario.ts"
import { type TitrationProtocol, titrationProtocols } from "./titration.ts"

const SIGMA = parameter("laboratory.turnaround.sigma")

export interface LaboratoryOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly records: Scenario["records"]
  readonly isRecordDown: () => boolean
  readonly order: (patient: number, command: number, value: number) => void
  /** The laboratory calls in a result that cannot wait. */
  readonly callIn: (patient: number) => void
}

/** What the laboratory knows of one patient. */
interface Case {
  readonly pump: InfusionPump
  readonly protocol: TitrationProtocol
  readonly usualPerMinute: number
  readonly turnaround: () => number
  readonly paper: RandomStream
  /** Sample under way; NaN when there is none. */
  sample: number
  isActedOn: boolean
}

export class Laboratory {
  samples = 0
  /** Samples whose analysis was begun, and results that came. */
  analysed = 0
  results = 0
  /** Time from sample to result in all [s]. */
  turnaroundSeconds = 0
  /** Results on paper that nobody acted on. */
  lapses = 0
  adjustments = 0

  readonly #options: LaboratoryOptions
  readonly #cases = new Map<number, Case>()
  readonly #resultComes: EventKind
  readonly #holdEnds: EventKind

  constructor(options: LaboratoryOptions) {
    this.#options = options
    const { kernel, pumps, streams } = options
    this.#resultComes = kernel.kind("laboratory result", (patient) => this.#result(patient))
    this.#holdEnds = kernel.kind("hold by nomogram ends", (patient, ratePerMinute) =>
      options.order(patient, Command.setRate, ratePerMinute)
    )
    const sampled = kernel.kind("sample is drawn", (patient) => {
      kernel.schedule(this.#caseOf(patient).protocol.intervalSeconds, sampled, patient)
      this.#draw(patient)
    })
    for (const pump of pumps) {
      const protocol = titrationProtocols.get(pump.body.drug)
      if (protocol === undefined) continue
      const { index } = pump
      this.#cases.set(index, {
        pump,
        protocol,
        usualPerMinute: pump.order.dosePerMinute,
        turnaround: randomLogNormal.source(streams.stream("laboratory-turnaround", index))(0, SIGMA),
        paper: streams.stream("laboratory-paper", index),
        sample: NaN,
        isActedOn: true
      })
      const phase = streams.stream("laboratory-phase", index)()
      kernel.schedule(phase * protocol.intervalSeconds, sampled, index)
    }
  }

  #caseOf(patient: number): Case {
    return this.#cases.get(patient) as Case
  }

  #draw(patient: number): void {
    const { isRecordDown, kernel, records } = this.#options
    const patientCase = this.#caseOf(patient)
    const { paper, protocol, pump, turnaround } = patientCase
    // Drawn for every sample, so that an outage shifts no later luck.
    const usual = protocol.turnaroundSeconds * turnaround()
    const isFollowed = paper() < records.paperFollowed
    this.samples++
    if (!Number.isNaN(patientCase.sample)) return
    pump.body.advanceTo(kernel.now)
    patientCase.sample = protocol.measure(pump.body.vitals(), pump)
    patientCase.isActedOn = isFollowed
    const seconds = usual * (isRecordDown() ? 1 + records.laboratoryDelay : 1)
    this.analysed++
    this.turnaroundSeconds += seconds
    kernel.schedule(seconds, this.#resultComes, patient)
  }

  #result(patient: number): void {
    const { callIn, isRecordDown, kernel, order } = this.#options
    const patientCase = this.#caseOf(patient)
    const { protocol, pump, sample, usualPerMinute } = patientCase
    patientCase.sample = NaN
    this.results++
    if (protocol.isCritical(sample)) callIn(patient)
    if (isRecordDown() && !patientCase.isActedOn) {
      this.lapses++
      return
    }
    const adjustment = protocol.adjust(sample, pump, usualPerMinute)
    if (adjustment === null || isSmall(adjustment.ratePerMinute, pump.order.dosePerMinute)) return
    this.adjustments++
    const { bolus, holdSeconds, ratePerMinute } = adjustment
    if (bolus > 0) order(patient, Command.bolus, bolus)
    if (holdSeconds === 0) return order(patient, Command.setRate, ratePerMinute)
    order(patient, Command.setRate, 0)
    kernel.schedule(holdSeconds, this.#holdEnds, patient, ratePerMinute)
    return undefined
  }
}

/** A change that nobody would make. */
const isSmall = (ratePerMinute: number, present: number): boolean =>
  Math.abs(ratePerMinute - present) <= 1e-9 * Math.max(ratePerMinute, present)
