// What machines of a scenario cannot do is refused before anything runs, with the place and the arithmetic.

import { Result, Schema } from "effect"
import { assert, describe, it } from "vitest"
import { requireMemory } from "../../../models/crypto/memoryNeed.ts"
import { makeCostModel } from "../../../models/crypto/CostModel.ts"
import { findSuite } from "../../../models/crypto/suites/all.ts"
import { Scenario } from "../../../models/hospital/Scenario.ts"
import { decodeDocument, parseYaml } from "../../../src/input/YamlDocument.ts"
import { Effect } from "effect"

const HEAD = `wardsim: 1
name: test
duration: 1 h
pumps: { bedside: 4, wearable: 2 }
`

/** The problems of a scenario as a person reads them: line:column, message. */
const problemsOf = (text: string): ReadonlyArray<string> => {
  const program = parseYaml(HEAD + text, "ward.yaml").pipe(
    Effect.flatMap((document) => decodeDocument(Scenario, document))
  )
  const outcome = Effect.runSync(Effect.result(program))
  return Result.isSuccess(outcome)
    ? []
    : outcome.failure.problems.map(
        ({ column, line, message, path }) => `${line}:${column} ${path} ${message}`
      )
}

const suite = (id: string) => `defences: [{ id: secure-channel, suite: ${id} }]\n`

describe("platforms of a scenario", () => {
  it("are ids, or maps with library and flash wait", () => {
    const text =
      "platforms: { bedside: esp32s3, wearable: { platform: nrf52840, library: m4-emill-asm, flashWait: 1.5 } }\n"
    assert.deepStrictEqual(problemsOf(text), [])
    const decoded = Schema.decodeUnknownSync(Scenario)({
      wardsim: 1,
      name: "test",
      duration: "1 h",
      pumps: { bedside: 1, wearable: 1 },
      platforms: { bedside: "esp32s3", gateway: { platform: "x86-64" } }
    })
    assert.strictEqual(decoded.platforms.bedside, "esp32s3")
    assert.deepStrictEqual(decoded.platforms.gateway, { platform: "x86-64" })
  })

  it("refuse an unknown platform with the nearest one", () => {
    const [problem, ...others] = problemsOf("platforms: { wearable: nrf52841 }\n")
    assert.match(problem as string, /^5:24 platforms\.wearable expected one of .*did you mean "nrf52840"\?$/u)
    assert.lengthOf(others, 0)
  })

  it("refuse a library of another core, naming those that fit", () => {
    const [problem, ...others] = problemsOf(
      "platforms:\n  bedside: { platform: esp32, library: m4-emill-asm }\n"
    )
    assert.match(
      problem as string,
      /^6:40 platforms\.bedside\.library does not run on esp32: expected one of esp32-wolfssl-sw, esp32-wolfssl-hw/u
    )
    assert.lengthOf(others, 0)
  })

  it("refuse a misspelt library with the nearest one that fits", () => {
    const [problem] = problemsOf("platforms: { wearable: { platform: nrf52840, library: m4-emil-asm } }\n")
    assert.include(problem, 'did you mean "m4-emill-asm"?')
  })

  it("refuse a flash wait below 1", () => {
    const [problem] = problemsOf("platforms: { wearable: { platform: nrf52840, flashWait: 0.5 } }\n")
    assert.match(
      problem as string,
      /platforms\.wearable\.flashWait expected a number from 1 to 4; found 0\.5/u
    )
  })
})

