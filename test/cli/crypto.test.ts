// `wardsim crypto`: answers, sources, refusals that name the place and the nearest valid choice, and the validation page.

import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, expect, it } from "vitest"
import { suiteIds } from "../../models/crypto/suites/all.ts"
import { root, runHere, temporaryFolder } from "./commandLine.ts"

const json = async (...args: ReadonlyArray<string>) => {
  const { exitCode, stderr, stdout } = await runHere("crypto", ...args, "--json")
  assert.strictEqual(exitCode, 0, stderr)
  assert.strictEqual(stderr, "")
  return JSON.parse(stdout)
}

const mutual = ["tls13-ecdsa-mutual", "--platform", "nrf52840"]

describe("wardsim crypto", () => {
  it("prints time, energy, memory, bytes and flights, with the source of each", async () => {
    const { exitCode, stderr, stdout } = await runHere("crypto", ...mutual)
    assert.strictEqual(exitCode, 0)
    assert.strictEqual(stderr, "")
    assert.match(stdout, /handshake, client +70\.01 +0\.6931 +23692/)
    assert.include(stdout, "905 B up, 949 B down above TCP")
    assert.include(stdout, "3 flights (239, 949, 666 B, the client's first)")
    assert.include(stdout, "energy R (recall)")
    assert.match(stdout, /client +ECDSA-P256\/verify +2 +30\.5 +V +emill/)
    assert.match(stdout, /emill: Emill\/P256-Cortex-M4, README\.md at ecd3ec2222 \(V\)/)
    assert.notMatch(stdout, /undefined|NaN|no such source/)
  })

  it("prints the same as JSON", async () => {
    const report = await json(...mutual, "--bytes", "64")
    assert.strictEqual(report.suite, "tls13-ecdsa-mutual")
    assert.deepStrictEqual([report.platform, report.library], ["nrf52840", "cortex-m4f"])
    for (const role of [report.client, report.server]) {
      assert.closeTo(role.milliseconds, 70.01, 0.01)
      assert.closeTo(role.millijoules, role.milliseconds * 3.3e-3 * 3, 1e-9)
      assert.strictEqual(role.ramBytes, 23_692)
    }
    assert.deepStrictEqual(
      [report.bytesUp, report.bytesDown, report.flights, report.recordOverheadBytes],
      [905, 949, 3, 22]
    )
    assert.strictEqual(report.message.wireBytes, 86)
    assert.strictEqual(report.status, "D")
    assert.includeMembers(report.sources, ["hs", "emill", "recall"])
  })

  it("counts bytes above what carries them, and names the board in its remarks", async () => {
    const textOf = async (suite: string) => (await runHere("crypto", suite, "--platform", "nrf52840")).stdout
    const edhoc = await textOf("edhoc-sig-rpk")
    assert.include(edhoc, "114 B up, 102 B down above CoAP over UDP\n")
    assert.notInclude(edhoc, "TCP")
    assert.match(edhoc, /remark: nrf52840: AES-128-CCM\/encrypt: cycles measured on k64f/)
    assert.include(await textOf("dtls13-psk"), "down above UDP\n")
    assert.include(await textOf("ble-lesc-just-works"), "down above L2CAP\n")
  })

  it("runs every suite on a server", async () => {
    for (const suite of suiteIds) {
      const { exitCode, stderr, stdout } = await runHere("crypto", suite, "--platform", "x86-64")
      assert.strictEqual(exitCode, 0, stderr)
      assert.notMatch(stdout, /undefined|NaN|no such source/, suite)
    }
  })

  it("slows down with the library", async () => {
    const fast = await json("tls13-ecdsa-mutual-p256", "--platform", "k64f", "--library", "m4-emill-asm")
    const slow = await json("tls13-ecdsa-mutual-p256", "--platform", "k64f", "--library", "m4-mbedtls-c")
    assert.isAbove(slow.client.milliseconds, 20 * fast.client.milliseconds)
  })

  it("predicts a handshake that was captured elsewhere: chains of three, other names, no server name", async () => {
    // Captured with OpenSSL 3.0.19: 2450 B up and 2913 B down; its further certificates have 676 and 661 B.
    const flags = [
      ["--certificate-bytes", "977"],
      ["--client-certificate-bytes", "682"],
      ["--chain", "3"],
      ["--authority-bytes", "668"],
      ["--authority-name-bytes", "159"],
      ["--server-name-bytes", "0"],
      ["--extra-groups", "9"]
    ].flat()
    const report = await json(...mutual, ...flags)
    assert.closeTo(report.bytesUp, 2450, 5)
    assert.closeTo(report.bytesDown, 2913, 20)
    assert.strictEqual(report.flights, 3)
    assert.strictEqual(report.status, "D")
  })

  it("predicts what OpenSSL makes of it by itself: AES-256 with SHA-384, one certificate of an authority each way", async () => {
    // Captured with OpenSSL 3.0.19: 1448 B up and 1718 B down, with two ciphers more in the client's hello.
    const flags = [
      ["--certificate-bytes", "638"],
      ["--client-certificate-bytes", "463"],
      ["--chain", "2"],
      ["--authority-bytes", "526"],
      ["--authority-name-bytes", "93"],
      ["--server-name-bytes", "11"],
      ["--alpn-bytes", "4"],
      ["--extension-bytes", "4"]
    ].flat()
    const report = await json(...mutual, ...flags, "--hash-bytes", "48")
    assert.closeTo(report.bytesUp, 1448, 2)
    assert.closeTo(report.bytesDown, 1718, 2)
    assert.include(report.remarks.join("\n"), "their work is that of SHA-256")
    const sha256 = await json(...mutual, ...flags)
    assert.deepStrictEqual([report.bytesUp - sha256.bytesUp, report.bytesDown - sha256.bytesDown], [16, 16])
  })

  it("changes the exchange, the cookie, the wait states and the engine's start when asked", async () => {
    const hybrid = await json(...mutual, "--key-exchange", "x25519mlkem768")
    assert.strictEqual(hybrid.bytesUp, 905 + 1216 - 32)
    assert.include(
      hybrid.client.steps.map((step: { primitive: string }) => step.primitive),
      "ML-KEM-768/decaps"
    )
    const dtls = ["dtls12-psk-ccm8", "--platform", "nrf52840"]
    assert.deepStrictEqual(
      [(await json(...dtls)).flights, (await json(...dtls, "--no-cookie")).flights],
      [6, 4]
    )
    const plain = await json(...mutual)
    const waiting = await json(...mutual, "--flash-wait", "1.75")
    assert.closeTo(waiting.client.milliseconds, 1.75 * plain.client.milliseconds, 1e-6)
    const engine = ["tls13-ecdsa-mutual", "--platform", "nrf52840-cc310"]
    const started = await json(...engine, "--hardware-start", "6400")
    assert.isAbove(started.client.milliseconds, (await json(...engine)).client.milliseconds + 1)
  })

  it("adds air time and energy of a radio", async () => {
    const flags = [...mutual, "--radio", "ble1m-nrf52840"]
    const { radio } = await json(...flags)
    // 239 and 666 B in fragments of 247 B, each with 14 B and 380 us.
    assert.strictEqual(radio.handshakeUp.fragments, 1 + 3)
    assert.closeTo(radio.handshakeUp.milliseconds, (905 + 4 * 14) * 8e-3 + 4 * 0.38, 1e-9)
    assert.closeTo(radio.handshakeUp.millijoules, (905 + 4 * 14) * 8e-6 * 6.4 * 3, 1e-9)
    const slow = await json(...flags, "--bit-rate", "125000", "--mtu", "100")
    assert.strictEqual(slow.radio.handshakeUp.fragments, 3 + 7)
    assert.closeTo(slow.radio.handshakeUp.milliseconds, (905 + 10 * 14) * 64e-3 + 10 * 0.38, 1e-9)
    const { stdout } = await runHere("crypto", ...flags)
    assert.match(stdout, /handshake, sent +4 +9\.208 +0\.1476/)
  })

  it("refuses weak data on request, and gives no energy from a recalled current", async () => {
    const strict = await runHere("crypto", ...mutual, "--strict-data")
    assert.strictEqual(strict.exitCode, 3)
    assert.match(
      strict.stderr,
      /AES-128-GCM\/encrypt.*weak or recalled.*nearest suite.*tls13-ecdsa-mutual-ccm8-lean/
    )
    const report = await json("tls13-ecdsa-mutual-ccm8-lean", "--platform", "nrf52840", "--strict-data")
    assert.isNull(report.client.millijoules)
    assert.isFalse(report.isWeak)
    const energyOf = async (radio: string) => {
      const flags = ["tls13-ecdsa-mutual-ccm8-lean", "--platform", "nrf52840", "--radio", radio]
      return (await json(...flags, "--strict-data")).radio.messageUp.millijoules
    }
    assert.isAbove(await energyOf("ble1m-nrf52840"), 0)
  })

  it("lists suites, platforms with libraries that fit, and radios", async () => {
    const { stdout } = await runHere("crypto", "--list")
    for (const suite of suiteIds) assert.include(stdout, suite)
    assert.match(stdout, /nrf52840 +Cortex-M4F .*cortex-m4f .*m4-emill-asm/)
    assert.include(stdout, "ble1m-nrf52840")
    const list = await json("--list")
    assert.deepStrictEqual(
      list.suites.map((suite: { id: string }) => suite.id),
      [...suiteIds]
    )
  })

  it("shows examples and every flag in its help", async () => {
    const { exitCode, stdout } = await runHere("crypto", "--help")
    assert.strictEqual(exitCode, 0)
    await expect(stdout).toMatchFileSnapshot("golden/help-crypto.txt")
    await expect((await runHere("crypto", "compare", "--help")).stdout).toMatchFileSnapshot(
      "golden/help-crypto-compare.txt"
    )
  })
})

