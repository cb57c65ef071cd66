// The form's controls: hospital, attack and defences. Parameters come from the model's schemas, so a new attack appears
// here without a change to the page.

import { fillSelect, html, selectField } from "../dom.ts"
import { isWithinLimits, type NumberName, numberLimits } from "../PageState.ts"
import {
  type Building,
  type Catalogue,
  type Fragment,
  initialFragment,
  type ParameterField,
  type ScenarioForm
} from "../scenarioForm.ts"

export interface ScenarioFields {
  readonly element: HTMLElement
  readonly show: (form: ScenarioForm) => void
}

/** A whole number typed or stepped; an invalid one is explained beside the field and not passed on. */
export const numberField = (
  name: NumberName,
  label: string,
  change: (value: number) => void
): { readonly element: HTMLElement; readonly input: HTMLInputElement } => {
  const { minimum, maximum } = numberLimits[name]
  const problem = html("p", { class: "problem", id: `${name}-problem` })
  const input = html("input", {
    id: name,
    type: "number",
    inputmode: "numeric",
    min: minimum,
    max: maximum,
    step: 1,
    "aria-describedby": `${name}-problem`
  })
  input.addEventListener("input", () => {
    const isValid = input.value !== "" && isWithinLimits(name, Number(input.value))
    input.setAttribute("aria-invalid", String(!isValid))
    problem.textContent = isValid ? "" : `A whole number from ${minimum} to ${maximum}.`
    if (isValid) change(Number(input.value))
  })
  return {
    element: html("div", { class: "field" }, html("label", { for: name }, label), input, problem),
    input
  }
}

const parameterInput = (
  id: string,
  field: ParameterField,
  fragment: Fragment,
  change: (value: string | number | boolean) => void
): HTMLElement => {
  const value = fragment[field.key] ?? field.initial
  const hint = html("p", { class: "hint", id: `${id}-hint` }, field.description)
  const label = humanName(field.key)
  if (field.kind === "choice") {
    const select = html("select", { id, "aria-describedby": `${id}-hint` })
    fillSelect(
      select,
      field.choices.map((choice) => ({ value: choice, label: choice })),
      String(value)
    )
    select.addEventListener("change", () => change(select.value))
    return html("div", { class: "field" }, html("label", { for: id }, label), select, hint)
  }
  if (field.kind === "flag") {
    const box = html("input", {
      id,
      type: "checkbox",
      checked: value === true,
      "aria-describedby": `${id}-hint`
    })
    box.addEventListener("change", () => change(box.checked))
    return html("div", { class: "field check" }, box, html("label", { for: id }, label), hint)
  }
  const input = html("input", {
    id,
    type: field.kind === "number" ? "number" : "text",
    step: "any",
    value: String(value),
    "aria-describedby": `${id}-hint`
  })
  input.addEventListener("change", () =>
    change(field.kind === "number" ? Number(input.value) : input.value.trim())
  )
  return html("div", { class: "field" }, html("label", { for: id }, label), input, hint)
}

