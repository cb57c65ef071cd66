// From the drive to the vein: what the drive displaces for what it was told (steady error), what fills mechanical slack after
// a new syringe, and what a closed line stores until it is opened again. Amounts are in the drug's dose unit.

export class InfusionLine {
  /** Displaced over commanded: 1 plus this pump's steady error. */
  gain = 1
  /** Dose that slack still takes up before any reaches the patient. */
  slackDose = 0
  isClosed = false
  /** Dose that the compliance of a closed line holds now. */
  storedDose = 0
  /** Dose stored at which the pressure reaches the pump's limit. */
  alarmDose = Infinity
  /** Dose that ended in slack, and that was drained before a line was opened. */
  lostDose = 0

  /** Infusion that reaches the patient while the drive runs at `perMinute` [dose unit/min]. */
  reaching(perMinute: number): number {
    return this.isClosed || this.slackDose > 0 ? 0 : perMinute * this.gain
  }

  /** Takes what the drive displaced and gives what reached the patient. */
  pass(displacedDose: number): number {
    const taken = Math.min(this.slackDose, displacedDose)
    this.slackDose -= taken
    // What a rounding error leaves is no slack.
    if (this.slackDose < displacedDose * 1e-9) this.slackDose = 0
    this.lostDose += taken
    const left = displacedDose - taken
    if (!this.isClosed) return left
    this.storedDose += left
    return 0
  }

  /** Opens the line; a share of what it stored goes to the patient at once: returned. The rest is drained. */
  open(patientShare: number): number {
    const bolus = this.storedDose * patientShare
    this.lostDose += this.storedDose - bolus
    this.storedDose = 0
    this.isClosed = false
    return bolus
  }

  /** Displaced dose after which something changes by itself: slack is taken up, or the pressure reaches the limit. */
  untilChange(): number {
    if (this.slackDose > 0) return this.slackDose
    return this.isClosed ? Math.max(0, this.alarmDose - this.storedDose) : Infinity
  }
}
