// The calibration targets in the order of their table.

import { drugLibraryTargets } from "./drugLibrary.ts"
import { patientTargets } from "./patients.ts"
import { pumpAlarmTargets } from "./pumpAlarms.ts"
import { type CalibrationTarget } from "./Target.ts"
import { wholeHealthSystemTargets } from "./wholeHealthSystem.ts"

export const calibrationTargets: ReadonlyArray<CalibrationTarget> = [
  ...pumpAlarmTargets,
  ...drugLibraryTargets.filter(({ id }) => id.startsWith("T")),
  ...wholeHealthSystemTargets,
  ...drugLibraryTargets.filter(({ id }) => id.startsWith("X")),
  ...patientTargets
]
