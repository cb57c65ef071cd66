// The validation of the cost model as Markdown: captures that it was fitted to, captures that it had not seen, published
// figures with what a pass is worth. `docs/validation-crypto.md` is this text; misfits are shown, never tuned away.

import { type LinkResult, validateLinks } from "../network/linkValidation.ts"
import { captures, type CaptureResult, validateCaptures } from "./captures.ts"
import { citation } from "./citation.ts"
import { validateCosts, type ValidationResult } from "./validation.ts"
import { type ValidationRow, validationRows } from "./validationData.ts"

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n")

const percent = (error: number): string => {
  const text = (100 * error).toFixed(1)
  return text === "0.0" || text === "-0.0" ? "0" : `${error > 0 ? "+" : ""}${text} %`
}

const four = (value: number): string => String(Number(value.toPrecision(4)))

const captureRow = ({
  capture,
  errorDown,
  errorUp,
  fits,
  predicted
}: CaptureResult): ReadonlyArray<string> => [
  `${capture.id.replace("unseen-", "")} (${capture.stack})${capture.note === undefined ? "" : `: ${capture.note}`}`,
  String(capture.bytesUp),
  String(predicted.bytesUp),
  percent(errorUp),
  String(capture.bytesDown),
  String(predicted.bytesDown),
  percent(errorDown),
  `${capture.flightBytes.length} / ${predicted.flightBytes.length}`,
  fits ? "yes" : "**no**"
]

const captureHead = [
  "handshake",
  "up [B]",
  "predicted",
  "error",
  "down [B]",
  "predicted",
  "error",
  "flights",
  "within 1 %"
]

/** First word of `basis`: what a pass is worth. */
const worth = (basis: string): string =>
  basis.startsWith("size model fitted") ? "fitted" : (/^[a-z]+/.exec(basis)?.[0] ?? basis)

const composedRow = (row: ValidationRow, result: ValidationResult | undefined): ReadonlyArray<string> => {
  const source = row.source === "hs" ? "own captures" : row.source
  if (result === undefined) {
    return [`${row.id}: ${row.what}`, "", "", "", "", worth(row.basis), source]
  }
  return [
    `${row.id}: ${row.what}`,
    `${four(result.observed)} ${result.unit}`,
    `${four(result.composed)} ${result.unit}`,
    percent(result.error),
    `${Math.round(100 * result.tolerance)} %${result.passes ? "" : " **missed**"}`,
    worth(row.basis),
    source
  ]
}

const linkRow = (result: LinkResult): ReadonlyArray<string> => [
  result.what,
  `${four(result.theory)} ${result.unit}`,
  `${four(result.simulated)} ${result.unit}`,
  percent(result.error),
  `${four(100 * result.tolerance)} %${result.passes ? "" : " **missed**"}`,
  result.isConserved === null ? "" : result.isConserved ? "yes" : "**no**"
]

const count = (results: ReadonlyArray<CaptureResult>): string => {
  const fitting = results.filter((result) => result.fits).length
  return `${fitting} of ${results.length} are within 1 % each way with the right number of flights`
}

/** The whole page. */
export const validationMarkdown = (): string => {
  const all = validateCaptures()
  const seen = all.filter((result) => result.capture.use === "calibration")
  const unseen = all.filter((result) => result.capture.use === "unseen")
  const costs = new Map(validateCosts().map((result) => [result.id, result]))
  // V18 stands for the captures, which have tables of their own.
  const rows = validationRows.filter((row) => row.id !== "V18")
  const independent = rows.filter((row) => worth(row.basis) === "independent").map((row) => row.id)
  const missed = [...costs.values()].filter((result) => !result.passes).map((result) => result.id)
  const sources = [...new Set(rows.map((row) => row.source))]
  return [
    "# Validation of the cryptographic costs",
    "Made by `wardsim crypto --validate > docs/validation-crypto.md`; a test fails when this page is out of date. A row that " +
      "does not fit stays as it is.",
    `## Handshakes captured, not used to fit the size model (${unseen.length})`,
    `${count(unseen)}. Other certificates, chains of three, server names, protocol names, identities and stacks than the ` +
      "model was fitted to. An ECDSA signature has 70 to 72 bytes at P-256 and 102 to 104 at P-384, by chance; the model " +
      "takes the mean. These captures " +
      "also showed what the fitted client's hello holds (a name of 27 letters, one group), and that an authority's name counts " +
      "without its length field: for those two the rows are no test. All else was predicted before it was captured.",
    table(captureHead, unseen.map(captureRow)),
    `## Handshakes captured, used to fit it (${seen.length})`,
    `${count(seen)}. What an implementation chooses, its hello, was fitted to these; message formats were not.`,
    table(captureHead, seen.map(captureRow)),
    "## Published handshakes composed from primitives",
    `Only ${independent.join(", ")} are independent of tuning, and V1 to V3 take their primitives from the document that has ` +
      `the handshake. Calibrated: a parameter comes from the same paper. Fitted: a free choice was made with the figure in ` +
      `sight. Circular: checks units only. Reference: nothing to compose. Tolerances were set by hand. ` +
      (missed.length === 0 ? "None is missed." : `Missed: ${missed.join(", ")}.`),
    table(
      ["case", "observed", "composed", "error", "tolerance", "what a pass is worth", "source"],
      rows.map((row) => composedRow(row, costs.get(row.id)))
    ),
    "How each is composed, and why it is worth that:",
    rows.map((row) => `- ${row.id}: ${row.compose}. Basis: ${row.basis}.`).join("\n"),
    "## Link layers against theory",
    "Each link runs by itself. Bianchi's model counts a slot down during every transmission, as stations that defer do not, so " +
      "that it is itself 3 % off; the others are bounds or exact, and what is left is chance. Conserved: at the end, messages " +
      "and bytes sent are those delivered, lost, dropped and in flight. The tests hold more stations, loads and losses, floods " +
      "as a fluid against frame by frame, and the bytes and joules of whole hospitals at many moments.",
    table(["case", "theory", "simulated", "error", "tolerance", "conserved"], validateLinks().map(linkRow)),
    "## Sources",
    [
      ...sources.map((key) => `- ${key}: ${citation(key)}`),
      `- captures: models/data/handshake-captures.json (M), ${captures.length} handshakes`
    ].join("\n")
  ].join("\n\n")
}
