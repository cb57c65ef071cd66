// Quantities as people write them in YAML, with their unit: "8 h", "10 Mbit/s", "0.1 mcg/kg/min", "20 %".
// A number without a unit, or with a unit of another kind, is refused with the units that would do.

import { Effect, Schema, SchemaTransformation } from "effect"
import { type Bytes, type Joules, type Milligrams, type Seconds } from "../units.ts"
import { nearest } from "./nearest.ts"
import { type Dimension, type DimensionName, dimensions } from "./units.ts"

/** What a quantity decodes to, where `units.ts` has a brand for it; a plain number in the base unit otherwise. */
interface Branded {
  readonly duration: Seconds
  readonly dataSize: Bytes
  readonly drugMass: Milligrams
  readonly energy: Joules
}

type Decoded = Branded & Readonly<Record<Exclude<DimensionName, keyof Branded>, number>>

export interface QuantityOptions {
  /** Shown in the JSON Schema and in the editor: what the quantity is. */
  readonly description: string
  /** Least value allowed, with its unit; quantities are not negative unless this says so. */
  readonly minimum?: string
  /** Greatest value allowed, with its unit. */
  readonly maximum?: string
}

const NUMBER = String.raw`-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?`
const SHAPE = new RegExp(String.raw`^\s*(${NUMBER})\s*(.*?)\s*$`, "u")
const MAY_BE_NEGATIVE: ReadonlySet<DimensionName> = new Set(["gain", "radioPower"])

const listOf = (dimension: Dimension): string => Object.keys(dimension.units).join(", ")

const escapePattern = (text: string): string => text.replaceAll(/[$()*+./?[\\\]^{|}-]/gu, String.raw`\$&`)

/** Value in the dimension's base unit, or what is wrong with the text. */
const parse = (dimension: Dimension, text: string): number | string => {
  const example = `write a number and a unit, as in "${dimension.examples[0]}"; units: ${listOf(dimension)}`
  const match = SHAPE.exec(text)
  if (match === null) return `"${text}" is not a quantity: ${example}`
  const unit = match[2] ?? ""
  if (unit === "") return `"${text}" has no unit: ${example}`
  const size = Object.hasOwn(dimension.units, unit) ? dimension.units[unit] : undefined
  if (size === undefined) {
    const suggestion = nearest(unit, Object.keys(dimension.units))
    return `unknown unit "${unit}"${suggestion === undefined ? ";" : `, did you mean "${suggestion}"?`} units: ${listOf(dimension)}`
  }
  const value = (Number(match[1]) * size[0]) / size[1]
  return Number.isFinite(value) ? value : `"${text}" is too large`
}

/** A limit given by a programmer: one that cannot be read is a defect of the program. */
const limit = (dimension: Dimension, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const value = dimension.baseUnit === "1" && /^\d+$/u.test(text) ? Number(text) : parse(dimension, text)
  if (typeof value === "string") throw new RangeError(value)
  return value
}

/** Text that decodes to exactly `value`, without the noise digits of a division where possible. */
const format = (dimension: Dimension, value: number): string => {
  const unit = dimension.baseUnit === "1" ? "%" : dimension.baseUnit
  const written = dimension.baseUnit === "1" ? Number((value * 100).toPrecision(15)) : value
  return `${written} ${unit}`
}

/** Reads a quantity such as "8 h" into its base unit, or says what is wrong with it. */
export const parseQuantity = (name: DimensionName, text: string): number | string =>
  parse(dimensions[name], text)

/**
 * Schema of a quantity with a unit; decodes to the base unit of its dimension (`units.ts`): s, B, bit/s, mg, mg/s, J,
 * a fraction, ... Its JSON Schema has the pattern, the description with the limits, and examples.
 */
export const quantity = <Name extends DimensionName>(
  name: Name,
  options: QuantityOptions
): Schema.Codec<Decoded[Name], string> => {
  const dimension: Dimension = dimensions[name]
  const least = limit(dimension, options.minimum) ?? (MAY_BE_NEGATIVE.has(name) ? -Infinity : 0)
  const greatest = limit(dimension, options.maximum) ?? Infinity
  const check = (text: string): string | undefined => {
    const value = parse(dimension, text)
    if (typeof value === "string") return value
    if (value < least) return `"${text}" is too small: the least is ${options.minimum ?? "0"}`
    if (value > greatest) return `"${text}" is too large: the greatest is ${options.maximum}`
    return undefined
  }
  const range =
    options.minimum !== undefined && options.maximum !== undefined
      ? ` From ${options.minimum} to ${options.maximum}.`
      : options.minimum !== undefined
        ? ` At least ${options.minimum}.`
        : options.maximum !== undefined
          ? ` At most ${options.maximum}.`
          : ""
  const units = Object.keys(dimension.units).map(escapePattern).join("|")
  const pattern = String.raw`^\s*${NUMBER}\s*(?:${units})\s*$`
  const written = Schema.String.annotate({
    expected: `a number and a unit, as in ${dimension.examples.map((text) => `"${text}"`).join(" or ")}; units: ${listOf(dimension)}`,
    description: `${options.description}${range} Units: ${listOf(dimension)}.`,
    examples: dimension.examples
  }).check(Schema.makeFilter(check, { toJsonSchema: () => ({ pattern }) }))
  const decoded = written.pipe(
    Schema.decodeTo(
      Schema.Finite,
      SchemaTransformation.transform({
        // The filter has refused everything that does not parse.
        decode: (text: string) => parse(dimension, text) as number,
        encode: (value: number) => format(dimension, value)
      })
    )
  )
  // The brand is the dimension's, which only the name knows.
  return decoded as unknown as Schema.Codec<Decoded[Name], string>
}

export interface CountOptions {
  readonly description: string
  readonly minimum?: number
  readonly maximum?: number
}

/** Schema of a whole number of things, written bare: `pumps: 200`. */
export const count = (options: CountOptions): Schema.Codec<number, number> => {
  const minimum = options.minimum ?? 0
  const maximum = options.maximum ?? Number.MAX_SAFE_INTEGER
  const expected =
    options.maximum === undefined
      ? `a whole number, at least ${minimum}`
      : `a whole number from ${minimum} to ${maximum}`
  return Schema.Finite.annotate({ expected, description: options.description }).check(
    Schema.isInt({ expected }),
    Schema.isGreaterThanOrEqualTo(minimum, { expected }),
    Schema.isLessThanOrEqualTo(maximum, { expected })
  )
}

/** Gives a field a default, written as a person would write it in the file; the JSON Schema shows it. */
export const withDefault = <Type, Encoded>(schema: Schema.Codec<Type, Encoded>, value: Encoded) =>
  schema.pipe(
    Schema.annotateEncoded({ default: value }),
    Schema.withDecodingDefaultKey(Effect.succeed(value))
  )
