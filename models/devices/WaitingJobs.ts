// The jobs that wait for a core of a processor, in order of their starts, in a ring that grows as needed.

// Most processors of a hospital never queue: they share these until they do.
const NOTHING = new Float64Array(0)
const NO_CORES = new Int32Array(0)

export class WaitingJobs {
  count = 0
  /** Start [s], service [s] and core of each job. */
  #starts = NOTHING
  #services = NOTHING
  #cores = NO_CORES
  #head = 0

  /** Start of the `index`th job, its service [s], and its core; indexes are below the count. */
  startOf(index: number): number {
    return this.#starts[this.#slot(index)] as number
  }
  serviceOf(index: number): number {
    return this.#services[this.#slot(index)] as number
  }
  coreOf(index: number): number {
    return this.#cores[this.#slot(index)] as number
  }

  push(start: number, service: number, core: number): void {
    if (this.count === this.#starts.length) this.#grow()
    const slot = this.#slot(this.count++)
    this.#starts[slot] = start
    this.#services[slot] = service
    this.#cores[slot] = core
  }

  /** The first job leaves. */
  shift(): void {
    this.#head = this.#slot(1)
    this.count--
  }

  clear(): void {
    this.count = 0
  }

  #slot(index: number): number {
    return (this.#head + index) % this.#starts.length
  }

  #grow(): void {
    const capacity = Math.max(4, 2 * this.count)
    const starts = new Float64Array(capacity)
    const services = new Float64Array(capacity)
    const cores = new Int32Array(capacity)
    for (let index = 0; index < this.count; index++) {
      starts[index] = this.startOf(index)
      services[index] = this.serviceOf(index)
      cores[index] = this.coreOf(index)
    }
    this.#starts = starts
    this.#services = services
    this.#cores = cores
    this.#head = 0
  }
}
