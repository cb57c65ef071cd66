// Luck that few patients ever need, made when it is first asked for: a stream's draws do not depend on when it was opened.

import { type RandomStream, type RandomStreams } from "../../src/engine/RandomStreams.ts"

/** Something that each patient has one of, made at its first use. */
export const lazily = <A>(make: (patient: number) => A): ((patient: number) => A) => {
  const made = new Map<number, A>()
  return (patient) => {
    let one = made.get(patient)
    if (one === undefined) {
      one = make(patient)
      made.set(patient, one)
    }
    return one
  }
}

/** The streams of one purpose, by patient. */
export const lazyStreams = (streams: RandomStreams, purpose: string): ((patient: number) => RandomStream) =>
  lazily((patient) => streams.stream(purpose, patient))
