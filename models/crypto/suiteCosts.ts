// What a suite costs on a platform: per message as fixed + per byte numbers for hot paths, per handshake for each side,
// and what one unauthenticated first flight costs the responder.

import { addCosts, type Cost, evaluate, type LinearCost, mergeProvenance, zeroCost } from "./Cost.ts"
import { type CostModel } from "./CostModel.ts"
import { type MessageWork, type Suite, type Work } from "./Suite.ts"

export interface SuiteCostOptions {
  /** The responder asks for a stateless cookie before it does anything costly; default false. */
  readonly cookie?: boolean
}

export interface SuiteCosts {
  /** Numbers for hot paths: seconds = fixedSeconds + secondsPerByte * bytes, joules likewise. */
  readonly protectLinear: LinearCost
  readonly unprotectLinear: LinearCost
  /** Cost of protecting one message of so many application bytes. */
  readonly protect: (bytes: number) => Cost
  /** Cost of checking one message of so many application bytes, genuine or not. */
  readonly unprotect: (bytes: number) => Cost
  readonly handshakeClient: Cost
  readonly handshakeServer: Cost
  /** What one first flight of a stranger costs the responder before it can refuse it. */
  readonly strangerCost: Cost
}

const sumWork = (works: ReadonlyArray<Work>, model: CostModel): Cost =>
  works.reduce((total, work) => {
    const one = model.primitive(work.primitive, work.operation, work.bytes)
    return addCosts(total, { ...one, seconds: one.seconds * work.count, joules: one.joules * work.count })
  }, zeroCost(model.energyStatus))

const sumMessageWork = (works: ReadonlyArray<MessageWork>, model: CostModel): LinearCost => {
  const zero: LinearCost = {
    ...zeroCost(model.energyStatus),
    fixedSeconds: 0,
    secondsPerByte: 0,
    fixedJoules: 0,
    joulesPerByte: 0
  }
  return works.reduce((total, work) => {
    const one = model.linear(work.primitive, work.operation)
    return {
      ...mergeProvenance(total, one),
      fixedSeconds: total.fixedSeconds + one.fixedSeconds + one.secondsPerByte * work.extraBytes,
      secondsPerByte: total.secondsPerByte + one.secondsPerByte,
      fixedJoules: total.fixedJoules + one.fixedJoules + one.joulesPerByte * work.extraBytes,
      joulesPerByte: total.joulesPerByte + one.joulesPerByte
    }
  }, zero)
}

/** Costs of a suite on a cost model. Throws `CostError` when the platform cannot run one of its primitives. */
export const suiteCosts = (suite: Suite, model: CostModel, options: SuiteCostOptions = {}): SuiteCosts => {
  const message = sumMessageWork(suite.messageWork, model)
  const asksCookie = options.cookie === true && suite.cookieWork !== null
  return {
    protectLinear: message,
    // Opening a record runs the same primitives over the same bytes; the data has no separate decryption figures.
    unprotectLinear: message,
    protect: (bytes) => evaluate(message, bytes),
    unprotect: (bytes) => evaluate(message, bytes),
    handshakeClient: sumWork(suite.handshake?.clientWork ?? [], model),
    handshakeServer: sumWork(suite.handshake?.serverWork ?? [], model),
    strangerCost: sumWork(asksCookie ? (suite.cookieWork ?? []) : suite.firstFlightWork, model)
  }
}
