// Reads the reference trajectories of test/fixtures/physiology.

import { readFileSync } from "node:fs"

const folder = new URL("../../fixtures/physiology/", import.meta.url)

export const readJson = <A>(name: string): A => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as A

/** Columns of one CSV by name; comment lines are left out. */
export const readColumns = (name: string): Record<string, Array<number>> => {
  const lines = readFileSync(new URL(name, folder), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
  const names = (lines[0] as string).split(",")
  const rows = lines.slice(1).map((line) => line.split(",").map(Number))
  return Object.fromEntries(names.map((column, index) => [column, rows.map((row) => row[index] as number)]))
}

/** One column; its absence is an error. */
export const column = (columns: Record<string, Array<number>>, name: string): Array<number> => {
  const values = columns[name]
  if (values === undefined) throw new Error(`no column ${name}`)
  return values
}

export type DoseEvent = readonly [minutes: number, kind: "bolus" | "rate", amount: number]

export interface LinearRegimen {
  readonly params: {
    readonly v1: number
    readonly k10: number
    readonly k12?: number
    readonly k21?: number
    readonly k13?: number
    readonly k31?: number
    readonly ke0?: number
  }
  readonly events: ReadonlyArray<DoseEvent>
  readonly concUnits?: string
  readonly drug?: string
}

export const regimens = readJson<Record<string, LinearRegimen>>("regimens.json")

export const regimen = (name: string): LinearRegimen => {
  const found = regimens[name]
  if (found === undefined) throw new Error(`no regimen ${name}`)
  return found
}

/** Reproducible uniform draws for random histories. */
export { default as alea } from "seedrandom/lib/alea.js"