describe("wardsim crypto refuses", () => {
  const on = (platform: string) => ["--platform", platform]
  const cases: ReadonlyArray<
    readonly [title: string, args: ReadonlyArray<string>, exitCode: number, expected: RegExp]
  > = [
    ["an unknown suite", ["tls13-ecdsa-mutal", ...on("nrf52840")], 3, /did you mean "tls13-ecdsa-mutual"/],
    ["an unknown platform", ["none", ...on("nrf5284")], 3, /--platform: .*did you mean "nrf52840"/],
    [
      "an unknown library",
      [...mutual, "--library", "m4-emil-asm"],
      3,
      /--library: .*did you mean "m4-emill-asm"/
    ],
    [
      "a library of another core",
      [...mutual, "--library", "m0-segger"],
      3,
      /--library: .*does not run on nrf52840 \(Cortex-M4F\): choose one of .*m4-emill-asm/
    ],
    [
      "a primitive without a figure",
      ["edhoc-sig-rpk", ...on("atmega4809")],
      3,
      /P-256\/keygen" has no cost on atmega4809.*nearest suite that runs there is/
    ],
    [
      "a stack larger than the memory",
      ["tls13-hybrid-mldsa44-mutual", ...on("cc2340r5")],
      3,
      /59392 B of 36864 B on cc2340r5.*nearest suite that runs there is tls13-hybrid-ecdsa-mutual/
    ],
    [
      "a board that lacks figures and memory, by what it lacks first",
      ["tls13-ecdsa-mutual", ...on("atmega4809")],
      3,
      /ECDSA-P256\/verify" has no cost on atmega4809/
    ],
    [
      "a stack too large for a board that could compute it",
      ["tls13-resume-dhe", ...on("atmega4809")],
      3,
      /21692 B of 6144 B on atmega4809, nothing reserved for the rest of the firmware; that is the stack it was measured with/
    ],
    ["more sessions than fit", [...mutual, "--sessions", "20"], 3, /20 x 21692 B.*of 262144 B/],
    ["no sessions", [...mutual, "--sessions", "0"], 3, /--sessions: .*give 1 or more/],
    ["a negative message", [...mutual, "--bytes", "-1"], 3, /--bytes: .*give 0 to 16384/],
    ["an empty chain", [...mutual, "--chain", "0"], 3, /--chain: .*the nearest is 1/],
    ["a factor below 1", [...mutual, "--flash-wait", "0.5"], 3, /--flash-wait: .*at least 1/],
    [
      "a chain without certificates",
      ["tls13-psk-dhe", ...on("nrf52840"), "--chain", "2"],
      3,
      /has no certificates/
    ],
    ["an unknown radio", [...mutual, "--radio", "ble1m"], 3, /--radio: .*did you mean "ble1m-nrf52840"/],
    [
      "a rate of zero",
      [...mutual, "--radio", "ble1m-nrf52840", "--bit-rate", "0"],
      3,
      /--bit-rate: .*that of ble1m-nrf52840 is 1000000/
    ],
    [
      "an MTU below the header",
      [...mutual, "--radio", "ble1m-nrf52840", "--mtu", "14"],
      3,
      /--mtu: .*14 B of framing.*at least 15/
    ],
    ["an MTU of no radio", [...mutual, "--mtu", "100"], 2, /give --radio/],
    ["a missing platform", ["none"], 2, /--platform/],
    ["a missing suite", [], 2, /which suite/],
    [
      "a misspelt subcommand",
      ["compar", ...on("nrf52840")],
      3,
      /others\. If you meant the subcommand, it is "compare"/
    ],
    ["a hash of no length", [...mutual, "--hash-bytes", "40"], 3, /--hash-bytes: .*32 \(SHA-256\) or 48/],
    [
      "a hash of TLS 1.2",
      ["tls12-psk-gcm", ...on("nrf52840"), "--hash-bytes", "48"],
      3,
      /same Finished with every hash/
    ],
    ["an unknown key exchange", [...mutual, "--key-exchange", "p257"], 2, /x25519/]
  ]
  it.each(cases)("%s", async (_, args, exitCode, expected) => {
    const result = await runHere("crypto", ...args)
    assert.strictEqual(result.exitCode, exitCode, result.stderr)
    assert.strictEqual(result.stdout, "")
    assert.match(result.stderr, expected)
    assert.notMatch(result.stderr, /\n\s+at /)
  })
})

