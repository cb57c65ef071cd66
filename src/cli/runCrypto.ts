// Carries out `wardsim crypto` and `wardsim crypto compare`.

import { Console, Effect, FileSystem, Option } from "effect"
import { validateCaptures } from "../../models/crypto/captures.ts"
import { CostError } from "../../models/crypto/CostError.ts"
import { type SuiteOptions } from "../../models/crypto/customSuite.ts"
import { compareSuites, handshakeReport, type ReportOptions } from "../../models/crypto/handshakeReport.ts"
import { nearestRunningSuite } from "../../models/crypto/nearestSuite.ts"
import { overRadio } from "../../models/crypto/overRadio.ts"
import { findSuite, suiteIds } from "../../models/crypto/suites/all.ts"
import { validateCosts } from "../../models/crypto/validation.ts"
import { validationMarkdown } from "../../models/crypto/validationMarkdown.ts"
import { validateLinks } from "../../models/network/linkValidation.ts"
import { nearest } from "../input/nearest.ts"
import { svgText } from "../../web/charts/Svg.ts"
import { suiteComparison } from "../../web/charts/suiteComparison.ts"
import { checkData } from "./checkData.ts"
import { catalogue, formatCatalogue } from "./cryptoCatalogue.ts"
import { formatComparison, formatReport } from "./cryptoText.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"

interface ModelInput {
  readonly platform: Option.Option<string>
  readonly library: Option.Option<string>
  readonly bytes: Option.Option<number>
  readonly sessions: Option.Option<number>
  readonly reservedRam: Option.Option<number>
  readonly flashWait: Option.Option<number>
  readonly hardwareStart: Option.Option<number>
  readonly strictData: boolean
  readonly json: boolean
}

type SizeInput = {
  readonly [Name in keyof SuiteOptions]-?: Option.Option<Exclude<SuiteOptions[Name], undefined>>
}

export interface CryptoInput extends ModelInput, SizeInput {
  readonly suite: Option.Option<string>
  readonly radio: Option.Option<string>
  readonly mtuBytes: Option.Option<number>
  readonly bitsPerSecond: Option.Option<number>
  readonly list: boolean
  readonly validate: boolean
}

export interface CompareInput extends ModelInput, SizeInput {
  readonly suites: ReadonlyArray<string>
  readonly svg: Option.Option<string>
}

/** The flag behind each subject of a `CostError` that is not the suite or a primitive of it. */
const places: Readonly<Record<string, string | undefined>> = {
  platform: "--platform",
  library: "--library",
  bytes: "--bytes",
  sessions: "--sessions",
  reservedBytes: "--reserved-ram",
  flashWaitFactor: "--flash-wait",
  hardwareStartCycles: "--hardware-start",
  certificateBytes: "--certificate-bytes",
  clientCertificateBytes: "--client-certificate-bytes",
  chainLength: "--chain",
  authorityBytes: "--authority-bytes",
  authorityNameBytes: "--authority-name-bytes",
  signatureBytes: "--signature-bytes",
  identityBytes: "--identity-bytes",
  extraGroups: "--extra-groups",
  serverNameBytes: "--server-name-bytes",
  protocolNameBytes: "--alpn-bytes",
  hashBytes: "--hash-bytes",
  extensionBytes: "--extension-bytes",
  datagramBytes: "--datagram-bytes",
  radio: "--radio",
  mtuBytes: "--mtu",
  bitsPerSecond: "--bit-rate"
}

const usage = (message: string) => new CommandFailure({ message, exitCode: exitCodes.usage })
const invalid = (message: string) => new CommandFailure({ message, exitCode: exitCodes.invalidInput })

const describe = (error: CostError, advice: string): string => {
  const place = places[error.subject]
  return `${place === undefined ? "" : `${place}: `}${error.message}${advice}`
}

/** Runs what may throw a `CostError`; anything else that it throws is a fault of the program. */
const attempt = <Value>(run: () => Value, advice: (error: CostError) => string = () => "") =>
  Effect.sync(run).pipe(
    Effect.catchDefect((error) =>
      error instanceof CostError ? Effect.fail(invalid(describe(error, advice(error)))) : Effect.die(error)
    )
  )

/** Only the options that were given. The type says what `fromEntries` forgets: which value belongs to which name. */
const given = <Fields extends Readonly<Record<string, Option.Option<unknown>>>>(fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (Option.isSome(value) ? [[name, value.value]] : []))
  ) as { [Name in keyof Fields]?: Fields[Name] extends Option.Option<infer Value> ? Value : never }

const readModel = Effect.fnUntraced(function* (input: ModelInput) {
  if (Option.isNone(input.platform)) {
    return yield* usage("which platform? Give --platform <id>; wardsim crypto --list names them")
  }
  return {
    platform: input.platform.value,
    refuseWeak: input.strictData,
    ...given({
      library: input.library,
      bytes: input.bytes,
      sessions: input.sessions,
      reservedBytes: input.reservedRam,
      flashWaitFactor: input.flashWait,
      hardwareStartCycles: input.hardwareStart
    })
  } satisfies ReportOptions
})

