// Time and energy of cryptographic primitives on a platform with a library: cycles + cycles per byte x bytes at the
// platform's clock, energy = active current x supply voltage x time. A platform answers from its core's profile, or from
// one named library where that has the primitive. The start-up of hardware engines has no published figure: a parameter.

import { type Cost, evaluate, isUnsourced, type LinearCost, type Status } from "./Cost.ts"
import { type PlatformRow, costData } from "./costData.ts"
import { CostError, unknownName } from "./CostError.ts"
import { type Cell, profileCell, libraryCell } from "./costCells.ts"
import { nearestLibrary } from "./nearestLibrary.ts"

const platforms = new Map(costData.platforms.map((row) => [row.id, row]))

/** Platforms that a cost model can be made for. */
export const platformIds: ReadonlyArray<string> = costData.platforms
  .filter((row) => row.default_profile !== undefined && row.clock_hz !== undefined)
  .map((row) => row.id)

const choices: ReadonlyArray<string> = [...Object.keys(costData.libraries), ...Object.keys(costData.profiles)]

/** Libraries and profiles that fit the platform: of its core, and not tied to the engine of another board. */
export const librariesFor = (platformId: string): ReadonlyArray<string> => {
  const core = platforms.get(platformId)?.core_profile
  if (core === undefined) return []
  return choices.filter((choice) => {
    const library = costData.libraries[choice]
    const boards = library?.boards ?? costData.profiles[choice]?.boards
    if (boards !== undefined) return boards.includes(platformId)
    if (library !== undefined) return platforms.get(library.platform)?.core_profile === core
    return choice === core || choice.startsWith(`${core}-`)
  })
}

export interface CostModelOptions {
  readonly platform: string
  /** A key of `libraries` or `profiles` in the data; default: the profile of the platform's core. */
  readonly library?: string
  /** Cycles stretched by flash wait states [1 = none]; default: the platform's own figure, else 1. */
  readonly flashWaitFactor?: number
  /** Cycles to start a hardware engine, added to each call of one; no published figure, default 0. */
  readonly hardwareStartCycles?: number
  /** Refuses timings that are weak or recalled, and gives no energy from a recalled current; default false: flags them. */
  readonly refuseWeak?: boolean
}

export interface CostModel {
  readonly platform: PlatformRow
  /** The library or profile in use. */
  readonly library: string
  /** Status of the energy figures; null: none, joules are 0. */
  readonly energyStatus: Status | null
  /** Power of the processor while it computes [W]; 0 when there is no figure. */
  readonly activeWatts: number
  /** Cost of one call over `bytes`. Throws `CostError` when the platform cannot run it. */
  readonly primitive: (name: string, operation: string, bytes: number) => Cost
  /** The same as a function of the length. */
  readonly linear: (name: string, operation: string) => LinearCost
}

const letter = (status: string): Status => {
  const first = status[0]
  return first === "V" || first === "M" || first === "D" || first === "R" ? first : "A"
}

const findPlatform = (id: string): PlatformRow => {
  const row = platforms.get(id)
  if (row === undefined) throw unknownName("platform", id, platformIds)
  if (row.default_profile === undefined || row.clock_hz === undefined) {
    throw new CostError({
      subject: "platform",
      id,
      problem: `has no cost profile (${row.no_profile_reason ?? "no clock"})`,
      remedy: `choose one of ${platformIds.join(", ")}`
    })
  }
  return row
}

const checkLibrary = (library: string, platform: PlatformRow): void => {
  if (!choices.includes(library)) throw unknownName("library", library, choices)
  const fitting = librariesFor(platform.id)
  if (fitting.includes(library)) return
  const instead = nearestLibrary(library, fitting)
  throw new CostError({
    subject: "library",
    id: library,
    problem: `does not run on ${platform.id} (${platform.core})`,
    remedy: `choose one of ${fitting.join(", ")}${instead === undefined ? "" : `; the nearest is "${instead}"`}`
  })
}

const checkNumber = (subject: string, value: number, minimum: number): number => {
  if (Number.isFinite(value) && value >= minimum) return value
  throw new CostError({
    subject,
    id: String(value),
    problem: "is out of range",
    remedy: `give a number of at least ${minimum}`
  })
}

