// What `wardsim crypto --list` shows: suites, platforms with the libraries that fit them, radios.

import { costData } from "../../models/crypto/costData.ts"
import { librariesFor, platformIds } from "../../models/crypto/CostModel.ts"
import { suites } from "../../models/crypto/suites/all.ts"
import { radioIds } from "../../models/network/radioEnergy.ts"
import { formatColumns } from "./table.ts"

export interface Catalogue {
  readonly suites: ReadonlyArray<{ readonly id: string; readonly title: string; readonly status: string }>
  readonly platforms: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly core: string
    readonly library: string
    readonly libraries: ReadonlyArray<string>
  }>
  readonly radios: ReadonlyArray<{ readonly id: string; readonly name: string; readonly status: string }>
}

export const catalogue = (): Catalogue => ({
  suites: suites.map(({ id, status, title }) => ({ id, title, status })),
  platforms: costData.platforms
    .filter((row) => platformIds.includes(row.id))
    .map((row) => ({
      id: row.id,
      name: row.name,
      core: row.core,
      library: row.default_profile ?? "",
      libraries: librariesFor(row.id)
    })),
  radios: costData.radios
    .filter((row) => radioIds.includes(row.id))
    .map(({ id, name, status }) => ({ id, name, status }))
})

const left = (title: string) => ({ title, align: "left" }) as const

export const formatCatalogue = (list: Catalogue): string =>
  [
    formatColumns(
      [left("suite"), left("bytes"), left("what it is")],
      list.suites.map(({ id, status, title }) => [id, status, title])
    ),
    formatColumns(
      [left("platform"), left("core"), left("what it is"), left("libraries, the default first")],
      list.platforms.map(({ core, id, libraries, library, name }) => [
        id,
        core,
        name,
        [library, ...libraries.filter((other) => other !== library)].join(" ")
      ])
    ),
    formatColumns(
      [left("radio"), left("status"), left("what it is")],
      list.radios.map(({ id, name, status }) => [id, status, name])
    ),
    "status: V verified in a text that was read, M measured, D derived, R recalled, A assumption"
  ].join("\n\n")
