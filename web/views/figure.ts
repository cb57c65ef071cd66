// A figure on the page: heading, controls, picture that follows its width and the theme, caption, the table behind it and
// the exports. Exported pictures are always light and of one width, ready for a paper.

import { csvText, type DataTable, printedCell } from "../charts/DataTable.ts"
import { lightPalette, type Palette } from "../charts/palette.ts"
import { type Svg, svgText } from "../charts/Svg.ts"
import { download, drawSvg, html, setText } from "../dom.ts"
import { currentPalette } from "../theme.ts"

const EXPORT_WIDTH = 860

export interface FigureContent {
  readonly draw: (width: number, palette: Palette) => Svg
  readonly table: DataTable
  /** What is seen, in words. */
  readonly caption: string
  /** Name of exported files, without ending. */
  readonly fileName: string
}

export interface Figure {
  readonly element: HTMLElement
  /** The box that holds the picture. */
  readonly picture: HTMLElement
  readonly show: (content: FigureContent) => void
  /** Draws again with the content shown last; for a new theme or a moved cursor. */
  readonly redraw: () => void
}

/** A table for reading: numbers as printed in the charts, the first column as row headers. */
export const htmlTable = (table: DataTable, headerColumns = 1): HTMLElement => {
  const row = (cells: ReadonlyArray<string | number>) =>
    html(
      "tr",
      {},
      ...cells.map((cell, index) =>
        index < headerColumns
          ? html("th", { scope: "row" }, printedCell(cell))
          : html("td", typeof cell === "number" ? { class: "number" } : {}, printedCell(cell))
      )
    )
  return html(
    "div",
    { class: "table-scroll", tabindex: 0, role: "region", "aria-label": table.caption },
    html(
      "table",
      {},
      html("caption", {}, table.caption),
      html(
        "thead",
        {},
        html("tr", {}, ...table.columns.map((column) => html("th", { scope: "col" }, column)))
      ),
      html("tbody", {}, ...table.rows.map(row))
    )
  )
}

export const makeFigure = (id: string, heading: string, ...controls: ReadonlyArray<HTMLElement>): Figure => {
  let content: FigureContent | undefined
  const picture = html("div", { class: "picture" })
  const caption = html("figcaption", { id: `${id}-caption` })
  const tableHolder = html("div")
  const details = html("details", {}, html("summary", {}, "Data table"), tableHolder)
  const redraw = () => {
    if (content === undefined || picture.clientWidth === 0) return
    picture.replaceChildren(drawSvg(content.draw(picture.clientWidth, currentPalette())))
  }
  const fillTable = () => {
    if (details.open && content !== undefined) tableHolder.replaceChildren(htmlTable(content.table))
  }
  details.addEventListener("toggle", fillTable)
  new ResizeObserver(redraw).observe(picture)
  const exportSvg = () => {
    if (content === undefined) return
    const drawn = svgText(content.draw(EXPORT_WIDTH, lightPalette))
    download(`${content.fileName}.svg`, "image/svg+xml", drawn)
  }
  const exportCsv = () => {
    if (content !== undefined) download(`${content.fileName}.csv`, "text/csv", csvText(content.table))
  }
  const element = html(
    "section",
    { class: "card figure", id, "aria-labelledby": `${id}-heading` },
    html(
      "header",
      {},
      html("h2", { id: `${id}-heading` }, heading),
      html("div", { class: "controls" }, ...controls)
    ),
    html("figure", {}, picture, caption),
    html(
      "div",
      { class: "figure-foot" },
      details,
      html(
        "div",
        { class: "exports", role: "group", "aria-label": `Export of ${heading}` },
        html("button", { type: "button", class: "quiet", click: exportSvg }, "Save SVG"),
        html("button", { type: "button", class: "quiet", click: exportCsv }, "Save CSV")
      )
    )
  )
  const show = (next: FigureContent) => {
    content = next
    setText(caption, next.caption)
    redraw()
    fillTable()
  }
  return { element, picture, show, redraw }
}
