// Targets that one hospital during days or weeks cannot show: what each would need is said, and no number is made up for it.

import { sourceOf } from "./sources.ts"
import { type CalibrationTarget } from "./Target.ts"

const beyond = (id: string, title: string, source: string, remark: string): CalibrationTarget => ({
  id,
  title,
  source,
  remark,
  experiment: null,
  quantities: []
})

export const wholeHealthSystemTargets: ReadonlyArray<CalibrationTarget> = [
  beyond(
    "T6",
    "Loss of volume in the first week of ransomware: inpatient 15 to 17 %, outpatient 22 to 35 %, emergency 10 to 19 %",
    sourceOf("ransom.volume_drop_week1"),
    "Every pump has one patient for the whole run: nobody is admitted, discharged, diverted or sent home. It needs arrivals by kind of care, beds, and a rule by which a hospital without records turns patients away."
  ),
  beyond(
    "T7",
    "Recovery curves: HSE, half of the servers after 21 to 31 d and all after 130 d; UVM, the EHR after 28 d",
    `${sourceOf("ransom.hse")}; ${sourceOf("ransom.uvm")}`,
    "When a server comes back is an input of the scenario (attack D07 and section outages), so that reproducing these times would prove nothing. It needs a restoration crew with an order of priority, images, backups and checks; and a run is limited to 100 d, of which HSE took 130."
  ),
  beyond(
    "T8",
    "WannaCry disrupted 34 % of English trusts (81 of 236)",
    sourceOf("ransom.wannacry"),
    "There is one hospital. It needs many, with their patch states, the links between them, and a worm that spreads over them."
  ),
  beyond(
    "T9",
    "52 % of pumps still open to URGENT/11 after 31 months",
    `${sourceOf("vuln.pump.urgent11")}; ${sourceOf("vuln.patch_halflife")}`,
    "Pumps carry no firmware version that ages and are not patched during a run, which is limited to 100 d. The half-life of 2.76 years derived from this very figure would give it back by construction."
  ),
  beyond(
    "T10",
    "Neighbouring emergency departments: census + 15 %, ambulance arrivals + 35 %, left without being seen + 128 %",
    sourceOf("ransom.adjacent_ed"),
    "There is one hospital and no emergency department. It needs neighbours, ambulances that are diverted to them, and their queues."
  )
]