/** Makes the cost model of a platform and library. Throws `CostError` on an unknown or unfitting choice. */
export const makeCostModel = (options: CostModelOptions): CostModel => {
  const platform = findPlatform(options.platform)
  const profile = platform.default_profile ?? ""
  const library = options.library ?? profile
  if (options.library !== undefined) checkLibrary(library, platform)
  const wait = checkNumber("flashWaitFactor", options.flashWaitFactor ?? platform.flash_wait_factor ?? 1, 1)
  const start = checkNumber("hardwareStartCycles", options.hardwareStartCycles ?? 0, 0)
  const secondsPerCycle = wait / (platform.clock_hz ?? Number.NaN)
  const isPublished = platform.active_mA !== undefined && platform.supply_V !== undefined
  const powerStatus = letter(platform.power_status)
  const isEnergyRefused = isPublished && options.refuseWeak === true && isUnsourced(powerStatus)
  const hasEnergy = isPublished && !isEnergyRefused
  const energyStatus = hasEnergy ? powerStatus : null
  const activeWatts = hasEnergy ? ((platform.active_mA ?? 0) / 1000) * (platform.supply_V ?? 0) : 0
  const known = new Map<string, LinearCost>()

  const find = (key: string): Cell | undefined => {
    const cell = libraryCell(library, key, platform.id) ?? profileCell(library, key, platform.id)
    if (cell !== undefined || library === profile) return cell
    const other = profileCell(profile, key, platform.id) ?? libraryCell(profile, key, platform.id)
    return (
      other && { ...other, remarks: [...other.remarks, `${key} is not in ${library}: taken from ${profile}`] }
    )
  }

  const compile = (key: string): LinearCost => {
    const cell = find(key)
    if (cell === undefined) {
      throw new CostError({
        subject: "primitive",
        id: key,
        problem: `has no cost on ${platform.id} with ${library} (not feasible, or no figure)`,
        remedy: "choose another suite, platform or library",
        isOfPlatform: true
      })
    }
    const isWeak = cell.isWeak || platform.weak_reason !== undefined
    const remarks = [...cell.remarks]
    if (platform.weak_reason !== undefined) remarks.push(platform.weak_reason)
    // A run has several machines: each remark says whose it is.
    const named = (): ReadonlyArray<string> => remarks.map((remark) => `${platform.id}: ${remark}`)
    if (options.refuseWeak === true && (isWeak || isUnsourced(cell.status))) {
      throw new CostError({
        subject: "primitive",
        id: key,
        problem: `has only a weak or recalled figure on ${platform.id} (${named().join("; ")})`,
        remedy:
          platform.weak_reason === undefined
            ? "choose another library, or accept weak values"
            : "choose another platform, or accept weak values",
        isOfPlatform: true
      })
    }
    const fixedSeconds = (cell.fixedCycles + (cell.isHardware ? start : 0)) * secondsPerCycle
    const secondsPerByte = cell.cyclesPerByte * secondsPerCycle
    if (isEnergyRefused) remarks.push("its active current is recalled or assumed: energy refused")
    else if (energyStatus === null) remarks.push("no energy figure, joules are 0")
    return {
      fixedSeconds,
      secondsPerByte,
      fixedJoules: fixedSeconds * activeWatts,
      joulesPerByte: secondsPerByte * activeWatts,
      status: cell.status,
      energyStatus,
      isWeak: isWeak || isUnsourced(cell.status),
      sources: energyStatus === null ? cell.sources : [...cell.sources, platform.power_source],
      remarks: named()
    }
  }

  const linear = (name: string, operation: string): LinearCost => {
    const key = `${name}/${operation}`
    let cost = known.get(key)
    if (cost === undefined) {
      cost = compile(key)
      known.set(key, cost)
    }
    return cost
  }

  return {
    platform,
    library,
    energyStatus,
    activeWatts,
    linear,
    primitive: (name, operation, bytes) => evaluate(linear(name, operation), bytes)
  }
}
