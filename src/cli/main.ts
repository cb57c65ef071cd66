// The `wardsim` command: one file per subcommand, listed here. Each file describes its flags and loads what it runs only
// when it runs, so that help is instant; that is also why these files import Effect module by module.

import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import packageDescription from "../../package.json" with { type: "json" }
import { calibrate } from "./calibrate.ts"
import { crypto } from "./crypto.ts"
import { drug } from "./drug.ts"
import { experiment } from "./experiment.ts"
import { explain } from "./explain.ts"
import { presenter } from "./presenter.ts"
import { run } from "./run.ts"
import { runAsMain } from "./runAsMain.ts"
import { schema } from "./schema.ts"
import { serve } from "./serve.ts"
import { start } from "./start.ts"
import { validate } from "./validate.ts"

export const wardsim = Command.make("wardsim").pipe(
  Command.withDescription(
    "Simulates a hospital's networked infusion pumps under attack and shows what happens to the patients."
  ),
  Command.withExamples([
    { command: "wardsim run ward", description: "Simulate one ward once and print what happened" },
    {
      command: "wardsim experiment experiments/01-authentication-under-attack",
      description: "Compare designs over many replications, on all cores"
    },
    { command: "wardsim serve", description: "Open the same in a browser" }
  ]),
  Command.withSubcommands([run, experiment, explain, validate, schema, serve, start, drug, crypto, calibrate])
)

/** Help, usage errors and the services of Node that every command may use. */
export const layer = Layer.mergeAll(
  NodeServices.layer,
  CliOutput.layerPresenter(presenter),
  CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })
)

/** Runs the command line of this process; called by wardsim.mjs. */
export const main = (): void =>
  runAsMain(Command.run(wardsim, { version: packageDescription.version }).pipe(Effect.provide(layer)))
