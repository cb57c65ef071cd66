// The units a scenario or experiment file may write, per kind of quantity, with their exact size in that kind's base unit.
// A size is [multiplier, divisor] so that "7 %" is 7 / 100 and "3 mcg" is 3 / 1000, exactly as one would write them.
// Spelling follows UCUM where it is plain ASCII, and the ISMP list of error-prone abbreviations: mcg, never a Greek mu.

type Size = readonly [multiplier: number, divisor: number]

export interface Dimension {
  readonly baseUnit: string
  readonly examples: readonly [string, ...ReadonlyArray<string>]
  readonly units: Readonly<Record<string, Size>>
}

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

export const dimensions = {
  duration: {
    baseUnit: "s",
    examples: ["30 s", "8 h"],
    units: {
      ns: [1, 1e9],
      us: [1, 1e6],
      ms: [1, 1000],
      s: [1, 1],
      min: [MINUTE, 1],
      h: [HOUR, 1],
      d: [DAY, 1]
    }
  },
  /** Events per time, such as an arrival rate [1/s]. */
  eventRate: {
    baseUnit: "1/s",
    examples: ["4 1/h", "0.5 1/s"],
    units: { "1/s": [1, 1], "1/min": [1, MINUTE], "1/h": [1, HOUR], "1/d": [1, DAY] }
  },
  /** A processor's clock or a sampling rate [Hz]. */
  frequency: {
    baseUnit: "Hz",
    examples: ["64 MHz", "1 Hz"],
    units: { Hz: [1, 1], kHz: [1000, 1], MHz: [1e6, 1], GHz: [1e9, 1] }
  },
  dataSize: {
    baseUnit: "B",
    examples: ["1500 B", "64 KiB"],
    units: {
      B: [1, 1],
      kB: [1000, 1],
      KiB: [1024, 1],
      MB: [1e6, 1],
      MiB: [1_048_576, 1],
      GB: [1e9, 1],
      GiB: [1_073_741_824, 1]
    }
  },
  dataRate: {
    baseUnit: "bit/s",
    examples: ["10 Mbit/s", "250 kbit/s"],
    units: {
      "bit/s": [1, 1],
      "kbit/s": [1000, 1],
      "Mbit/s": [1e6, 1],
      "Gbit/s": [1e9, 1],
      "B/s": [8, 1],
      "kB/s": [8000, 1],
      "MB/s": [8e6, 1]
    }
  },
  frameRate: {
    baseUnit: "frame/s",
    examples: ["2000 frame/s"],
    units: { "frame/s": [1, 1], "frame/min": [1, MINUTE], "frame/h": [1, HOUR] }
  },
  length: {
    baseUnit: "m",
    examples: ["25 m"],
    units: { mm: [1, 1000], cm: [1, 100], m: [1, 1], km: [1000, 1] }
  },
  speed: { baseUnit: "m/s", examples: ["1.2 m/s"], units: { "m/s": [1, 1], "km/h": [1000, HOUR] } },
  drugMass: {
    baseUnit: "mg",
    examples: ["2 mg", "50 mcg"],
    units: { ng: [1, 1e6], mcg: [1, 1000], mg: [1, 1], g: [1000, 1] }
  },
  drugRate: {
    baseUnit: "mg/s",
    examples: ["1 mg/h", "5 mcg/min"],
    units: {
      "ng/min": [1, 1e6 * MINUTE],
      "ng/h": [1, 1e6 * HOUR],
      "mcg/min": [1, 1000 * MINUTE],
      "mcg/h": [1, 1000 * HOUR],
      "mg/s": [1, 1],
      "mg/min": [1, MINUTE],
      "mg/h": [1, HOUR],
      "mg/d": [1, DAY],
      "g/min": [1000, MINUTE],
      "g/h": [1000, HOUR],
      "g/d": [1000, DAY]
    }
  },
  drugMassPerBodyMass: {
    baseUnit: "mg/kg",
    examples: ["0.5 mg/kg", "1 mcg/kg"],
    units: { "ng/kg": [1, 1e6], "mcg/kg": [1, 1000], "mg/kg": [1, 1], "g/kg": [1000, 1] }
  },
  drugRatePerBodyMass: {
    baseUnit: "mg/kg/s",
    examples: ["0.1 mcg/kg/min", "3 mg/kg/h"],
    units: {
      "ng/kg/min": [1, 1e6 * MINUTE],
      "ng/kg/h": [1, 1e6 * HOUR],
      "mcg/kg/min": [1, 1000 * MINUTE],
      "mcg/kg/h": [1, 1000 * HOUR],
      "mg/kg/s": [1, 1],
      "mg/kg/min": [1, MINUTE],
      "mg/kg/h": [1, HOUR],
      "mg/kg/d": [1, DAY]
    }
  },
  /** Drugs counted in units of activity, such as heparin and insulin; one IU is one unit. U is read because pumps and papers print it. */
  activity: {
    baseUnit: "unit",
    examples: ["5000 unit", "6 unit"],
    units: { mU: [1, 1000], milliunit: [1, 1000], unit: [1, 1], units: [1, 1], IU: [1, 1], U: [1, 1] }
  },
  activityRate: {
    baseUnit: "unit/min",
    examples: ["1000 unit/h", "1 unit/min"],
    units: {
      "mU/min": [1, 1000],
      "milliunit/min": [1, 1000],
      "unit/s": [60, 1],
      "unit/min": [1, 1],
      "units/min": [1, 1],
      "IU/min": [1, 1],
      "U/min": [1, 1],
      "mU/h": [1, 1000 * 60],
      "unit/h": [1, 60],
      "units/h": [1, 60],
      "IU/h": [1, 60],
      "U/h": [1, 60],
      "unit/d": [1, 1440]
    }
  },
  activityPerBodyMass: {
    baseUnit: "unit/kg",
    examples: ["80 unit/kg"],
    units: { "mU/kg": [1, 1000], "unit/kg": [1, 1], "units/kg": [1, 1], "IU/kg": [1, 1], "U/kg": [1, 1] }
  },
  activityRatePerBodyMass: {
    baseUnit: "unit/kg/min",
    examples: ["18 unit/kg/h"],
    units: {
      "mU/kg/min": [1, 1000],
      "unit/kg/min": [1, 1],
      "IU/kg/min": [1, 1],
      "U/kg/min": [1, 1],
      "mU/kg/h": [1, 1000 * 60],
      "unit/kg/h": [1, 60],
      "units/kg/h": [1, 60],
      "IU/kg/h": [1, 60],
      "U/kg/h": [1, 60]
    }
  },
  /** Electrolytes; a milliequivalent of a monovalent ion is a millimole. */
  electrolyte: {
    baseUnit: "mmol",
    examples: ["20 mmol", "20 mEq"],
    units: { mmol: [1, 1], mEq: [1, 1], mol: [1000, 1] }
  },
  electrolyteRate: {
    baseUnit: "mmol/min",
    examples: ["10 mmol/h", "10 mEq/h"],
    units: {
      "mmol/s": [60, 1],
      "mmol/min": [1, 1],
      "mEq/min": [1, 1],
      "mmol/h": [1, 60],
      "mEq/h": [1, 60],
      "mmol/d": [1, 1440],
      "mEq/d": [1, 1440]
    }
  },
  electrolytePerBodyMass: {
    baseUnit: "mmol/kg",
    examples: ["0.3 mmol/kg"],
    units: { "mmol/kg": [1, 1], "mEq/kg": [1, 1] }
  },
  electrolyteRatePerBodyMass: {
    baseUnit: "mmol/kg/min",
    examples: ["0.2 mmol/kg/h"],
    units: { "mmol/kg/min": [1, 1], "mEq/kg/min": [1, 1], "mmol/kg/h": [1, 60], "mEq/kg/h": [1, 60] }
  },
  /** What is eaten, and dextrose into a vein. */
  carbohydrate: { baseUnit: "g", examples: ["60 g"], units: { mg: [1, 1000], g: [1, 1] } },
  /** Time counted in minutes, exactly as one would write it: the unit of dose regimens. */
  regimenTime: {
    baseUnit: "min",
    examples: ["5 min", "90 s", "1.5 h"],
    units: { ms: [1, 60_000], s: [1, 60], min: [1, 1], h: [60, 1], d: [1440, 1] }
  },
  concentration: {
    baseUnit: "mg/mL",
    examples: ["1 mg/mL", "50 mcg/mL"],
    units: { "ng/mL": [1, 1e6], "mcg/mL": [1, 1000], "mg/L": [1, 1000], "mg/mL": [1, 1] }
  },
  insulin: { baseUnit: "unit", examples: ["4 unit"], units: { unit: [1, 1] } },
  insulinRate: {
    baseUnit: "unit/s",
    examples: ["0.8 unit/h"],
    units: { "unit/s": [1, 1], "unit/min": [1, MINUTE], "unit/h": [1, HOUR] }
  },
  /** Blood glucose; 1 mmol is 180.156 mg (molar mass of C6H12O6 from IUPAC atomic weights, V). */
  glucose: {
    baseUnit: "mg/dL",
    examples: ["110 mg/dL", "6 mmol/L"],
    units: { "mg/dL": [1, 1], "mmol/L": [180.156, 10] }
  },
  /** Potassium in plasma. */
  electrolyteConcentration: {
    baseUnit: "mmol/L",
    examples: ["3.2 mmol/L"],
    units: { "mmol/L": [1, 1], "mEq/L": [1, 1] }
  },
  bodyLength: { baseUnit: "cm", examples: ["170 cm", "1.7 m"], units: { cm: [1, 1], m: [100, 1] } },
  age: { baseUnit: "a", examples: ["40 a", "6 mo"], units: { mo: [1, 12], a: [1, 1], years: [1, 1] } },
  volume: { baseUnit: "mL", examples: ["50 mL"], units: { mL: [1, 1], L: [1000, 1] } },
  volumeRate: {
    baseUnit: "mL/s",
    examples: ["100 mL/h"],
    units: { "mL/s": [1, 1], "mL/min": [1, MINUTE], "mL/h": [1, HOUR], "L/min": [1000, MINUTE] }
  },
  bodyMass: { baseUnit: "kg", examples: ["70 kg"], units: { g: [1, 1000], kg: [1, 1] } },
  /** Pressure; 1 mmHg is 0.133322 kPa, 1 psi is 51.7149 mmHg (NIST SP 811, V). */
  pressure: {
    baseUnit: "mmHg",
    examples: ["65 mmHg", "40 kPa"],
    units: { mmHg: [1, 1], kPa: [1, 0.133322], psi: [51.7149, 1] }
  },
  energy: {
    baseUnit: "J",
    examples: ["3 mJ", "2 Wh"],
    units: {
      nJ: [1, 1e9],
      uJ: [1, 1e6],
      mJ: [1, 1000],
      J: [1, 1],
      kJ: [1000, 1],
      mWh: [3.6, 1],
      Wh: [3600, 1]
    }
  },
  power: {
    baseUnit: "W",
    examples: ["12 mW"],
    units: { uW: [1, 1e6], mW: [1, 1000], W: [1, 1] }
  },
  charge: { baseUnit: "mAh", examples: ["400 mAh"], units: { mAh: [1, 1], Ah: [1000, 1] } },
  voltage: { baseUnit: "V", examples: ["3.7 V"], units: { mV: [1, 1000], V: [1, 1] } },
  gain: { baseUnit: "dB", examples: ["3 dB"], units: { dB: [1, 1] } },
  radioPower: { baseUnit: "dBm", examples: ["-90 dBm"], units: { dBm: [1, 1] } },
  /** A share or a probability, as a number from 0 to 1. */
  fraction: { baseUnit: "1", examples: ["20 %"], units: { "%": [1, 100] } }
} as const satisfies Readonly<Record<string, Dimension>>

export type DimensionName = keyof typeof dimensions
