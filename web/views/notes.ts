// What a reader of the results must know: what happened in the runs first, then the assumptions behind a disclosure.

import { ASSUMPTION_NOTE } from "../../src/experiment/Model.ts"
import { html } from "../dom.ts"

const list = (items: ReadonlyArray<string>): HTMLElement =>
  html("ul", {}, ...items.map((item) => html("li", {}, item)))

/** Notes of a cell as a list; the many that are assumptions of the model are folded away and counted. */
export const notesList = (notes: ReadonlyArray<string>): HTMLElement => {
  const assumptions = notes.filter((note) => note.startsWith(ASSUMPTION_NOTE))
  const others = notes.filter((note) => !note.startsWith(ASSUMPTION_NOTE))
  return html(
    "div",
    { class: "notes" },
    others.length === 0 ? html("p", {}, "Nothing beyond the assumptions.") : list(others),
    assumptions.length === 0
      ? undefined
      : html(
          "details",
          {},
          html("summary", {}, `${assumptions.length} assumptions that these runs used`),
          list(assumptions.map((note) => note.slice(ASSUMPTION_NOTE.length)))
        )
  )
}
