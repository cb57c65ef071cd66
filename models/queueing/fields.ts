// Parameters that several queueing models share.

import { count, quantity, withDefault } from "../../src/input/Quantity.ts"

export const arrivalRate = (example: string) =>
  withDefault(
    quantity("eventRate", { description: "Arrivals per time, a Poisson process", minimum: "1e-9 1/s" }),
    example
  )

export const serviceRate = withDefault(
  quantity("eventRate", {
    description: "Customers one busy server serves per time; service times are exponential",
    minimum: "1e-9 1/s"
  }),
  "1 1/s"
)

export const servers = (fallback: number) =>
  withDefault(count({ description: "Servers that share one line", minimum: 1, maximum: 10_000 }), fallback)

/** Length of the run: nothing before the end of the warm-up is measured. */
export const horizon = {
  warmUp: withDefault(quantity("duration", { description: "Time before measuring starts" }), "1000 s"),
  duration: withDefault(
    quantity("duration", {
      description: "Time measured, after the warm-up",
      minimum: "1 s",
      maximum: "90 d"
    }),
    "100000 s"
  )
}

/** A theoretical value as notes print it: six significant digits. */
export const six = (value: number): number => Number(value.toPrecision(6))
