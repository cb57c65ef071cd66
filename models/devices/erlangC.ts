// Erlang's C formula, for a group of cores that share their work.

/** Probability that a job waits with `servers` servers and offered load `erlangs` below `servers`. */
export const erlangC = (servers: number, erlangs: number): number => {
  let blocking = 1
  for (let count = 1; count <= servers; count++)
    blocking = (erlangs * blocking) / (count + erlangs * blocking)
  return blocking / (1 - (erlangs / servers) * (1 - blocking))
}
