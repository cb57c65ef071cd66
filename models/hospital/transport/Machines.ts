// Which machines of the hospital are down. A machine may be down for several reasons at once (a fault and ransomware); it is
// back when the last one is over.

export type MachineKind = "gateway" | "pump-server" | "ehr" | "radio" | "backhaul"

export const machineKinds: ReadonlyArray<MachineKind> = ["gateway", "pump-server", "ehr", "radio", "backhaul"]

export class Machines {
  readonly gateways: number
  readonly radios: number
  /** Index of the radio that each pump uses now, in `Infrastructure.radios`. */
  readonly radioOfPump: Int32Array
  /** 1 where the gateway of a pump knows its session; always 1 with a suite that has none. */
  readonly knowsSession: Uint8Array
  /** Place of frames in the pump server (`Frames.place`). */
  readonly serverPlace: number

  readonly #servers: number
  /** Reasons to be down, by machine. */
  readonly #reasons: Uint16Array

  constructor(options: {
    readonly gateways: number
    readonly radios: number
    readonly pumpServers: number
    readonly radioOfPump: Int32Array
    readonly hasSessions: boolean
  }) {
    this.gateways = options.gateways
    this.radios = options.radios
    this.radioOfPump = options.radioOfPump
    this.knowsSession = new Uint8Array(options.radioOfPump.length).fill(options.hasSessions ? 0 : 1)
    this.serverPlace = options.gateways + 1
    this.#servers = options.pumpServers
    this.#reasons = new Uint16Array(2 * options.gateways + options.radios + options.pumpServers + 1)
  }

  /** Place of frames in a gateway and on its wires. */
  gatewayPlace(gateway: number): number {
    return gateway + 1
  }

  isGatewayDown(gateway: number): boolean {
    return this.#reasons[gateway] !== 0
  }

  /** The wires between a gateway and the pump server are cut. */
  isBackhaulDown(gateway: number): boolean {
    return this.#reasons[this.gateways + gateway] !== 0
  }

  /** The pump's access point, or the hub of its radio, is down. */
  isOffAir(pump: number): boolean {
    return this.#reasons[2 * this.gateways + (this.radioOfPump[pump] as number)] !== 0
  }

  isDown(kind: MachineKind, index: number): boolean {
    return this.#reasons[this.#place(kind, index)] !== 0
  }

  /** How many machines of a kind there are. */
  count(kind: MachineKind): number {
    if (kind === "radio") return this.radios
    if (kind === "pump-server") return this.#servers
    return kind === "ehr" ? 1 : this.gateways
  }

  /** One more reason to be down; true when the machine was up. */
  addReason(kind: MachineKind, index: number): boolean {
    const place = this.#place(kind, index)
    const reasons = this.#reasons[place] as number // places are in range by construction
    this.#reasons[place] = reasons + 1
    return reasons === 0
  }

  /** One reason less; true when the machine is up again. */
  removeReason(kind: MachineKind, index: number): boolean {
    const place = this.#place(kind, index)
    const reasons = this.#reasons[place] as number // as above
    if (reasons === 0) throw new Error(`${kind} ${index} is not down`)
    this.#reasons[place] = reasons - 1
    return reasons === 1
  }

  #place(kind: MachineKind, index: number): number {
    if (kind === "gateway") return index
    if (kind === "backhaul") return this.gateways + index
    if (kind === "radio") return 2 * this.gateways + index
    return 2 * this.gateways + this.radios + (kind === "ehr" ? this.#servers : index)
  }
}
