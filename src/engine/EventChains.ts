// Which places of the calendar's entries belong together: chains of blocks of 16 places, one chain for each bucket. A chain is
// named by the place after its last entry, 0 when it is empty. Only numbers of places are here; the entries are Calendar's.

/** Places of a block, a power of two. */
const BLOCK_BITS = 4
const BLOCK = 1 << BLOCK_BITS
export const BLOCK_MASK = BLOCK - 1
const INITIAL_BLOCKS = 128

/** Ends lists of blocks and of places. */
export const NONE = -1

// Indexes are in range by construction, so `as number` stands where the checker sees a possible undefined.
export class EventChains {
  /** Places for which there is room. */
  capacity = INITIAL_BLOCKS * BLOCK
  /** The block before each in its chain, or after each that is free. */
  #before = new Int32Array(INITIAL_BLOCKS)
  #used = 0
  #free = NONE

  /** The first place of a block added to the chain `end`, whose blocks are full. */
  addBlock(end: number): number {
    let block = this.#free
    if (block !== NONE) this.#free = this.#before[block] as number
    else {
      block = this.#used++
      if (block === this.#before.length) this.#grow()
    }
    this.#before[block] = (end - 1) >> BLOCK_BITS
    return block << BLOCK_BITS
  }

  /** The chain without its last place; a block that it no longer needs is freed. */
  withoutLast(end: number): number {
    const last = end - 1
    if ((last & BLOCK_MASK) !== 0) return last
    const block = last >> BLOCK_BITS
    const before = this.#before[block] as number
    this.#before[block] = this.#free
    this.#free = block
    return (before + 1) << BLOCK_BITS
  }

  /** Frees a chain's blocks; what is in their places can be read until they are taken again. */
  free(end: number): void {
    const blockBefore = this.#before
    let block = (end - 1) >> BLOCK_BITS
    while (block !== NONE) {
      const before = blockBefore[block] as number
      blockBefore[block] = this.#free
      this.#free = block
      block = before
    }
  }

  /** Places of a chain that is not empty. */
  count(end: number): number {
    const blockBefore = this.#before
    let count = ((end - 1) & BLOCK_MASK) + 1
    let block = blockBefore[(end - 1) >> BLOCK_BITS] as number
    for (; block !== NONE; block = blockBefore[block] as number) count += BLOCK
    return count
  }

  /** Writes the `count` places of a chain, in the order in which they were added, into `list`. */
  list(end: number, count: number, list: Int32Array): void {
    const blockBefore = this.#before
    let index = count
    let inBlock = ((end - 1) & BLOCK_MASK) + 1
    for (
      let block = (end - 1) >> BLOCK_BITS;
      block !== NONE;
      block = blockBefore[block] as number, inBlock = BLOCK
    ) {
      const first = block << BLOCK_BITS
      for (let place = first + inBlock - 1; place >= first; place--) list[--index] = place
    }
  }

  #grow(): void {
    const before = this.#before
    this.#before = new Int32Array(before.length * 2)
    this.#before.set(before)
    this.capacity *= 2
  }
}
