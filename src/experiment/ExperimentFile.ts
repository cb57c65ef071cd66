// The file that describes an experiment (experiment.yaml): data only. Every level of a factor is a patch on the base
// scenario (RFC 7396: maps merge, null removes, everything else replaces).

import { Schema } from "effect"
import { count, quantity, withDefault } from "../input/Quantity.ts"
import { LEAST_REPLICATIONS, USUAL_LOOK_AHEAD } from "../statistics/stoppingRule.ts"

const MOST_REPLICATIONS = 100_000

// Ids name folders and columns, so nothing else may be in them.
const Id = Schema.String.annotate({
  expected: "an id of lower-case letters, digits and single hyphens"
}).check(
  Schema.isPattern(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u, {
    expected: 'an id of lower-case letters, digits and single hyphens, such as "no-attack"'
  })
)

const Text = (description: string) =>
  Schema.String.annotate({ description, expected: "text" }).check(Schema.isMinLength(1, { expected: "text" }))

const Patch = (description: string) =>
  Schema.Record(Schema.String, Schema.Unknown).annotate({
    description,
    expected: "a map (lines of key: value)"
  })

const Level = Schema.Struct({
  id: Id,
  title: Schema.optionalKey(Text("Name in tables and figures; the id when absent.")),
  set: withDefault(Patch("What this level changes in the base scenario; nothing when absent."), {})
})

const Factor = Schema.Struct({
  id: Id,
  title: Schema.optionalKey(Text("Name in tables and figures; the id when absent.")),
  levels: Schema.Array(Level).check(Schema.isMinLength(1, { expected: "at least one level" }))
})

const PrecisionTarget = Schema.Struct({
  absoluteHalfWidth: Schema.optionalKey(
    Schema.Finite.annotate({
      description: "Half-width of the 95 % interval wanted, in the unit of the primary metric."
    }).check(Schema.isGreaterThan(0, { expected: "a number above 0" }))
  ),
  relativeHalfWidth: Schema.optionalKey(
    quantity("fraction", {
      description: "Half-width of the 95 % interval wanted, of the mean.",
      minimum: "0.01 %"
    })
  ),
  of: withDefault(
    Schema.Literals(["cells", "differences"]).annotate({
      description: "Whether every cell's mean, or every paired difference, must be this precise."
    }),
    "cells"
  ),
  minimum: withDefault(
    count({
      description: "Replications before the first look.",
      minimum: LEAST_REPLICATIONS,
      maximum: MOST_REPLICATIONS
    }),
    LEAST_REPLICATIONS
  ),
  maximum: count({
    description: "Replications after which the experiment ends anyway.",
    minimum: LEAST_REPLICATIONS,
    maximum: MOST_REPLICATIONS
  }),
  lookAhead: withDefault(
    count({
      description: "Further replications through which the interval must stay narrow.",
      minimum: USUAL_LOOK_AHEAD,
      maximum: 1000
    }),
    USUAL_LOOK_AHEAD
  )
}).check(
  Schema.makeFilter((target) =>
    target.absoluteHalfWidth === undefined && target.relativeHalfWidth === undefined
      ? "a precision target needs absoluteHalfWidth or relativeHalfWidth"
      : target.maximum < target.minimum + target.lookAhead
        ? `maximum must be at least minimum + lookAhead, which is ${target.minimum + target.lookAhead}`
        : undefined
  )
)

const Replications = Schema.Union([
  count({ description: "Replications of every cell.", minimum: 1, maximum: MOST_REPLICATIONS }),
  PrecisionTarget
])

const Comparison = Schema.Struct({
  factor: Id,
  baseline: Id
}).annotate({
  description: "Compares every other level of a factor with its baseline, all other factors being equal."
})

export const ExperimentFile = Schema.Struct({
  id: Id,
  title: Text("One line."),
  question: Text("The question the experiment answers, as a person would ask it."),
  description: Schema.optionalKey(Text("What a reader should know besides.")),
  model: Id,
  base: Schema.optionalKey(Id.annotate({ description: "A preset of the model to build on." })),
  scenario: withDefault(
    Patch("Parameters of the model: changes to the base preset, or all of them without one."),
    {}
  ),
  factors: withDefault(Schema.Array(Factor), []),
  design: withDefault(
    Schema.Literals(["full-factorial", "one-at-a-time"]).annotate({
      description: "Every combination of levels, or the baselines and each other level on its own."
    }),
    "full-factorial"
  ),
  replications: Replications,
  seed: withDefault(count({ description: "Root of all random numbers." }), 1),
  primaryMetric: Schema.String.annotate({
    description: "The metric the question is about.",
    expected: "a metric's id"
  }),
  shownMetrics: withDefault(
    Schema.Array(Schema.String.annotate({ expected: "a metric's id" })).annotate({
      description: "Metrics in the printed table, the primary one being always there; all when empty."
    }),
    []
  ),
  comparisons: withDefault(Schema.Array(Comparison), []),
  quick: Schema.optionalKey(
    Schema.Struct({
      replications: Schema.optionalKey(Replications),
      scenario: withDefault(Patch("Changes made last of all, such as a shorter duration."), {})
    }).annotate({ description: "What the shortened version used in tests does differently." })
  )
})

export type ExperimentFile = typeof ExperimentFile.Type
