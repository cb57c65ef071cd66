// Scenario section `platforms`: the processor of every kind of machine, and the cryptographic library that runs on it.

import { Schema } from "effect"
import { nearest } from "../../../src/input/nearest.ts"
import { withDefault } from "../../../src/input/Quantity.ts"
import { librariesFor, platformIds } from "../../crypto/CostModel.ts"
import { nearestLibrary } from "../../crypto/nearestLibrary.ts"

/** A machine as cost models know it. */
export interface MachineChoice {
  readonly platform: string
  readonly library?: string
  readonly flashWaitFactor?: number
}

const unknown = (
  name: string,
  choices: ReadonlyArray<string>,
  suggestion = nearest(name, choices)
): string => {
  const hint = suggestion === undefined ? "" : `, did you mean "${suggestion}"?`
  return `expected one of ${choices.join(", ")}; found "${name}"${hint}`
}

const isPlatform = Schema.makeFilter(
  (id: string) => (platformIds.includes(id) ? undefined : unknown(id, platformIds)),
  { toJsonSchema: () => ({ enum: platformIds }) }
)

const Chosen = Schema.Struct({
  platform: Schema.String.annotate({ expected: "the id of a platform" }).check(isPlatform),
  library: Schema.optionalKey(
    Schema.String.annotate({
      expected: "the id of a library",
      description:
        "Cryptographic library, or profile of a core, as wardsim crypto --list names them; left out: the profile of the platform's core"
    })
  ),
  flashWait: Schema.optionalKey(
    Schema.Finite.annotate({
      expected: "a number from 1 to 4",
      description:
        "Factor by which flash wait states stretch the cycles; 1 is none; left out: the platform's own figure"
    }).check(Schema.isBetween({ minimum: 1, maximum: 4 }, { expected: "a number from 1 to 4" }))
  )
}).check(
  Schema.makeFilter(({ library, platform }) => {
    const fitting = librariesFor(platform)
    return library === undefined || fitting.includes(library)
      ? undefined
      : {
          path: ["library"],
          issue: `does not run on ${platform}: ${unknown(library, fitting, nearest(library, fitting) ?? nearestLibrary(library, fitting))}`
        }
  })
)

const machine = (description: string, fallback: string) =>
  withDefault(
    Schema.Union([
      Schema.String.annotate({
        description,
        expected: "the id of a platform, or a map of platform, library and flashWait"
      }).check(isPlatform),
      Chosen
    ]),
    fallback
  )

const USUAL = { bedside: "esp32", wearable: "nrf52840", gateway: "pi4-a72", server: "x86-64" } as const

export const Platforms = Schema.Struct({
  bedside: machine("Communications processor of a bedside pump", USUAL.bedside),
  wearable: machine("Communications processor of a wearable pump", USUAL.wearable),
  gateway: machine("Processor of a gateway", USUAL.gateway),
  server: machine("Processor of pump server and EHR", USUAL.server)
})

/** The platform of a machine that the scenario does not name. */
export const usualPlatform = (name: keyof typeof USUAL): string => USUAL[name]

/** The short and the long form alike. */
export const machineChoice = (written: string | typeof Chosen.Type): MachineChoice =>
  typeof written === "string"
    ? { platform: written }
    : {
        platform: written.platform,
        ...(written.library === undefined ? {} : { library: written.library }),
        ...(written.flashWait === undefined ? {} : { flashWaitFactor: written.flashWait })
      }
