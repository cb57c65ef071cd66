// What a physician ordered for one patient; the pump may be programmed to something else.

export interface Order {
  readonly mode: "continuous" | "patient-controlled"
  /** Continuous infusion [dose unit of the drug per minute]. */
  readonly dosePerMinute: number
  /** Dose of one press of the patient's button [dose unit]; 0 when there is no button. */
  readonly demandDose: number
  readonly lockoutSeconds: number
  /** Most that the button may give in four hours [dose unit]. */
  readonly fourHourLimitDose: number
  /** Upper hard limits of the drug library for this drug and patient. */
  readonly hardMaximumPerMinute: number
  readonly hardMaximumBolus: number
}
