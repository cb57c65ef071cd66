// A waiting line: lower priority number first, then order of arrival. Leaving from anywhere takes constant time, so reneging is cheap.

/** Something that can stand in one line at a time. */
export interface LineMember<N> {
  priority: number
  previous: N | undefined
  next: N | undefined
  isInLine: boolean
}

interface Rank<N> {
  readonly priority: number
  head: N | undefined
  tail: N | undefined
}

export class PriorityLine<N extends LineMember<N>> {
  /** Members waiting. */
  length = 0
  /** Ranks seen so far, by priority; few, so they are kept. */
  readonly #ranks: Array<Rank<N>> = []

  /** Joins behind all of the same priority, or before them with `atFront`. */
  join(member: N, atFront = false): void {
    const rank = this.#rank(member.priority)
    this.length++
    member.isInLine = true
    member.previous = atFront ? undefined : rank.tail
    member.next = atFront ? rank.head : undefined
    if (member.previous === undefined) rank.head = member
    else member.previous.next = member
    if (member.next === undefined) rank.tail = member
    else member.next.previous = member
  }

  leave(member: N): void {
    const rank = this.#rank(member.priority)
    this.length--
    member.isInLine = false
    if (member.previous === undefined) rank.head = member.next
    else member.previous.next = member.next
    if (member.next === undefined) rank.tail = member.previous
    else member.next.previous = member.previous
    member.previous = undefined
    member.next = undefined
  }

  /** Who is next, without leaving. */
  first(): N | undefined {
    if (this.length === 0) return undefined
    for (const rank of this.#ranks) if (rank.head !== undefined) return rank.head
    return undefined
  }

  #rank(priority: number): Rank<N> {
    const ranks = this.#ranks
    let index = 0
    while (index < ranks.length) {
      const rank = ranks[index] as Rank<N>
      if (rank.priority === priority) return rank
      if (rank.priority > priority) break
      index++
    }
    if (Number.isNaN(priority)) throw new RangeError("a priority is a number, not NaN")
    const added: Rank<N> = { priority, head: undefined, tail: undefined }
    ranks.splice(index, 0, added)
    return added
  }
}
