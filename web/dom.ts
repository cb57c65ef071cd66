// Building blocks of the page: elements, pictures from chart data, downloads.

import { type Svg, svgText } from "./charts/Svg.ts"

type Property = string | number | boolean | ((event: Event) => void)

/** Builds an element: functions become listeners, booleans toggle attributes, everything else is an attribute. */
export const html = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Readonly<Record<string, Property>> = {},
  ...children: ReadonlyArray<Node | string | undefined>
): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key, value)
    else if (typeof value === "boolean") element.toggleAttribute(key, value)
    else element.setAttribute(key, String(value))
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** The picture as a live element. */
export const drawSvg = (picture: Svg): Element =>
  document.importNode(
    new DOMParser().parseFromString(svgText(picture), "image/svg+xml").documentElement,
    true
  )

/** Replaces children only when they changed, so that assistive technology is not told the same text twice. */
export const setText = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text
}

/** Offers a text as a file. */
export const download = (fileName: string, mediaType: string, content: string): void => {
  const address = URL.createObjectURL(new Blob([content], { type: mediaType }))
  const link = html("a", { href: address, download: fileName })
  link.click()
  URL.revokeObjectURL(address)
}

export interface Choice {
  readonly value: string
  readonly label: string
  /** Choices of one group stand together under its name. */
  readonly group?: string | undefined
}

/** Fills a select and chooses a value; the elements stay when nothing changed, so focus and open lists survive. */
export const fillSelect = (
  select: HTMLSelectElement,
  choices: ReadonlyArray<Choice>,
  value: string
): void => {
  const signature = JSON.stringify(choices)
  if (select.dataset["choices"] !== signature) {
    select.dataset["choices"] = signature
    const option = ({ label, value: key }: Choice) => html("option", { value: key }, label)
    const groups = [...new Set(choices.map(({ group }) => group))]
    select.replaceChildren(
      ...groups.flatMap((group) => {
        const options = choices.filter((choice) => choice.group === group).map(option)
        return group === undefined ? options : [html("optgroup", { label: group }, ...options)]
      })
    )
  }
  select.value = value
}

/** A labelled select. */
export const selectField = (id: string, label: string, change: (value: string) => void) => {
  const select = html("select", { id })
  select.addEventListener("change", () => change(select.value))
  return { element: html("div", { class: "field" }, html("label", { for: id }, label), select), select }
}