const readSize = (input: SizeInput): SuiteOptions =>
  given({
    certificateBytes: input.certificateBytes,
    clientCertificateBytes: input.clientCertificateBytes,
    chainLength: input.chainLength,
    authorityBytes: input.authorityBytes,
    authorityNameBytes: input.authorityNameBytes,
    signatureBytes: input.signatureBytes,
    identityBytes: input.identityBytes,
    keyExchange: input.keyExchange,
    extraGroups: input.extraGroups,
    serverNameBytes: input.serverNameBytes,
    protocolNameBytes: input.protocolNameBytes,
    hashBytes: input.hashBytes,
    extensionBytes: input.extensionBytes,
    datagramBytes: input.datagramBytes,
    hasCookie: input.hasCookie
  })

const toJson = (value: unknown): string => JSON.stringify(value, undefined, 2)

const reportSuite = Effect.fnUntraced(function* (suiteId: string, input: CryptoInput) {
  const options = { ...(yield* readModel(input)), suiteOptions: readSize(input) }
  const suite = yield* attempt(
    () => findSuite(suiteId),
    () =>
      nearest(suiteId, ["compare"]) === undefined ? "" : '. If you meant the subcommand, it is "compare"'
  )
  const report = yield* attempt(
    () => handshakeReport(suiteId, options),
    (error) => {
      const instead = error.isOfPlatform === true ? nearestRunningSuite(suite, options) : undefined
      return instead === undefined ? "" : `. The nearest suite that runs there is ${instead}`
    }
  )
  const radio = yield* attempt(() =>
    Option.map(input.radio, (radio) =>
      overRadio(report, {
        radio,
        refuseWeak: input.strictData,
        ...given({ mtuBytes: input.mtuBytes, bitsPerSecond: input.bitsPerSecond })
      })
    )
  )
  const overAir = Option.getOrUndefined(radio)
  yield* Console.log(
    input.json
      ? toJson(overAir === undefined ? report : { ...report, radio: overAir })
      : formatReport(report, overAir)
  )
})

/** Prints one suite's costs, the list of what there is, or the validation. */
export const runCrypto = Effect.fn("runCrypto")(function* (input: CryptoInput) {
  yield* checkData
  if (input.list) return yield* Console.log(input.json ? toJson(catalogue()) : formatCatalogue(catalogue()))
  if (input.validate) {
    const text = input.json
      ? toJson({ captures: validateCaptures(), published: validateCosts(), links: validateLinks() })
      : validationMarkdown()
    return yield* Console.log(text)
  }
  if (Option.isNone(input.suite)) {
    return yield* usage(
      "which suite? Give one, for example: wardsim crypto tls13-ecdsa-mutual --platform nrf52840. wardsim crypto --list names them"
    )
  }
  if (Option.isNone(input.radio) && (Option.isSome(input.mtuBytes) || Option.isSome(input.bitsPerSecond))) {
    return yield* usage(
      "--mtu and --bit-rate are of a radio: give --radio <id> as well; wardsim crypto --list names them"
    )
  }
  return yield* reportSuite(input.suite.value, input)
})

/** What the reasons of the file system mean to a person. */
const unwritable: Readonly<Record<string, string | undefined>> = {
  NotFound: "there is no such folder",
  BadResource: "it is a folder, or what should be its folder is a file"
}

const writeFigure = Effect.fnUntraced(function* (path: string, text: string) {
  const files = yield* FileSystem.FileSystem
  yield* files.writeFileString(path, text).pipe(
    Effect.mapError(
      (error) =>
        new CommandFailure({
          message: `--svg: ${path} cannot be written: ${unwritable[error.reason._tag] ?? error.reason.description ?? error.reason._tag}`,
          exitCode: exitCodes.failure
        })
    )
  )
  yield* Console.error(`figure: ${path}`)
})

/** Prints several suites on one platform, and draws them. */
export const compareAndPrint = Effect.fn("compareAndPrint")(function* (input: CompareInput) {
  yield* checkData
  const options = { ...(yield* readModel(input)), suiteOptions: readSize(input) }
  const chosen = input.suites.length === 0 ? suiteIds : [...new Set(input.suites)]
  const reports = yield* attempt(() => compareSuites(chosen, options))
  if (reports.every((report) => "refused" in report)) {
    const [first] = reports
    return yield* invalid(
      `none of the suites runs on ${options.platform}: ${first !== undefined && "refused" in first ? first.refused : "none was named"}`
    )
  }
  if (Option.isSome(input.svg)) {
    const chart = suiteComparison({ platform: options.platform, reports })
    yield* writeFigure(input.svg.value, `${svgText(chart)}\n`)
  }
  yield* Console.log(input.json ? toJson(reports) : formatComparison(options.platform, reports))
})