describe("a suite that a machine cannot run", () => {
  it("is refused where its figures are missing", () => {
    const [problem, ...others] = problemsOf(
      `${suite("tls13-ecdsa-mutual")}platforms: { wearable: atmega328p }\n`
    )
    assert.match(
      problem as string,
      /^6:24 platforms\.wearable wearable: tls13-ecdsa-mutual cannot be used: primitive/u
    )
    assert.notInclude(problem, "nearest suite", "nothing with keys fits into its 2 KB")
    assert.lengthOf(others, 0)
  })

  it("is not refused on a machine that the hospital has none of", () => {
    const text = `${suite("tls13-ecdsa-mutual")}platforms: { wearable: atmega328p }\n`
    assert.lengthOf(problemsOf(text), 1)
    const without = HEAD.replace("wearable: 2", "wearable: 0") + text
    const outcome = Effect.runSync(
      Effect.result(
        parseYaml(without, "x.yaml").pipe(Effect.flatMap((document) => decodeDocument(Scenario, document)))
      )
    )
    assert.isTrue(Result.isSuccess(outcome))
  })

  it("is refused with the arithmetic where a pump's memory is too small", () => {
    const [problem] = problemsOf(`${suite("tls13-ecdsa-mutual")}platforms: { wearable: samd21 }\n`)
    assert.include(problem, "1 x 21692 B (21692 B: Mbed TLS TLS 1.3 client")
    assert.include(problem, "= 21692 B of 32768 - 12288 B reserved on samd21")
    assert.match(problem as string, /the nearest suite that does run there is "[a-z0-9-]+"$/u)
  })

  it("is refused on a gateway whose memory does not hold one session for each pump, counted", () => {
    const gateway = "platforms: { gateway: { platform: stm32h753 } }\nnetwork: { pumpsPerGateway: 30 }\n"
    const few = problemsOf(suite("tls13-ecdsa-mutual") + gateway)
    assert.deepStrictEqual(few, [], "6 pumps and the server: 7 sessions")
    const crowded = (HEAD + suite("tls13-ecdsa-mutual") + gateway).replace("bedside: 4", "bedside: 40")
    const outcome = Effect.runSync(
      Effect.result(
        parseYaml(crowded, "x.yaml").pipe(Effect.flatMap((document) => decodeDocument(Scenario, document)))
      )
    )
    assert.isTrue(Result.isFailure(outcome))
    // 31 x 21692 B = 672452 B; a quarter of 1 MiB is for sessions.
    if (Result.isSuccess(outcome)) return
    assert.include(outcome.failure.message, "31 x 21692 B")
    assert.include(outcome.failure.message, "= 672452 B of 1048576 - 786432 B reserved on stm32h753")
    const limited = crowded.replace("network:", "sessions: { gatewaySessions: 10 }\nnetwork:")
    const accepted = Effect.runSync(
      Effect.result(
        parseYaml(limited, "x.yaml").pipe(Effect.flatMap((document) => decodeDocument(Scenario, document)))
      )
    )
    assert.isTrue(Result.isSuccess(accepted), "a table of ten pushes sessions out instead")
  })

  it("is blamed at the defence that brought it where the machine is the usual one", () => {
    const [problem] = problemsOf(`strictData: true\n${suite("tls13-ecdsa-mutual")}`)
    assert.match(problem as string, /^6:41 defences\[0\]\.suite bedside: /u)
  })

  it("fits where its memory is below the limit by one byte, and not above", () => {
    const model = makeCostModel({ platform: "samd21" })
    const { sessionRamBytes } = findSuite("tls13-ecdsa-mutual")
    const room = 32_768 - sessionRamBytes
    requireMemory(findSuite("tls13-ecdsa-mutual"), model, { reservedBytes: room })
    assert.throws(
      () => requireMemory(findSuite("tls13-ecdsa-mutual"), model, { reservedBytes: room + 1 }),
      /does not fit/u
    )
  })
})

describe("strict data", () => {
  it("refuses recalled and weak figures, each machine for itself", () => {
    const problems = problemsOf(`strictData: true\n${suite("tls13-ecdsa-mutual")}`)
    assert.deepStrictEqual(
      problems.map((problem) => / (bedside|wearable|gateway|server): /u.exec(problem)?.[1]),
      ["bedside", "wearable", "gateway"]
    )
    for (const problem of problems) assert.include(problem, "has only a weak or recalled figure")
  })

  it("accepts machines and a suite whose figures are sourced", () => {
    const text = `strictData: true
platforms:
  bedside: nrf52840
  gateway: x86-64
${suite("tls13-ecdsa-mutual-ccm8-lean")}`
    assert.deepStrictEqual(problemsOf(text), [])
  })

  it("accepts a hospital without cryptography", () => {
    assert.deepStrictEqual(problemsOf("strictData: true\n"), [])
  })
})
