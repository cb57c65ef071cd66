// Defaults of a scenario as a person would write them, from the parameter file.

import { parameter } from "../../data/parameters.ts"

export const percent = (id: string): string => `${parameter(id) * 100} %`

export const secondsOf = (id: string): string => `${parameter(id)} s`
