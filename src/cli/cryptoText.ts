// How `wardsim crypto` prints a suite's costs and a comparison: the answer first, then what it is made of and from where.

import { Array as Arr } from "effect"
import { citation } from "../../models/crypto/citation.ts"
import { type HandshakeReport, type RefusedSuite } from "../../models/crypto/handshakeReport.ts"
import { type AirTime, type RadioReport } from "../../models/crypto/overRadio.ts"
import { formatNumber } from "../experiment/formatTable.ts"
import { type Column, formatColumns } from "./table.ts"

const left = (title: string): Column => ({ title, align: "left" })
const right = (title: string): Column => ({ title, align: "right" })

const orNone = (value: number | null): string => (value === null ? "-" : formatNumber(value))

const formatRoles = ({ client, message, platform, server }: HandshakeReport): string =>
  formatColumns(
    [left(`on ${platform}`), right("time [ms]"), right("energy [mJ]"), right("RAM [B]")],
    [
      [
        "handshake, client",
        formatNumber(client.milliseconds),
        orNone(client.millijoules),
        String(client.ramBytes)
      ],
      [
        "handshake, server",
        formatNumber(server.milliseconds),
        orNone(server.millijoules),
        String(server.ramBytes)
      ],
      [
        `message of ${message.bytes} B, each side`,
        formatNumber(message.milliseconds),
        orNone(message.millijoules),
        ""
      ]
    ]
  )

const formatBytes = (report: HandshakeReport): string => {
  const { flightBytes, flights, message, roundTrips, ticketBytesDown } = report
  const shares = flightBytes.length === 0 ? "" : ` (${flightBytes.join(", ")} B, the client's first)`
  const lines =
    flights === 0
      ? ["no handshake"]
      : [
          `${report.bytesUp} B up, ${report.bytesDown} B down above ${report.carrier}`,
          `${flights} flights${shares}; the client may send after ${roundTrips} round trip${roundTrips === 1 ? "" : "s"}${report.carrier === "TCP" ? ", without that of TCP" : ""}`,
          ...(ticketBytesDown === 0 ? [] : [`${ticketBytesDown} B of session tickets come down afterwards`])
        ]
  return [
    ...lines,
    `${report.recordOverheadBytes} B are added to each message: ${message.bytes} B become ${message.wireBytes} B`,
    `a stranger's first flight costs the server ${formatNumber(report.strangerMilliseconds)} ms` +
      (report.strangerWithCookieMilliseconds === report.strangerMilliseconds
        ? ""
        : `, ${formatNumber(report.strangerWithCookieMilliseconds)} ms with a stateless cookie`)
  ].join("\n")
}

const formatSteps = (report: HandshakeReport): string => {
  const rows = (["client", "server"] as const).flatMap((role) =>
    report[role].steps.map((step) => [
      role,
      step.primitive,
      String(step.calls),
      step.bytes === 0 ? "" : String(step.bytes),
      formatNumber(step.milliseconds),
      `${step.status}${step.isWeak ? " weak" : ""}`,
      step.source
    ])
  )
  return formatColumns(
    [
      left("side"),
      left("primitive"),
      right("calls"),
      right("bytes"),
      right("time [ms]"),
      left("status"),
      left("source")
    ],
    rows
  )
}

const formatAir = (radio: RadioReport): string => {
  const row = (what: string, { fragments, millijoules, milliseconds }: AirTime) => [
    what,
    String(fragments),
    formatNumber(milliseconds),
    orNone(millijoules)
  ]
  const table = formatColumns(
    [left(`on ${radio.radio}`), right("fragments"), right("air time [ms]"), right("radio energy [mJ]")],
    [
      row("handshake, sent", radio.handshakeUp),
      row("handshake, received", radio.handshakeDown),
      row("message, sent", radio.messageUp)
    ]
  )
  return `${table}\nMTU ${radio.mtuBytes} B, ${radio.bitsPerSecond} bit/s; currents ${radio.status} (${radio.sources.join(", ")}), framing ${radio.framingStatus}`
}

const formatOrigins = (report: HandshakeReport, radio: RadioReport | undefined): string => {
  const { bytes, energy, memory, times } = report.origins
  const list = (sources: ReadonlyArray<string>) => (sources.length === 0 ? "" : ` (${sources.join(", ")})`)
  const keys = [...new Set([...report.sources, ...(radio?.sources ?? [])])]
  return [
    `status ${report.status}${report.isWeak ? ", weak" : ""}: bytes ${bytes.status}${list(bytes.sources)}, ` +
      `times ${times.status}${list(times.sources)}, ` +
      `energy ${energy === null ? "not given" : `${energy.status}${list(energy.sources)}`}, memory ${memory.status}`,
    "V verified in a text that was read, M measured, D derived, R recalled, A assumption",
    `memory: ${report.memory}`,
    ...report.remarks.map((remark) => `remark: ${remark}`),
    ...keys.map((key) => `${key}: ${citation(key)}`)
  ].join("\n")
}

/** One suite on one platform, for a terminal. */
export const formatReport = (report: HandshakeReport, radio: RadioReport | undefined): string =>
  [
    `${report.suite}: ${report.title}\nplatform ${report.platform}, library ${report.library}`,
    formatRoles(report),
    formatBytes(report),
    ...(radio === undefined ? [] : [formatAir(radio)]),
    ...(report.client.steps.length + report.server.steps.length === 0 ? [] : [formatSteps(report)]),
    formatOrigins(report, radio)
  ].join("\n\n")

/** Several suites on one platform, those that cannot run named below with the reason. */
export const formatComparison = (
  platform: string,
  reports: ReadonlyArray<HandshakeReport | RefusedSuite>
): string => {
  const rows = reports.flatMap((report) =>
    "refused" in report
      ? []
      : [
          [
            report.suite,
            formatNumber(report.client.milliseconds),
            orNone(report.client.millijoules),
            formatNumber(report.server.milliseconds),
            formatNumber(report.message.milliseconds),
            String(report.bytesUp),
            String(report.bytesDown),
            String(report.flights),
            String(report.recordOverheadBytes),
            String(report.client.ramBytes),
            `${report.status}${report.isWeak ? " weak" : ""}`
          ]
        ]
  )
  const table = formatColumns(
    [
      left(`on ${platform}`),
      right("client [ms]"),
      right("client [mJ]"),
      right("server [ms]"),
      right("message [ms]"),
      right("up [B]"),
      right("down [B]"),
      right("flights"),
      right("per message [B]"),
      right("RAM [B]"),
      left("status")
    ],
    rows
  )
  const refused = reports.flatMap((report) =>
    "refused" in report ? [`${report.suite} cannot run: ${report.refused}`] : []
  )
  const kept = reports.flatMap((report) =>
    "refused" in report || report.sizesRefused === undefined ? [] : [report]
  )
  const keptBy = Arr.groupBy(kept, ({ sizesRefused }) => sizesRefused ?? "")
  const asInData = Object.entries(keptBy).map(
    ([reason, those]) => `sizes of the data, as each ${reason}: ${those.map(({ suite }) => suite).join(", ")}`
  )
  const [first] = reports.flatMap((report) => ("refused" in report ? [] : [report]))
  const about =
    first === undefined
      ? []
      : [
          `library ${first.library}; a message has ${first.message.bytes} B, its time is that of each side; RAM is the client's, ` +
            "mostly that of the stack it was measured with (A for another library)"
        ]
  const below = [asInData, refused].flatMap((lines) => (lines.length === 0 ? [] : [lines.join("\n")]))
  return [table, ...about, ...below].join("\n\n")
}
