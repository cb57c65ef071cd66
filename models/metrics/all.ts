// The metric families, in the order in which tables and the page list them.

import { adverseEvents } from "./adverseEvents.ts"
import { alarms } from "./alarms.ts"
import { resources } from "./resources.ts"
import { security } from "./security.ts"
import { therapeuticWindow } from "./therapeuticWindow.ts"
import { therapy } from "./therapy.ts"

export const metricFamilies = [
  therapeuticWindow,
  adverseEvents,
  therapy,
  alarms,
  security,
  resources
] as const
