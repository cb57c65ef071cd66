import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { LinkTypes, PcapngWriter } from "../../src/engine/Pcapng.ts"

/** An Ethernet frame with an unused EtherType for local experiments (IEEE 802: 0x88b5). */
const frame = (length: number) => {
  const bytes = new Uint8Array(length)
  bytes.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5])
  return bytes
}

const capture = (frames: number): Uint8Array => {
  const blocks: Array<Uint8Array> = []
  const writer = new PcapngWriter(
    [
      { name: "ward lan", linkType: LinkTypes.ethernet },
      { name: "radio", linkType: LinkTypes.user0 }
    ],
    (block) => blocks.push(block)
  )
  for (let index = 0; index < frames; index++) {
    writer.frame({
      interface: index % 2,
      timeNanoseconds: index * 86_400e9 + 123_456_789,
      bytes: frame(60 + index),
      ...(index === 3 ? { originalBytes: 1500 } : {}),
      ...(index === 1 ? { comment: "event 42: forged command" } : {})
    })
  }
  return Buffer.concat(blocks)
}

/** Reads blocks back after the format's description, independently of the writer. */
const readBlocks = (file: Uint8Array) => {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const blocks: Array<{ type: number; body: DataView }> = []
  for (let at = 0; at < file.length;) {
    const length = view.getUint32(at + 4, true)
    assert.strictEqual(length % 4, 0)
    assert.strictEqual(view.getUint32(at + length - 4, true), length)
    blocks.push({
      type: view.getUint32(at, true),
      body: new DataView(file.buffer, file.byteOffset + at + 8, length - 12)
    })
    at += length
  }
  return blocks
}

describe("PcapngWriter", () => {
  it("writes blocks whose lengths agree, with exact nanoseconds and both lengths of each frame", () => {
    const blocks = readBlocks(capture(30))
    assert.deepStrictEqual(
      blocks.slice(0, 3).map(({ type }) => type),
      [0x0a0d0d0a, 1, 1]
    )
    assert.strictEqual(blocks[0]?.body.getUint32(0, true), 0x1a2b3c4d)
    assert.strictEqual(blocks[2]?.body.getUint16(0, true), LinkTypes.user0)
    const packets = blocks.slice(3)
    assert.strictEqual(packets.length, 30)
    packets.forEach(({ type, body }, index) => {
      assert.strictEqual(type, 6)
      assert.strictEqual(body.getUint32(0, true), index % 2)
      const time = BigInt(body.getUint32(4, true)) * 4294967296n + BigInt(body.getUint32(8, true))
      assert.strictEqual(time, BigInt(index) * 86_400_000_000_000n + 123_456_789n)
      assert.strictEqual(body.getUint32(12, true), 60 + index)
      assert.strictEqual(body.getUint32(16, true), index === 3 ? 1500 : 60 + index)
    })
  })

  it("refuses a frame on an interface that the capture does not have", () => {
    const writer = new PcapngWriter([], () => undefined)
    assert.throws(
      () => writer.frame({ interface: 0, timeNanoseconds: 0, bytes: frame(60) }),
      /interface 0, but the capture has 0/
    )
  })

  const isInstalled =
    spawnSync("capinfos", ["--version"]).status === 0 && spawnSync("tshark", ["--version"]).status === 0
  it("is read by Wireshark's capinfos and tshark", (context) => {
    if (!isInstalled)
      return context.skip(
        "tshark and capinfos are not installed: the file was checked only by this test's own reader"
      )
    const folder = mkdtempSync(join(tmpdir(), "wardsim-"))
    try {
      const file = join(folder, "frames.pcapng")
      writeFileSync(file, capture(5))
      const info = spawnSync("capinfos", ["-c", "-M", file], { encoding: "utf8" })
      assert.match(info.stdout, /Number of packets:\s+5/)
      const fields = [
        "frame.number",
        "frame.time_epoch",
        "frame.len",
        "frame.cap_len",
        "frame.comment",
        "frame.interface_name"
      ]
      const read = spawnSync(
        "tshark",
        ["-r", file, "-T", "fields", ...fields.flatMap((field) => ["-e", field])],
        { encoding: "utf8" }
      )
      const rows = read.stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t"))
      assert.strictEqual(rows.length, 5)
      assert.match(rows[1]?.[1] ?? "", /86400\.123456789/)
      assert.deepStrictEqual(rows[3]?.slice(2, 4), ["1500", "63"])
      assert.deepStrictEqual(rows[1]?.slice(4), ["event 42: forged command", "radio"])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
