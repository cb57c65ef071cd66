/** The first instant of the kernel's nanosecond grid at or after a time [s]: an event asked for there has come to pass. */
export const nanosecondCeiling = (timeSeconds: number): number => Math.ceil(timeSeconds * 1e9) / 1e9
