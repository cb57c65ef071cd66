// Numbers, times and units as text, the same in axes, tables and sentences.

const MINUS = "−"
const SECONDS_PER_HOUR = 3600

/** Three significant digits, thousands grouped with a thin space, a real minus sign; "no data" when there is none. */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return "no data"
  if (value === 0) return "0"
  const magnitude = Math.abs(value)
  const digits =
    magnitude >= 1e7 || magnitude < 1e-3
      ? magnitude.toExponential(2).replace("e+", "e").replace("-", MINUS)
      : groupThousands(trimmed(magnitude))
  return (value < 0 ? MINUS : "") + digits
}

const trimmed = (magnitude: number): string => {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(magnitude)))
  const rounded = magnitude.toFixed(decimals)
  return rounded.includes(".") ? rounded.replace(/\.?0+$/, "") : rounded
}

const groupThousands = (digits: string): string => {
  const [whole = "", fraction] = digits.split(".")
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** As `formatNumber`, with a plus sign for increases. */
export const formatSigned = (value: number): string => (value > 0 ? "+" : "") + formatNumber(value)

export const formatInterval = (lower: number, upper: number): string =>
  Number.isFinite(lower) && Number.isFinite(upper)
    ? `${formatNumber(lower)} to ${formatNumber(upper)}`
    : "no interval"

/** " min/patient-h", or nothing for the dimensionless unit "1". */
export const unitSuffix = (unit: string): string => (unit === "1" ? "" : ` ${unit}`)

/** Simulated time as hours and minutes: "06:30". */
export const formatClock = (timeSeconds: number): string => {
  const totalMinutes = Math.round(timeSeconds / 60)
  const two = (value: number) => String(value).padStart(2, "0")
  return `${two(Math.floor(totalMinutes / 60))}:${two(totalMinutes % 60)}`
}

export interface TimeAxisUnit {
  readonly name: string
  readonly symbol: string
  readonly seconds: number
}

/** The unit in which a time axis of this length [s] reads best. */
export const timeAxisUnit = (durationSeconds: number): TimeAxisUnit => {
  if (durationSeconds > 3 * SECONDS_PER_HOUR) return { name: "hours", symbol: "h", seconds: SECONDS_PER_HOUR }
  if (durationSeconds > 300) return { name: "minutes", symbol: "min", seconds: 60 }
  return { name: "seconds", symbol: "s", seconds: 1 }
}

const HOUR_STEPS = [0.25, 0.5, 1, 2, 3, 4, 6, 12, 24, 48, 96, 168]
const SIXTIETH_STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300]

/** Tick positions [s] at whole parts of a day or an hour, at most `count` of them. */
export const timeTicks = (durationSeconds: number, count: number): ReadonlyArray<number> => {
  const unit = timeAxisUnit(durationSeconds)
  const steps = unit.symbol === "h" ? HOUR_STEPS : SIXTIETH_STEPS
  const span = durationSeconds / unit.seconds
  const step = steps.find((candidate) => span / candidate <= count) ?? Math.ceil(span / count)
  const ticks: Array<number> = []
  for (let tick = 0; tick <= span + 1e-9; tick += step) ticks.push(tick * unit.seconds)
  return ticks
}

/** Estimated width of a text [px]: charts have no DOM to measure with. */
export const textWidth = (content: string, fontSize = 12): number => content.length * fontSize * 0.58

/** Breaks a label into lines of at most `width` pixels, at spaces. */
export const wrapText = (content: string, width: number, fontSize = 12): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let current = ""
  for (const word of content.split(" ")) {
    const candidate = current === "" ? word : `${current} ${word}`
    if (current !== "" && textWidth(candidate, fontSize) > width) {
      lines.push(current)
      current = word
    } else current = candidate
  }
  if (current !== "") lines.push(current)
  return lines
}
