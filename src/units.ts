// Branded quantities that cross module boundaries. Brands stop a wrong argument, not wrong arithmetic
// Plain numbers inside a formula carry the unit in their name instead.

import { Brand } from "effect"

/** Simulated time or a duration [s]. */
export type Seconds = Brand.Branded<number, "Seconds">
/** Drug mass [mg]. */
export type Milligrams = Brand.Branded<number, "Milligrams">
/** Data size [B]. */
export type Bytes = Brand.Branded<number, "Bytes">
/** Energy [J]. */
export type Joules = Brand.Branded<number, "Joules">

export const seconds = Brand.nominal<Seconds>()
export const milligrams = Brand.nominal<Milligrams>()
export const bytes = Brand.nominal<Bytes>()
export const joules = Brand.nominal<Joules>()

export const milliseconds = (value: number): Seconds => seconds(value / 1000)
export const minutes = (value: number): Seconds => seconds(value * 60)
export const hours = (value: number): Seconds => seconds(value * 3600)
export const days = (value: number): Seconds => seconds(value * 86_400)
