// A picture as plain data: charts build this tree with d3's scales and shapes, so they run without a DOM (page, worker,
// Node, reports) and give the same text everywhere. Only presentation attributes are used: the page's security policy
// refuses inline styles, and an exported file stays complete without a style sheet.

export interface Svg {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly children: ReadonlyArray<Svg | string>
}

export type SvgChild = Svg | string | undefined | ReadonlyArray<Svg | undefined>

/** Builds an element; `undefined` children are left out, arrays are spread. */
export const svg = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: ReadonlyArray<SvgChild>
): Svg => ({ name, attributes, children: children.flat().filter((child) => child !== undefined) })

export const text = (
  x: number,
  y: number,
  content: string,
  attributes: Readonly<Record<string, string | number>> = {}
): Svg => svg("text", { x, y, ...attributes }, content)

/** Gives a text a halo, so that it stays readable on a line. */
export const halo = (background: string) => ({
  stroke: background,
  "stroke-width": 4,
  "stroke-linejoin": "round",
  "paint-order": "stroke"
})

export const line = (
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  attributes: Readonly<Record<string, string | number>>
): Svg => svg("line", { x1, y1, x2, y2, ...attributes })

const escapeXml = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

const printValue = (value: string | number): string =>
  typeof value === "number" ? String(Math.round(value * 100) / 100) : escapeXml(value)

/** Serialises to SVG text; coordinates are rounded to a hundredth of a pixel. */
export const svgText = (node: Svg): string => {
  const attributes = Object.entries(node.attributes)
    .map(([key, value]) => ` ${key}="${printValue(value)}"`)
    .join("")
  const content = node.children.map((child) =>
    typeof child === "string" ? escapeXml(child) : svgText(child)
  )
  return content.length === 0
    ? `<${node.name}${attributes}/>`
    : `<${node.name}${attributes}>${content.join("")}</${node.name}>`
}

export interface PictureFrame {
  readonly id: string
  readonly title: string
  /** One or two sentences that say what a sighted reader sees. */
  readonly description: string
  readonly width: number
  readonly height: number
  readonly background: string
  readonly ink: string
}

/** The root element of every chart: accessible name and description, background, font. */
export const picture = (frame: PictureFrame, ...children: ReadonlyArray<SvgChild>): Svg =>
  svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${frame.width} ${frame.height}`,
      width: frame.width,
      height: frame.height,
      role: "img",
      "aria-labelledby": `${frame.id}-title ${frame.id}-description`,
      "font-family": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
      "font-size": 12,
      fill: frame.ink
    },
    svg("title", { id: `${frame.id}-title` }, frame.title),
    svg("desc", { id: `${frame.id}-description` }, frame.description),
    svg("rect", { width: frame.width, height: frame.height, fill: frame.background }),
    ...children
  )
