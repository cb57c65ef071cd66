// Writes simulated frames as a pcapng file, which Wireshark opens. Blocks as in draft-ietf-opsawg-pcapng, section 4:
// section header, one interface description per interface, enhanced packets. Little-endian, time stamps in nanoseconds.

const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const ENHANCED_PACKET = 6
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const OPTION_END = 0
const OPTION_COMMENT = 1
const OPTION_INTERFACE_NAME = 2
const OPTION_TIME_RESOLUTION = 9
const NANOSECONDS = 9
const TWO_TO_32 = 4294967296

/** Link types of www.tcpdump.org/linktypes.html that simulated networks use. */
export const LinkTypes = { ethernet: 1, ieee80211: 105, user0: 147, bluetoothLowEnergy: 251 } as const

export interface CaptureInterface {
  readonly name: string
  readonly linkType: number
}

export interface CapturedFrame {
  /** Index of its interface. */
  readonly interface: number
  /** Simulated time [ns, integer]; the start of the run appears as 1 January 1970. */
  readonly timeNanoseconds: number
  /** The bytes that the simulation knows, from the link layer on. */
  readonly bytes: Uint8Array
  /** Length on the wire [B]; at least that of `bytes`, its default. */
  readonly originalBytes?: number
  /** Shown in Wireshark, for instance the event's id in the trace. */
  readonly comment?: string
}

/** Hands each block to `write` as soon as it is complete, so it keeps nothing in memory. */
export class PcapngWriter {
  readonly #write: (block: Uint8Array) => void
  readonly #interfaces: ReadonlyArray<CaptureInterface>
  readonly #encoder = new TextEncoder()

  constructor(interfaces: ReadonlyArray<CaptureInterface>, write: (block: Uint8Array) => void) {
    this.#write = write
    this.#interfaces = interfaces
    const section = new Block(SECTION_HEADER)
    section.word(BYTE_ORDER_MAGIC)
    section.halves(1, 0)
    // Length of the section, unknown while it is written.
    section.word(0xffffffff)
    section.word(0xffffffff)
    write(section.finish())
    for (const { name, linkType } of interfaces) {
      const block = new Block(INTERFACE_DESCRIPTION)
      block.halves(linkType, 0)
      // No limit to the length of a frame.
      block.word(0)
      block.option(OPTION_INTERFACE_NAME, this.#encoder.encode(name))
      block.option(OPTION_TIME_RESOLUTION, Uint8Array.of(NANOSECONDS))
      block.option(OPTION_END, new Uint8Array(0))
      write(block.finish())
    }
  }

  frame(frame: CapturedFrame): void {
    if (this.#interfaces[frame.interface] === undefined) {
      throw new RangeError(
        `frame on interface ${frame.interface}, but the capture has ${this.#interfaces.length}`
      )
    }
    const block = new Block(ENHANCED_PACKET)
    block.word(frame.interface)
    block.word(Math.floor(frame.timeNanoseconds / TWO_TO_32))
    block.word(frame.timeNanoseconds % TWO_TO_32)
    block.word(frame.bytes.length)
    block.word(Math.max(frame.originalBytes ?? 0, frame.bytes.length))
    block.padded(frame.bytes)
    if (frame.comment !== undefined) {
      block.option(OPTION_COMMENT, this.#encoder.encode(frame.comment))
      block.option(OPTION_END, new Uint8Array(0))
    }
    this.#write(block.finish())
  }
}

/** One block under construction: type, length, body in 32-bit words, length again. */
class Block {
  #bytes = new Uint8Array(128)
  #view = new DataView(this.#bytes.buffer)
  #length = 8

  constructor(type: number) {
    this.#view.setUint32(0, type, true)
  }

  word(value: number): void {
    this.#reserve(4)
    this.#view.setUint32(this.#length, value, true)
    this.#length += 4
  }

  halves(first: number, second: number): void {
    this.#reserve(4)
    this.#view.setUint16(this.#length, first, true)
    this.#view.setUint16(this.#length + 2, second, true)
    this.#length += 4
  }

  padded(bytes: Uint8Array): void {
    const padded = (bytes.length + 3) & ~3
    this.#reserve(padded)
    this.#bytes.set(bytes, this.#length)
    this.#length += padded
  }

  option(code: number, value: Uint8Array): void {
    this.halves(code, value.length)
    this.padded(value)
  }

  finish(): Uint8Array {
    this.#reserve(4)
    this.#length += 4
    this.#view.setUint32(4, this.#length, true)
    this.#view.setUint32(this.#length - 4, this.#length, true)
    return this.#bytes.subarray(0, this.#length)
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return
    const wider = new Uint8Array(2 * (this.#length + bytes))
    wider.set(this.#bytes)
    this.#bytes = wider
    this.#view = new DataView(wider.buffer)
  }
}