describe("wardsim crypto compare", () => {
  it("prints every suite once, in the order of the list, and why some cannot run", async () => {
    const { exitCode, stdout } = await runHere("crypto", "compare", "--platform", "cc2340r5")
    assert.strictEqual(exitCode, 0)
    for (const suite of suiteIds) {
      const rows = stdout.split("\n").filter((row) => row.startsWith(`${suite} `))
      assert.strictEqual(rows.length, 1, suite)
    }
    assert.match(stdout, /tls13-hybrid-mldsa44-mutual cannot run: .*59392 B of 36864 B/)
    assert.match(stdout, /library cortex-m0plus; a message has 100 B/)
  })

  it("compares with other certificates those suites that have any, and says which keep the sizes of the data", async () => {
    const suites = ["psk-hmac", "tls13-psk-dhe", "tls13-ecdsa-mutual"]
    const flags = [...suites, "--platform", "nrf52840", "--certificate-bytes", "1500"]
    const compared = JSON.parse((await runHere("crypto", "compare", ...flags, "--json")).stdout)
    const alone = await json(...mutual, "--certificate-bytes", "1500")
    assert.deepStrictEqual(compared[2], alone)
    assert.strictEqual(compared[2].bytesUp, 905 + 1500 - 467)
    const [plain] = JSON.parse(
      (await runHere("crypto", "compare", "psk-hmac", ...flags.slice(3, 5), "--json")).stdout
    )
    assert.deepStrictEqual({ ...compared[0], sizesRefused: undefined }, { ...plain, sizesRefused: undefined })
    const { stdout } = await runHere("crypto", "compare", ...flags)
    assert.match(stdout, /^sizes of the data, as each has no size model .*: psk-hmac$/m)
    assert.match(stdout, /^sizes of the data, as each has no certificates: tls13-psk-dhe$/m)
    assert.notMatch(stdout, /sizes of the data.*tls13-ecdsa-mutual/)
    const wrong = await runHere("crypto", "compare", ...flags, "--chain", "0")
    assert.strictEqual(wrong.exitCode, 3)
    assert.match(wrong.stderr, /--chain: .*the nearest is 1/)
  })

  it("shows what a message costs, which is all that a suite without a handshake costs", async () => {
    const flags = ["--platform", "nrf52840", "--bytes", "200", "--json"]
    const [report] = JSON.parse((await runHere("crypto", "compare", "psk-hmac", ...flags)).stdout)
    const { stdout } = await runHere("crypto", "compare", "psk-hmac", ...flags.slice(0, -1))
    assert.match(stdout, /message \[ms\]/)
    assert.isAbove(report.message.milliseconds, 0)
    assert.include(stdout, report.message.milliseconds.toPrecision(4))
  })

  it("draws the chosen suites into a file and says where, off stdout", async () => {
    const file = join(temporaryFolder(), "suites.svg")
    const chosen = ["psk-hmac", "tls13-ecdsa-mutual", "tls13-hybrid-mldsa44-mutual"]
    const flags = ["--platform", "cc2340r5", "--svg", file, "--json"]
    const { exitCode, stderr, stdout } = await runHere("crypto", "compare", ...chosen, ...flags)
    assert.strictEqual(exitCode, 0)
    assert.include(stderr, file)
    const picture = readFileSync(file, "utf8")
    assert.isTrue(picture.startsWith("<svg ") && picture.endsWith("</svg>\n"))
    for (const suite of chosen) assert.include(picture, `>${suite}</text>`)
    assert.deepStrictEqual(
      JSON.parse(stdout).map((report: { suite: string }) => report.suite),
      chosen
    )
  })

  it("fails without a figure when the folder is not there, and with the cause when nothing runs", async () => {
    const file = join(temporaryFolder(), "none", "suites.svg")
    const missing = await runHere("crypto", "compare", "psk-hmac", "--platform", "nrf52840", "--svg", file)
    assert.strictEqual(missing.exitCode, 1)
    assert.strictEqual(missing.stdout, "")
    assert.match(missing.stderr, /no such folder/)
    assert.isFalse(existsSync(file))
    const folder = ["--svg", temporaryFolder()]
    const onFolder = await runHere("crypto", "compare", "psk-hmac", "--platform", "nrf52840", ...folder)
    assert.strictEqual(onFolder.exitCode, 1)
    assert.match(onFolder.stderr, /it is a folder/)
    const nothing = await runHere("crypto", "compare", "tls13-ecdsa-mutual", "--platform", "atmega328p")
    assert.strictEqual(nothing.exitCode, 3)
    assert.match(nothing.stderr, /none of the suites runs on atmega328p.*has no cost/)
  })
})

