// Checks of a page that run inside it, after WCAG 2.2: names of controls, contrast of text, size of targets, structure.
// Each returns what is wrong, so an empty list is a pass. Functions here are sent to the browser: they use nothing outside.

/** Controls without an accessible name (4.1.2). */
export const unnamedControls = (): ReadonlyArray<string> => {
  const nameOf = (element: Element): string => {
    const labelledBy = (element.getAttribute("aria-labelledby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" ")
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLSelectElement
        ? [...(element.labels ?? [])].map((label) => label.textContent).join(" ")
        : ""
    const own =
      element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? "" : element.textContent
    return [element.getAttribute("aria-label"), labelledBy, labels, own, element.getAttribute("title")]
      .join("")
      .trim()
  }
  return [...document.querySelectorAll("a, button, input, select, summary, [tabindex='0'], progress")]
    .filter((element) => element.checkVisibility() && nameOf(element) === "")
    .map((element) => element.outerHTML.slice(0, 120))
}

/** Text whose contrast with what is behind it is below 4.5, or 3 for large text (1.4.3). */
export const weakText = (): ReadonlyArray<string> => {
  const channelsOf = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = ([red = 0, green = 0, blue = 0]: ReadonlyArray<number>) => {
    const linear = (value: number) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }
  const backgroundOf = (element: Element | null): ReadonlyArray<number> => {
    for (let current = element; current !== null; current = current.parentElement) {
      const channels = channelsOf(getComputedStyle(current).backgroundColor)
      if ((channels[3] ?? 1) === 1) return channels
    }
    return [255, 255, 255]
  }
  const problems: Array<string> = []
  for (const element of document.querySelectorAll("body *")) {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== ""
    )
    if (
      !hasText ||
      element.closest("svg") !== null ||
      !element.checkVisibility() ||
      element.tagName === "OPTION"
    )
      continue
    const style = getComputedStyle(element)
    const [light = 0, dark = 0] = [luminance(channelsOf(style.color)), luminance(backgroundOf(element))].sort(
      (a, b) => b - a
    )
    const ratio = (light + 0.05) / (dark + 0.05)
    const isLarge = Number.parseFloat(style.fontSize) >= 24
    if (ratio < (isLarge ? 3 : 4.5)) problems.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 100)}`)
  }
  return problems
}

/** Targets smaller than 24 by 24 pixels (2.5.8), except links inside text. */
export const smallTargets = (): ReadonlyArray<string> =>
  [...document.querySelectorAll("button, input, select, summary, nav a")]
    .filter((element) => element.checkVisibility())
    .filter((element) => {
      const { width, height } = element.getBoundingClientRect()
      // A box with a label beside it is as large as both.
      const isBox = element instanceof HTMLInputElement && element.type === "checkbox"
      return !isBox && (width < 24 || height < 24)
    })
    .map((element) => element.outerHTML.slice(0, 120))

/** Mistakes of structure: language, one h1, levels of headings, landmarks, unique ids, pictures and tables without a name. */
export const structureProblems = (): ReadonlyArray<string> => {
  const problems: Array<string> = []
  if (document.documentElement.lang === "") problems.push("no language")
  const headings = [...document.querySelectorAll("h1, h2, h3, h4")].filter((heading) =>
    heading.checkVisibility()
  )
  const levels = headings.map((heading) => Number(heading.tagName.slice(1)))
  if (levels.filter((level) => level === 1).length !== 1) problems.push("not exactly one h1")
  levels.forEach((level, index) => {
    if (level > (levels[index - 1] ?? 0) + 1)
      problems.push(`heading skips a level: ${headings[index]?.textContent}`)
  })
  for (const landmark of ["main", "nav", "header", "footer"]) {
    if (document.querySelector(landmark) === null) problems.push(`no ${landmark}`)
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id)
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`id twice: ${id}`)
  for (const picture of document.querySelectorAll("svg[role=img]")) {
    if ((picture.querySelector("title")?.textContent ?? "") === "") problems.push("picture without title")
    if ((picture.querySelector("desc")?.textContent ?? "") === "")
      problems.push("picture without description")
  }
  for (const table of document.querySelectorAll("table")) {
    if (table.caption === null) problems.push("table without caption")
    if (table.querySelector("th:not([scope])") !== null) problems.push("table header without scope")
  }
  for (const reference of document.querySelectorAll("[aria-describedby], [aria-labelledby], label[for]")) {
    const targets = ["aria-describedby", "aria-labelledby", "for"].flatMap((name) =>
      (reference.getAttribute(name) ?? "").split(" ")
    )
    for (const id of targets) {
      if (id !== "" && document.getElementById(id) === null) problems.push(`reference to nothing: ${id}`)
    }
  }
  return problems
}
