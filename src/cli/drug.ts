// `wardsim drug`: concentrations and effects of one drug in one patient, so that anyone can check the physiology.

import * as Effect from "effect/Effect"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { jsonFlag } from "./flags.ts"

const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

const onOff = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDescription(description), Flag.withDefault(false))

export const drug = Command.make(
  "drug",
  {
    drug: Argument.String("drug").pipe(
      Argument.withDescription("Which drug; --list shows them"),
      Argument.optional
    ),
    patient: text(
      "patient",
      "<values or file>",
      "weight=70,height=170,age=40,sex=male and what else the model takes [kg, cm, years]; or a file with them, or with every parameter of a glucose model"
    ),
    regimen: text("regimen", "<file>", "YAML or JSON list of doses: { at: 0 min, bolus: 2 mg/kg }"),
    at: text("at", "<minutes,...>", "Times to report, in minutes or with a unit: 0,5,90 s,1.5 h"),
    model: text("model", "<name>", "Kinetic model (default the first one in --list)"),
    curve: text("curve", "<file.svg>", "Also draw the course up to the last time"),
    list: onOff("list", "Show drugs, models, covariates, effects and sources"),
    validate: onOff("validate", "Compare all models with the reference trajectories and print Markdown"),
    json: jsonFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./runDrug.ts")),
      ({ runDrug }) => runDrug(input)
    )
).pipe(
  Command.withDescription(
    "Show the concentrations and effects of a drug regimen in one patient, to check them against other software."
  ),
  Command.withExamples([
    {
      command:
        "wardsim drug propofol --patient weight=70,height=170,age=40,sex=male --regimen doses.yaml --at 0,5,30",
      description: "Plasma, effect site and every effect at 0, 5 and 30 min"
    },
    {
      command:
        "wardsim drug insulin_sc --patient child.json --regimen pump.yaml --at 120,240 --json --curve glucose.svg",
      description: "A virtual patient from a file; JSON on stdout and a figure"
    },
    { command: "wardsim drug --list", description: "Drugs, models, covariates, effects, sources" }
  ])
)
