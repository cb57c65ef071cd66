// A running 64-bit hash over (time, kind, entity) of all events: equal runs have equal fingerprints on every machine.
// Kinds enter by name, so the order in which a model registers them does not matter.

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

/** 32-bit FNV-1a hash of a name. */
export const hashName = (name: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

export class Fingerprint {
  #low = 0x9e3779b9 | 0
  #high = 0x85ebca6b | 0

  /** Mixes in one event: its time [ns, integer], the hash of its kind's name, and its entity. */
  add(timeNanoseconds: number, kindHash: number, entity: number): void {
    const timeLow = timeNanoseconds | 0
    const timeHigh = (timeNanoseconds / 4294967296) | 0
    this.#low = Math.imul(rotate(this.#low ^ timeLow, 13), 0x85ebca77) ^ kindHash
    this.#high = Math.imul(rotate(this.#high ^ timeHigh ^ (entity | 0), 17), 0xc2b2ae3d) ^ this.#low
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    const digits = (value: number) => (value >>> 0).toString(16).padStart(8, "0")
    return (
      digits(Math.imul(this.#high ^ (this.#low >>> 15), 0x27d4eb2f)) +
      digits(this.#low ^ rotate(this.#high, 7))
    )
  }
}