describe("docs/validation-crypto.md", () => {
  it("is what wardsim crypto --validate prints", async () => {
    const { exitCode, stdout } = await runHere("crypto", "--validate")
    assert.strictEqual(exitCode, 0)
    assert.strictEqual(
      readFileSync(join(root, "docs/validation-crypto.md"), "utf8"),
      stdout,
      "run: wardsim crypto --validate > docs/validation-crypto.md"
    )
  })

  it("has its numbers as JSON", async () => {
    const { captures, links, published } = await json("--validate")
    assert.isAtLeast(links.length, 12)
    assert.isTrue(links.every((result: { passes: boolean }) => result.passes))
    assert.strictEqual(captures.length, 78)
    assert.strictEqual(captures.filter((result: { fits: boolean }) => !result.fits).length, 3)
    assert.strictEqual(published.length, 14)
    assert.isTrue(published.every((result: { passes: boolean }) => result.passes))
  })

  it("has a row for every capture and every published case, and marks what does not fit", () => {
    const page = readFileSync(join(root, "docs/validation-crypto.md"), "utf8")
    assert.strictEqual(page.match(/^\| .* \| \d+ \/ \d+ \|/gmu)?.length, 78)
    assert.strictEqual(page.match(/^\| V\d+: /gmu)?.length, 17)
    assert.strictEqual(page.match(/\*\*no\*\*/gu)?.length, 3)
    for (const worth of ["independent", "calibrated", "fitted", "circular", "reference"]) {
      assert.match(page, new RegExp(`^\\| V\\d+: .*\\| ${worth} \\|`, "mu"))
    }
  })
})