/** "perSecond" as "Per second". */
const humanName = (key: string): string => {
  const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

type ParameterChange = (key: string, value: string | number | boolean) => void

/** Shows the parameters of a fragment in a holder; inputs in use are left alone. */
const showParameters = (
  holder: HTMLElement,
  building: Building | undefined,
  fragment: Fragment | undefined,
  change: ParameterChange
): void => {
  const signature = JSON.stringify(fragment ?? null)
  const isInUse = holder.dataset["id"] === fragment?.id && holder.contains(document.activeElement)
  if (holder.dataset["signature"] === signature || isInUse) return
  holder.dataset["signature"] = signature
  holder.dataset["id"] = fragment?.id ?? ""
  const box =
    building === undefined || fragment === undefined ? undefined : parameterBox(building, fragment, change)
  holder.replaceChildren(...(box === undefined ? [] : [box]))
}

/** Parameters of one attack or defence, behind a disclosure so that the form stays short. */
const parameterBox = (
  building: Building,
  fragment: Fragment,
  change: ParameterChange
): HTMLElement | undefined =>
  building.fields.length === 0
    ? undefined
    : html(
        "details",
        {
          class: "parameters",
          ...(openBoxes.has(building.id) ? { open: true } : {}),
          toggle: rememberOpen(building.id)
        },
        html("summary", {}, `Parameters of ${building.title.toLowerCase()}`),
        ...building.fields.map((field) =>
          parameterInput(`${building.id}-${field.key}`, field, fragment, (value) => change(field.key, value))
        )
      )

// Which boxes are open survives the redrawing of the form; it is not part of the scenario.
const openBoxes = new Set<string>()
const rememberOpen = (id: string) => (event: Event) => {
  if (event.target instanceof HTMLDetailsElement && event.target.open) openBoxes.add(id)
  else openBoxes.delete(id)
}

const attackPart = (
  catalogue: Catalogue,
  current: () => ScenarioForm,
  change: (form: ScenarioForm) => void
) => {
  const field = selectField("attack", "Kind of attack", (id) => {
    const building = catalogue.attacks.find((attack) => attack.id === id)
    change({ ...current(), attack: building === undefined ? null : initialFragment(building) })
  })
  field.element.querySelector("label")?.classList.add("unseen")
  const facts = html("p", { class: "hint" })
  const holder = html("div")
  const show = ({ attack }: ScenarioForm) => {
    fillSelect(
      field.select,
      [
        { value: "", label: "No attack" },
        ...catalogue.attacks.map(({ id, title }) => ({ value: id, label: title }))
      ],
      attack?.id ?? ""
    )
    const building = catalogue.attacks.find(({ id }) => id === attack?.id)
    facts.textContent = building?.facts ?? "The run and its twin are then the same, bit for bit."
    showParameters(holder, building, attack ?? undefined, (key, value) => {
      const { attack: latest } = current()
      if (latest !== null) change({ ...current(), attack: { ...latest, [key]: value } })
    })
  }
  return { element: html("fieldset", {}, html("legend", {}, "Attack"), field.element, facts, holder), show }
}

const defencePart = (
  catalogue: Catalogue,
  current: () => ScenarioForm,
  change: (form: ScenarioForm) => void
) => {
  const replace = (id: string, fragment: Fragment | undefined) => {
    const chosen = catalogue.defences.flatMap((defence) => {
      if (defence.id === id) return fragment === undefined ? [] : [fragment]
      return current().defences.filter((other) => other.id === defence.id)
    })
    change({ ...current(), defences: chosen })
  }
  const rows = catalogue.defences.map((building) => {
    const id = `defence-${building.id}`
    const box = html("input", { id, type: "checkbox", "aria-describedby": `${id}-hint` })
    box.addEventListener("change", () =>
      replace(building.id, box.checked ? initialFragment(building) : undefined)
    )
    const holder = html("div")
    const element = html(
      "div",
      { class: "field check" },
      box,
      html("label", { for: id }, building.title),
      html("p", { class: "hint", id: `${id}-hint` }, building.facts),
      holder
    )
    const show = (form: ScenarioForm) => {
      const fragment = form.defences.find((defence) => defence.id === building.id)
      box.checked = fragment !== undefined
      showParameters(holder, building, fragment, (key, value) => {
        const latest = current().defences.find((defence) => defence.id === building.id)
        if (latest !== undefined) replace(building.id, { ...latest, [key]: value })
      })
    }
    return { element, show }
  })
  return {
    element: html("fieldset", {}, html("legend", {}, "Defences"), ...rows.map((row) => row.element)),
    show: (form: ScenarioForm) => rows.forEach((row) => row.show(form))
  }
}

/** Builds the fields for what the model offers; `change` hears every valid change. */
export const makeScenarioFields = (
  catalogue: Catalogue,
  change: (form: ScenarioForm) => void
): ScenarioFields => {
  let form: ScenarioForm | undefined
  const current = (): ScenarioForm => {
    if (form === undefined) throw new Error("the form is used before it is shown")
    return form
  }
  const apply = (changed: ScenarioForm) => {
    show(changed)
    change(changed)
  }
  const presetField = selectField("preset", "Preset", (id) => {
    const preset = catalogue.presets.find((candidate) => candidate.preset === id)
    if (preset === undefined) return
    const { preset: name, duration, bedside, wearable } = preset
    apply({ ...current(), preset: name, duration, bedside, wearable })
  })
  presetField.element.querySelector("label")?.classList.add("unseen")
  const bedside = numberField("bedside", "Bedside pumps", (value) => apply({ ...current(), bedside: value }))
  const wearable = numberField("wearable", "Wearable pumps", (value) =>
    apply({ ...current(), wearable: value })
  )
  const duration = html("input", { id: "duration", type: "text", "aria-describedby": "duration-hint" })
  duration.addEventListener("change", () => apply({ ...current(), duration: duration.value.trim() }))
  const attack = attackPart(catalogue, current, apply)
  const defence = defencePart(catalogue, current, apply)
  const element = html(
    "div",
    { class: "scenario" },
    html(
      "fieldset",
      {},
      html("legend", {}, "Hospital"),
      presetField.element,
      html("div", { class: "pair" }, bedside.element, wearable.element),
      html(
        "div",
        { class: "field" },
        html("label", { for: "duration" }, "Simulated time"),
        duration,
        html("p", { class: "hint", id: "duration-hint" }, "A number and a unit: 90 min, 12 h, 2 d.")
      )
    ),
    attack.element,
    defence.element
  )
  const setNumber = (input: HTMLInputElement, value: number) => {
    // While a person types, the text is theirs: 12 on the way to 120 must not be rewritten.
    if (document.activeElement !== input) input.value = String(value)
  }
  const show = (shown: ScenarioForm) => {
    form = shown
    fillSelect(
      presetField.select,
      catalogue.presets.map(({ preset, title }) => ({ value: preset, label: title })),
      shown.preset
    )
    setNumber(bedside.input, shown.bedside)
    setNumber(wearable.input, shown.wearable)
    if (document.activeElement !== duration) duration.value = shown.duration
    attack.show(shown)
    defence.show(shown)
  }
  return { element, show }
}
