// What an attack is to the hospital: data that say who could do it and where from, and a process in simulated time that
// acts only through the surface below. Shared code never asks which attack it has.

import { type Effect, type Schema } from "effect"

/** Where the attacker's first foothold is. */
export type Position = "radio-range" | "ward-lan" | "enterprise" | "remote"

/** What every attack's parameters have; each attack adds its own. */
export interface AttackParameters {
  readonly id: string
  readonly position: Position
  readonly start: number
  readonly duration: number
}

/** A command overheard on its way to a pump. */
export interface CapturedCommand {
  readonly pump: number
  readonly code: number
  readonly value: number
  readonly counter: number
}

/** What the attacker knows of a pump that it targets. */
export interface TargetView {
  readonly pump: number
  readonly mode: "continuous" | "patient-controlled"
  /** What the pump is programmed to: rate [dose unit per minute] and demand dose [dose unit]. */
  readonly ratePerMinute: number
  readonly demandDose: number
}

/** Who is flooded with first flights, and how. */
export interface HandshakeFlood {
  readonly target: "gateways" | "pumps"
  readonly share: number
  /** At each responder. */
  readonly perSecond: number
  /** The attacker gets the answers, cookies among them; only gateways tell the difference. */
  readonly hasRealAddresses: boolean
}

/** Everything an attacker can touch. Each call that the network or a device refuses is counted and has no effect. */
export interface AttackSurface {
  /** Simulated time [s]. */
  readonly now: () => number
  /** Pumps within reach of the position: a share of the hospital, drawn from the attack's own stream. */
  readonly chooseTargets: (position: Position, share: number) => ReadonlyArray<TargetView>
  /** Sends a self-made command to a pump. */
  readonly forgeCommand: (position: Position, pump: number, code: number, value: number) => void
  /** Starts listening; returns the commands overheard so far when called. */
  readonly eavesdrop: (position: Position) => () => ReadonlyArray<CapturedCommand>
  /** Sends an overheard command again, as it was. */
  readonly replay: (position: Position, command: CapturedCommand) => void
  /** First flights of handshakes [1/s] against every gateway, or every pump, within reach; 0 ends it. */
  readonly floodHandshakes: (position: Position, flood: HandshakeFlood) => void
  /**
   * Forged deauthentication frames [1/s] to every Wi-Fi station within radio range, and noise that destroys a share of all
   * attempts on its radios; 0 and 0 end it.
   */
  readonly disruptRadio: (position: Position, framesPerSecond: number, jammedShare: number) => void
  /** Encrypts the servers that the position reaches; false when it reaches none. */
  readonly encryptServers: (position: Position) => boolean
  /** Brings encrypted servers back. */
  readonly restoreServers: () => void
  /** Tells the reader of the results something: an unmet precondition, how many targets there were. */
  readonly note: (text: string) => void
}

export interface Attack<Parameters extends AttackParameters = AttackParameters> {
  readonly id: Parameters["id"]
  readonly title: string
  /** Class in the literature: observed in the wild, demonstrated in a laboratory, or plausible. */
  readonly evidence: "observed" | "demonstrated" | "plausible"
  /** What must hold for the attack to work; the simulation checks it rather than trusting this text. */
  readonly precondition: string
  readonly positions: ReadonlyArray<Position>
  /** ATT&CK for ICS, EMB3D and STRIDE tags. */
  readonly tags: {
    readonly ics: ReadonlyArray<string>
    readonly emb3d: ReadonlyArray<string>
    readonly stride: string
  }
  readonly sources: ReadonlyArray<string>
  readonly parameters: Schema.Codec<Parameters, unknown>
  /** How much the attack can do; at 0 it is not launched and the run equals the baseline bit for bit. */
  readonly capability: (parameters: Parameters) => number
  readonly launch: (surface: AttackSurface, parameters: Parameters) => Effect.Effect<void>
}
