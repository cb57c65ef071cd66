// The radios that a wearable pump can have: a technology, which stands for the usual chip of it, or a chip of the data file.

import { radioEnergy, type RadioEnergy, radiosOf, type WearableTechnology } from "./radioEnergy.ts"

const USUAL: Readonly<Record<WearableTechnology, string>> = {
  ble: "ble1m-nrf52840",
  ieee802154: "802154-nrf52840",
  "nb-iot": "nbiot-sara-n2"
}

const technologies: ReadonlyArray<WearableTechnology> = ["ble", "ieee802154", "nb-iot"]

const technologyOf = new Map<string, WearableTechnology>(
  technologies.flatMap((technology) =>
    [technology, ...radiosOf(technology)].map((name) => [name, technology] as const)
  )
)

/** Technologies first, then the chips of the data file. */
export const wearableRadioNames: ReadonlyArray<string> = [
  ...technologies,
  ...technologies.flatMap((technology) => radiosOf(technology))
]

export interface WearableRadio {
  readonly technology: WearableTechnology
  readonly radio: RadioEnergy
}

/** The radio of one of these names. */
export const wearableRadio = (name: string): WearableRadio => {
  const technology = technologyOf.get(name)
  if (technology === undefined) throw new Error(`no wearable pump has the radio "${name}"`)
  return { technology, radio: radioEnergy(name === technology ? USUAL[technology] : name) }
}
