// How far an experiment is, on stderr: a moving bar for a person, one line every 10 % for a log.

import { type ExperimentProgress } from "../experiment/runExperiment.ts"

const BAR_CELLS = 24
const CLEAR_LINE = "\r\u001B[2K"

export interface ProgressDisplay {
  readonly update: (progress: ExperimentProgress) => void
  /** Takes the bar away, so that what follows starts on a clean line. */
  readonly clear: () => void
}

const formatDuration = (seconds: number): string => {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** "120 of 400 replications, 3 failed, about 40 s left"; what was resumed took no time and does not count for the rate. */
export const describeProgress = (progress: ExperimentProgress, elapsedSeconds: number): string => {
  const { done, total, failed, resumed } = progress
  const parts = [`${done} of ${total} replications`]
  if (resumed > 0) parts.push(`${resumed} from the last time`)
  if (failed > 0) parts.push(`${failed} failed`)
  const fresh = done - resumed
  if (done < total && fresh > 0) {
    parts.push(`about ${formatDuration((elapsedSeconds / fresh) * (total - done))} left`)
  }
  return parts.join(", ")
}

/** Shows progress with `write`; `isAnimated` for a terminal, where one line is written over and over. */
export const makeProgressDisplay = (write: (text: string) => void, isAnimated: boolean): ProgressDisplay => {
  const startMilliseconds = performance.now()
  let shownTenth = 0
  let shownTotal = 0
  return {
    update: (progress) => {
      const { done, total } = progress
      const fraction = total === 0 ? 1 : done / total
      const percent = `${Math.floor(fraction * 100)} %`.padStart(5)
      const text = describeProgress(progress, (performance.now() - startMilliseconds) / 1000)
      if (isAnimated) {
        const cells = Math.floor(fraction * BAR_CELLS)
        write(`${CLEAR_LINE}${"█".repeat(cells)}${"░".repeat(BAR_CELLS - cells)} ${percent}  ${text}`)
        return
      }
      // A precision target may ask for more as it goes: then the count starts again from where it is.
      if (total !== shownTotal) {
        shownTotal = total
        shownTenth = Math.floor(((done - 1) / total) * 10)
      }
      const tenth = Math.floor(fraction * 10)
      if (tenth <= shownTenth) return
      shownTenth = tenth
      write(`${percent}  ${text}\n`)
    },
    clear: () => {
      if (isAnimated) write(CLEAR_LINE)
    }
  }
}
