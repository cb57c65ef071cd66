// Frames in flight, in a pool of typed arrays: an event carries a frame's number, never an object.

export const FrameType = {
  status: 0,
  alarm: 1,
  acknowledgement: 2,
  command: 3,
  /** First flight of a handshake, and the responder's flights. */
  hello: 4,
  helloReply: 5,
  /** A responder's request for a cookie, and the first flight that brings it. */
  cookie: 6,
  helloWithCookie: 7,
  /** Further flights of the pump. */
  handshakeUp: 8,
  /** A question about a certificate's revocation, and its answer. */
  revocationQuery: 9,
  revocationAnswer: 10,
  /** What lets the pump resume a session that it has lost. */
  ticket: 11,
  /** The gateway does not know the session, or ends it. */
  alert: 12,
  /** New keys for a session: the gateway's message and the pump's. */
  keyUpdateDown: 13,
  keyUpdateUp: 14
} as const

export const FRAME_TYPES = Object.keys(FrameType).length

/** Frames that make, renew and end sessions: their bytes hold their own protection, and they have no counter. */
export const isHandshake = (type: number): boolean => type >= FrameType.hello

const INITIAL_CAPACITY = 1024

/** Place of a frame that no failing machine holds, and of one that a machine took with it when it failed. */
export const NOWHERE = 0
export const GONE = -1

export class Frames {
  /** Frames allocated and not yet freed. */
  inUse = 0

  /** One of `FrameType`. */
  type = new Uint8Array(INITIAL_CAPACITY)
  /** Index of the pump that sends or receives it. */
  pump = new Int32Array(INITIAL_CAPACITY)
  /** Application bytes, without the overhead of the security suite. */
  payloadBytes = new Int32Array(INITIAL_CAPACITY)
  /** Alarm number of an alarm or acknowledgement; command code of a command. */
  code = new Int32Array(INITIAL_CAPACITY)
  /** Value of a command, in the drug's dose unit (per minute). */
  value = new Float64Array(INITIAL_CAPACITY)
  /** Sender's message counter, for the replay window. */
  counter = new Float64Array(INITIAL_CAPACITY)
  /** 1 when the frame carries a valid authentication tag of the receiver's suite. */
  isAuthentic = new Uint8Array(INITIAL_CAPACITY)
  /** 1 when an attacker made or resent it: for counting only, no device reads it. */
  isHostile = new Uint8Array(INITIAL_CAPACITY)
  /** Machine that would take the frame with it when it fails (`Machines`), `NOWHERE` or `GONE`. */
  place = new Int32Array(INITIAL_CAPACITY)

  readonly #free: Array<number> = []
  #used = 0

  allocate(type: number, pump: number, payloadBytes: number): number {
    let frame = this.#free.pop()
    if (frame === undefined) {
      frame = this.#used++
      if (frame >= this.type.length) this.#grow()
    }
    this.inUse++
    this.type[frame] = type
    this.pump[frame] = pump
    this.payloadBytes[frame] = payloadBytes
    this.code[frame] = 0
    this.value[frame] = 0
    this.counter[frame] = 0
    this.isAuthentic[frame] = 1
    this.isHostile[frame] = 0
    return frame
  }

  free(frame: number): void {
    this.inUse--
    this.place[frame] = NOWHERE
    this.#free.push(frame)
  }

  /** Frames at a place, in the order of their numbers. */
  at(place: number): ReadonlyArray<number> {
    const found: Array<number> = []
    for (let frame = 0; frame < this.#used; frame++) if (this.place[frame] === place) found.push(frame)
    return found
  }

  /** The frame is gone with its machine; its number stays taken until `bury`, as an event still carries it. */
  lose(frame: number): void {
    this.inUse--
    this.place[frame] = GONE
  }

  /** Another frame with the same message, for a machine that keeps a copy. */
  copy(frame: number): number {
    const twin = this.allocate(
      this.type[frame] as number, // frames are in range
      this.pump[frame] as number,
      this.payloadBytes[frame] as number
    )
    this.code[twin] = this.code[frame] as number
    this.value[twin] = this.value[frame] as number
    this.counter[twin] = this.counter[frame] as number
    this.isAuthentic[twin] = this.isAuthentic[frame] as number
    this.isHostile[twin] = this.isHostile[frame] as number
    return twin
  }

  /** The event of a frame that is gone has come. */
  bury(frame: number): void {
    this.place[frame] = NOWHERE
    this.#free.push(frame)
  }

  #grow(): void {
    const length = this.type.length * 2
    const widen = <A extends Uint8Array | Int32Array | Float64Array>(old: A, next: A): A => {
      next.set(old)
      return next
    }
    this.type = widen(this.type, new Uint8Array(length))
    this.pump = widen(this.pump, new Int32Array(length))
    this.payloadBytes = widen(this.payloadBytes, new Int32Array(length))
    this.code = widen(this.code, new Int32Array(length))
    this.value = widen(this.value, new Float64Array(length))
    this.counter = widen(this.counter, new Float64Array(length))
    this.isAuthentic = widen(this.isAuthentic, new Uint8Array(length))
    this.isHostile = widen(this.isHostile, new Uint8Array(length))
    this.place = widen(this.place, new Int32Array(length))
  }
}
