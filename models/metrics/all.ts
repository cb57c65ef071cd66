// The metric families, in the order in which tables and the page list them.

import { adverseEventKinds } from "./adverseEventKinds.ts"
import { adverseEvents } from "./adverseEvents.ts"
import { alarms } from "./alarms.ts"
import { availability } from "./availability.ts"
import { harm } from "./harm.ts"
import { outageAlarms } from "./outageAlarms.ts"
import { patientSpread } from "./patientSpread.ts"
import { pumps } from "./pumps.ts"
import { processors } from "./processors.ts"
import { resources } from "./resources.ts"
import { security } from "./security.ts"
import { sessions } from "./sessions.ts"
import { staff } from "./staff.ts"
import { therapeuticWindow } from "./therapeuticWindow.ts"
import { therapy } from "./therapy.ts"

export const metricFamilies = [
  therapeuticWindow,
  harm,
  adverseEvents,
  adverseEventKinds,
  patientSpread,
  therapy,
  alarms,
  staff,
  pumps,
  availability,
  security,
  sessions,
  outageAlarms,
  resources,
  processors
] as const
