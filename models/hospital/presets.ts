// Hospitals to start from. What they leave out has the defaults of Scenario.ts.

const hospital = (name: string, bedside: number, wearable: number) => ({
  wardsim: 1,
  name,
  duration: "8 h",
  pumps: { bedside, wearable }
})

export const presets = {
  ward: hospital("ward", 16, 4),
  hospital: hospital("hospital", 160, 40),
  "hospital-1000": hospital("hospital-1000", 800, 200)
} as const
