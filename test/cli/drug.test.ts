// `wardsim drug` against reference trajectories made by other software, through the same files and flags that a person uses.

import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, expect, it } from "vitest"
import { column, readColumns, readJson } from "../models/patients/fixtures.ts"
import { type Finished, root, runHere, temporaryFolder } from "./commandLine.ts"

const folder = temporaryFolder()
const M40 = "weight=70,height=170,age=40,sex=male"
const virtualPatients = join(root, "test/fixtures/physiology/uva_padova_validation_patients.json")

let written = 0
const write = (content: string, ending = "yaml"): string => {
  const path = join(folder, `file-${written++}.${ending}`)
  writeFileSync(path, content)
  return path
}

interface Answer {
  readonly drug: string
  readonly model: string
  readonly patient: Readonly<Record<string, unknown>>
  readonly minutes: ReadonlyArray<number>
  readonly plasma: ReadonlyArray<number>
  readonly effectSite: ReadonlyArray<number> | null
  readonly effects: Readonly<Record<string, ReadonlyArray<number>>>
  readonly units: Readonly<Record<string, string>>
  readonly notes: ReadonlyArray<string>
}

const ask = async (
  drug: string,
  regimen: string,
  at: string,
  ...flags: ReadonlyArray<string>
): Promise<Answer> => {
  const patient = flags.includes("--patient") ? [] : ["--patient", M40]
  const file = existsSync(regimen) ? regimen : write(regimen)
  const finished = await runHere("drug", drug, ...patient, "--regimen", file, "--at", at, "--json", ...flags)
  assert.strictEqual(finished.exitCode, 0, finished.stderr)
  return JSON.parse(finished.stdout) as Answer
}

const effect = (answer: Answer, id: string): ReadonlyArray<number> => {
  const values = answer.effects[id]
  if (values === undefined) throw new Error(`${answer.drug} has no effect ${id}`)
  return values
}

const largestError = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>): number => {
  assert.lengthOf(actual, expected.length)
  return Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] as number))))
}

const relativeError = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>): number =>
  largestError(actual, expected) / Math.max(...expected.map(Math.abs))

const repeated = (count: number, minutes: number, dose: string): string =>
  Array.from({ length: count }, (_, index) => `- { at: ${index * minutes} min, bolus: ${dose} }`).join("\n")

describe("wardsim drug against stanpumpR and exact solutions", () => {
  const tamperedPropofol = `
- { at: 0 min, rate: 50 mcg/kg/min }
- { at: 2 h, rate: 500 mcg/kg/min }
- { at: 135 min, rate: 3 mg/kg/h }`
  const cases: ReadonlyArray<readonly [name: string, drug: string, model: string, regimen: string]> = [
    ["R01_propofol_bolus_2mgkg_M40", "propofol", "eleveld-fast", "- { at: 0 min, bolus: 2 mg/kg }"],
    [
      "R02_propofol_inf50_2h_stop_M40",
      "propofol",
      "eleveld-fast",
      "- { at: 120 min, rate: 0 }\n- { at: 0, rate: 210 mg/h }"
    ],
    ["R03_propofol_inf50_tamper10x_15min_M40", "propofol", "eleveld-fast", tamperedPropofol],
    [
      "R04_remifentanil_0.05_tamper10x_15min_M40",
      "remifentanil",
      "eleveld",
      '[{"at":"0 min","rate":"0.05 mcg/kg/min"},{"at":"30 min","rate":"0.5 mcg/kg/min"},{"at":"0.75 h","rate":"3500 ng/min"},{"at":"90 min","rate":"0 mcg/h"}]'
    ],
    ["R05_fentanyl_bolus100mcg_M40", "fentanyl", "shafer", "- { at: 0 s, bolus: 0.1 mg }"],
    ["R07_morphine_bolus10mg_M40", "morphine", "lotsch", "- { at: 0 min, bolus: 10000 mcg }"],
    ["R08_morphine_PCA_1mg_q10_x12_M40", "morphine", "lotsch", repeated(12, 10, "1 mg")],
    ["R09_morphine_PCA_tamper5mg_q10_x12_M40", "morphine", "lotsch", repeated(12, 10, "0.005 g")],
    [
      "R11_hydromorphone_inf_interrupt30_M40",
      "hydromorphone",
      "drover",
      "- { at: 0, rate: 0.5 mg/h }\n- { at: 4 h, rate: 0 mg/h }\n- { at: 4.5 h, rate: 500 mcg/h }"
    ]
  ]
  for (const [name, drug, model, regimen] of cases) {
    it(`agrees with ${name}: exactly, and with stanpumpR's effect site to 0.5 % of its peak`, async () => {
      for (const [origin, tolerance] of [
        ["exact", 1e-9],
        ["stanpumpR", 5e-3]
      ] as const) {
        const columns = readColumns(`${origin}_${name}.csv`)
        const at = column(columns, "time_min").join(",")
        const answer = await ask(drug, regimen, at, "--model", model)
        assert.isBelow(relativeError(answer.plasma, column(columns, "Cp")), 1e-9)
        assert.isBelow(relativeError(answer.effectSite ?? [], column(columns, "Ce")), tolerance)
      }
    })
  }
})

describe("wardsim drug against the other references", () => {
  it("agrees with heparin, 80 unit/kg and 18 unit/kg/h, tampered tenfold for 15 min", async () => {
    const columns = readColumns("heparin_alsallami_P02_tamper10x_15.csv")
    const regimen =
      "- { at: 0, bolus: 80 unit/kg, rate: 18 unit/kg/h }\n- { at: 24 h, rate: 180 U/kg/h }\n- { at: 1455 min, rate: 1260 IU/h }"
    const answer = await ask("heparin", regimen, column(columns, "time_min").join(","))
    assert.isBelow(relativeError(effect(answer, "antiXa"), column(columns, "C_IUmL")), 1e-9)
    const clotting = effect(answer, "activatedPartialThromboplastinTime")
    assert.isBelow(relativeError(clotting, column(columns, "aPTT_s_linear")), 1e-9)
  })

  it("agrees with potassium chloride by infusion and by push, to 1e-9 of the peak", async () => {
    const infused =
      "- { at: 0, rate: 10 mmol/h }\n- { at: 60 min, rate: 100 mEq/h }\n- { at: 75 min, rate: 10 mEq/h }"
    for (const [name, regimen] of [
      ["kcl_K02_inf10_tamper10x_15min.csv", infused],
      ["kcl_K04_bolus20mEq_push.csv", "- { at: 1 h, bolus: 20 mEq }"]
    ] as const) {
      const columns = readColumns(name)
      const at = column(columns, "time_min").join(",")
      const answer = await ask("potassium-chloride", regimen, at, "--patient", "weight=70")
      assert.strictEqual(answer.drug, "potassium_chloride")
      assert.isBelow(relativeError(answer.plasma, column(columns, "dK_mmolL")), 1e-9)
      assert.isBelow(relativeError(effect(answer, "potassium"), column(columns, "K_mmolL_baseline3.2")), 1e-9)
      assert.isNull(answer.effectSite)
    }
  })

  it("agrees with norepinephrine without the lag, at 35 years", async () => {
    const columns = readColumns("norepi_li2024_N03_tamper10x_15.csv")
    const regimen =
      "- { at: 0, rate: 0.1 mcg/kg/min }\n- { at: 2 h, rate: 1 mcg/kg/min }\n- { at: 135 min, rate: 420 mcg/h }"
    const at = column(columns, "time_min").join(",")
    const flags = ["--patient", "weight=70,age=35", "--model", "li-without-lag"]
    const answer = await ask("norepinephrine", regimen, at, ...flags)
    assert.isBelow(relativeError(answer.plasma, column(columns, "C_ngmL_total")), 1e-9)
    assert.isBelow(relativeError(effect(answer, "meanArterialPressure"), column(columns, "MAP_mmHg")), 1e-9)
  })

  it("agrees with PKPDsim's vancomycin, the fourth dose within 6 min", async () => {
    const columns = readColumns("pkpdsim_vancomycin_thomson2009_1g_q12h_4th6min.csv")
    const regimen = [0, 12, 24]
      .map((hours) => `- { at: ${hours} h, rate: 1 g/h }\n- { at: ${hours + 1} h, rate: 0 }`)
      .concat("- { at: 36 h, rate: 10 g/h }\n- { at: 2166 min, rate: 0 }")
      .join("\n")
    const at = column(columns, "time_min").join(",")
    const answer = await ask("vancomycin", regimen, at, "--patient", "weight=70 kg,creatinine-clearance=100")
    assert.isBelow(relativeError(answer.plasma, column(columns, "Cp")), 1e-9)
  })

  it("agrees with breathing under fentanyl on demand in all three variants, always reported together", async () => {
    const columns = ["H", "M", "L"].map(
      (variant) => [variant, readColumns(`resp_${variant}_C06_fentanyl_PCA_20mcg_q6_x10.csv`)] as const
    )
    for (const [variant, expected] of columns) {
      const at = column(expected, "time_min").join(",")
      const answer = await ask("fentanyl", repeated(10, 6, "20 mcg"), at)
      for (const other of ["H", "M", "L"]) assert.property(answer.effects, `oxygenSaturation${other}`)
      const ventilation = effect(answer, `ventilationFraction${variant}`)
      assert.isBelow(largestError(ventilation, column(expected, "V_over_V0")), 0.005)
      const carbonDioxide = effect(answer, `arterialCarbonDioxide${variant}`)
      assert.isBelow(largestError(carbonDioxide, column(expected, "PaCO2_mmHg")), 0.1)
      const saturation = effect(answer, `oxygenSaturation${variant}`)
      assert.isBelow(largestError(saturation, column(expected, "SpO2_pct")), 0.5)
    }
  })

  it("agrees with Hovorka's model: a meal and a bolus on the basal rate under the skin", async () => {
    const columns = readColumns("hovorka_H23_sc_meal60g_bolus6U.csv")
    const regimen =
      "- { at: 0, rate: 6.208426404670814 mU/min }\n- { at: 1 h, meal: 60 g }\n- { at: 1 h, bolus: 6 unit }"
    const at = column(columns, "time_min").join(",")
    const answer = await ask("insulin-sc", regimen, at, "--model", "hovorka", "--patient", "weight=70")
    assert.isBelow(largestError(effect(answer, "glucose"), column(columns, "G_mgdL")), 0.05)
    assert.isBelow(largestError(answer.plasma, column(columns, "I_mUL")), 0.05)
  })

  it("agrees with Hovorka's model from a file with every parameter, and follows a change of one", async () => {
    const columns = readColumns("hovorka_H02_iv_tamper10x_15min.csv")
    const { params } = readJson<Record<string, { params: object }>>("regimens.json")[
      "hovorka_H02_iv_tamper10x_15min.csv"
    ] as { params: object }
    const regimen =
      "- { at: 0, rate: 6.208426404670814 mU/min }\n- { at: 1 h, rate: 62.08426404670814 mU/min }\n- { at: 75 min, rate: 0.3725055842802488 unit/h }"
    const at = column(columns, "time_min").join(",")
    const file = (changes: object) =>
      write(JSON.stringify({ weight: 70, glucose: "7 mmol/L", ...params, ...changes }), "json")
    const answer = await ask("insulin_iv", regimen, at, "--patient", file({}))
    assert.strictEqual(answer.model, "hovorka")
    assert.isBelow(largestError(effect(answer, "glucose"), column(columns, "G_mgdL")), 0.05)
    const insensitive = await ask("insulin_iv", regimen, at, "--patient", file({ SIT: 0.003 }))
    assert.isAbove(largestError(effect(insensitive, "glucose"), column(columns, "G_mgdL")), 5)
  })

  for (const [patient, basal, ratio] of [
    ["adult#001", "1.26736049999552", 10],
    ["child#001", "0.39470536560026065", 25]
  ] as const) {
    it(`agrees with simglucose for its virtual patient ${patient}`, async () => {
      const name = patient.replace("#", "")
      const regimens = {
        G02_basal10x_15min: `- { at: 120 min, rate: ${Number(basal) * 10} unit/h }\n- { at: 135 min, rate: ${basal} unit/h }`,
        G03_basal_stop30: `- { at: 120 min, rate: 0 }\n- { at: 150 min, rate: ${basal} unit/h }`,
        G05_rogue_bolus10U: "- { at: 2 h, bolus: 10 unit }",
        G07_meal60_bolus: `- { at: 2 h, meal: 60 g }\n- { at: 2 h, bolus: ${60 / ratio} U }`
      }
      for (const [scenario, doses] of Object.entries(regimens)) {
        const columns = readColumns(`simglucose_${scenario}_${name}.csv`)
        const at = column(columns, "time_min").join(",")
        const regimen = `- { at: 0 min, rate: ${basal} unit/h }\n${doses}`
        const answer = await ask("insulin_sc", regimen, at, "--patient", `${virtualPatients}#${patient}`)
        assert.strictEqual(answer.model, "uva-padova")
        assert.isBelow(largestError(effect(answer, "glucose"), column(columns, "Gplasma_mgdL")), 0.01)
        assert.isBelow(largestError(effect(answer, "sensorGlucose"), column(columns, "Gsub_mgdL")), 0.01)
      }
    })
  }
})

describe("regimens and times", () => {
  it("gives the same for a dose in every unit, per kilogram and absolute", async () => {
    const regimens = [
      "- { at: 10 min, bolus: 140 mg }\n- { at: 20 min, rate: 7 mg/min }",
      "- { at: 600 s, bolus: 2 mg/kg }\n- { at: 20 min, rate: 100 mcg/kg/min }",
      "- { at: 0.16666666666666666 h, bolus: 0.14 g }\n- { at: 20 min, rate: 6 mg/kg/h }",
      "- { at: 20 min, rate: 420 mg/h }\n- { at: 10 min, bolus: 2000 mcg/kg }"
    ]
    const answers = await Promise.all(regimens.map((regimen) => ask("propofol", regimen, "5,15,60,1.5 h")))
    for (const { effectSite, plasma } of answers) {
      assert.isBelow(relativeError(plasma, answers[0]?.plasma ?? []), 1e-12)
      assert.isBelow(relativeError(effectSite ?? [], answers[0]?.effectSite ?? []), 1e-12)
    }
    assert.strictEqual(answers[0]?.plasma[0], 0)
  })

  it("shows at the time of a dose what is there after it, in the order in which times were asked", async () => {
    const answer = await ask("morphine", "- { at: 30.4 min, bolus: 7 mg }", "90 s,30.4,1824 s,30.39,1.5 h")
    assert.deepEqual(answer.minutes, [1.5, 30.4, 30.4, 30.39, 90])
    assert.closeTo(answer.plasma[1] as number, 7 / 17.5, 1e-12)
    assert.strictEqual(answer.plasma[2], answer.plasma[1])
    assert.strictEqual(answer.plasma[3], 0)
  })

  it("keeps the order of the file among rates at the same time: the last one counts", async () => {
    const one = await ask("morphine", "- { at: 5 min, rate: 1 mg/h }\n- { at: 5 min, rate: 2 mg/h }", "60")
    const two = await ask("morphine", "- { at: 5 min, rate: 2 mg/h }", "60")
    assert.strictEqual(one.plasma[0], two.plasma[0])
  })

  it("takes an empty regimen for no dose: nothing in plasma, effects at rest", async () => {
    const answer = await ask("fentanyl", "[]", "0,60")
    assert.deepEqual(answer.plasma, [0, 0])
    assert.deepEqual(effect(answer, "ventilationFractionM"), [1, 1])
  })

  it("holds the steady state of glucose until the first rate, and a bolus does not stop it", async () => {
    const steady = await ask("insulin_iv", "[]", "0,300,1440", "--patient", "weight=80,glucose=110 mg/dL")
    for (const value of effect(steady, "glucose")) assert.closeTo(value, 110, 1e-6)
    const bolus = "- { at: 10 min, bolus: 2 unit }"
    const basal = await ask("insulin_iv", bolus, "9,1440", "--patient", "weight=80,glucose=110 mg/dL")
    assert.closeTo(effect(basal, "glucose")[0] as number, 110, 1e-6)
    assert.closeTo(effect(basal, "glucose")[1] as number, 110, 10)
    const stopped = await ask("insulin_iv", "- { at: 0, rate: 0 }", "240", "--patient", "weight=80")
    assert.isAbove(effect(stopped, "glucose")[0] as number, 200)
  })

  it("antagonises an opioid with naloxone without touching its concentration", async () => {
    const alone = await ask("fentanyl", "- { at: 0, bolus: 200 mcg }", "4,6")
    const rescued = await ask(
      "fentanyl",
      "- { at: 0, bolus: 200 mcg }\n- { at: 5 min, naloxone: 0.4 mg }",
      "4,6"
    )
    assert.deepEqual(rescued.effectSite, alone.effectSite)
    for (const variant of ["H", "M", "L"]) {
      const id = `ventilationFraction${variant}`
      assert.closeTo(effect(rescued, id)[0] as number, effect(alone, id)[0] as number, 1e-12)
      assert.isAbove(effect(rescued, id)[1] as number, 1.5 * (effect(alone, id)[1] as number))
    }
  })

  it("delays norepinephrine by its lag in the default model only", async () => {
    const patient = ["--patient", "weight=70,age=35"]
    const regimen = "- { at: 1 min, rate: 10 mcg/min }"
    const late = await ask("norepinephrine", regimen, "1.2,3", ...patient)
    const prompt = await ask("norepinephrine", regimen, "1.2,3", ...patient, "--model", "li-without-lag")
    assert.closeTo(late.plasma[0] as number, 0.237, 1e-9)
    assert.isAbove(prompt.plasma[0] as number, 0.4)
  })
})

describe("what experiments' READMEs say", () => {
  it("norepinephrine that stops leaves pressure below 65 mmHg after half a minute, below 55 after two, at rest after ten", async () => {
    const regimen = "[{ at: 0 min, rate: 0.1 mcg/kg/min }, { at: 120 min, rate: 0 }]"
    const answer = await ask("norepinephrine", regimen, "120,120.5,122,130", "--patient", "weight=70,age=40")
    const [held = 0, half = 0, two = 0, ten = 0] = effect(answer, "meanArterialPressure")
    assert.closeTo(held, 69, 0.5)
    assert.isBelow(half, 65)
    assert.isBelow(two, 55)
    assert.closeTo(ten, 50, 1)
  })

  it("half an hour without heparin leaves it in its range", async () => {
    const regimen =
      "[{ at: 0, rate: 18 unit/kg/h }, { at: 24 h, rate: 0 }, { at: 1470 min, rate: 18 unit/kg/h }]"
    const answer = await ask("heparin", regimen, "1440,1470")
    for (const value of effect(answer, "antiXa")) assert.isTrue(value > 0.3 && value < 0.7)
  })
})

describe("patients", () => {
  it("reads the same patient from flags, from YAML and with units", async () => {
    const yaml = write("weight: 55 kg\nheight: 1.6 m\nage: 75\nsex: female\n")
    const inline = [
      "weight=55,height=160,age=75,sex=female",
      "sex=F, age=75, height=160 cm, weight=55 kg",
      yaml
    ]
    const answers = await Promise.all(
      inline.map((patient) => ask("propofol", "- { at: 0, bolus: 1 mg/kg }", "10", "--patient", patient))
    )
    for (const { plasma } of answers) assert.strictEqual(plasma[0], answers[0]?.plasma[0])
    assert.deepInclude(answers[2]?.patient, { file: yaml, weightKilograms: 55, sex: "female" })
  })

  it("asks only for what the model needs, and says what it does not use", async () => {
    const answer = await ask("morphine", "- { at: 0, bolus: 1 mg }", "10", "--patient", M40)
    assert.isTrue(answer.notes.some((note) => note.includes("does not use height, age, sex")))
    const { exitCode, stderr } = await runHere(
      "drug",
      "remifentanil",
      "--patient",
      "weight=70",
      "--regimen",
      write("[]"),
      "--at",
      "1"
    )
    assert.strictEqual(exitCode, 3)
    assert.include(stderr, "minto of remifentanil also needs height [cm], age [years], sex (male, female)")
  })

  it("takes what other models want to know", async () => {
    const plain = await ask("vancomycin", "- { at: 0, bolus: 1 g }", "600", "--patient", "weight=70")
    const renal = "weight=70,creatinineClearance=30"
    const slow = await ask("vancomycin", "- { at: 0, bolus: 1 g }", "600", "--patient", renal)
    assert.isAbove(slow.plasma[0] as number, (plain.plasma[0] as number) * 1.3)
    const potassium = ["--patient", "weight=70,baseline-potassium=4.5 mmol/L,renal-function=0.1"]
    const answer = await ask("potassium_chloride", "[]", "0", ...potassium)
    assert.deepEqual(effect(answer, "potassium"), [4.5])
  })
})

/** What is wrong with a refusal: another exit code, a text that is missing, anything on stdout, a stack trace. */
const faultsOf = (
  { exitCode, stderr, stdout }: Finished,
  expectedCode: number,
  expected: ReadonlyArray<string>
): ReadonlyArray<string> => [
  ...(exitCode === expectedCode ? [] : [`exit code ${exitCode}: ${stderr}`]),
  ...expected.filter((text) => !stderr.includes(text)).map((text) => `no "${text}" in ${stderr}`),
  ...(stdout === "" ? [] : [`on stdout: ${stdout}`]),
  ...(/\n\s+at /u.test(stderr) ? [`a stack trace: ${stderr}`] : [])
]

describe("input that is wrong", () => {
  const good = write("- { at: 0, bolus: 1 mg }")
  const usual = ["--regimen", good, "--at", "5"]

  const usages: ReadonlyArray<
    readonly [title: string, args: ReadonlyArray<string>, expected: Array<string>]
  > = [
    [
      "an unknown drug gets the nearest one",
      ["propfol", "--patient", M40, ...usual],
      ['did you mean "propofol"']
    ],
    [
      "an unknown model gets the nearest one",
      ["propofol", "--model", "marhs", "--patient", M40, ...usual],
      ['did you mean "marsh"', "schnider"]
    ],
    [
      "all that is missing is named",
      ["propofol", "--regimen", good],
      ["--patient weight=70", "--at", "--list", "--help"]
    ],
    [
      "a time that is none is quoted",
      ["morphine", "--patient", M40, "--regimen", good, "--at", "5,x"],
      ['"x"']
    ],
    [
      "a time before 0 is refused",
      ["morphine", "--patient", M40, "--regimen", good, "--at=-5"],
      ['"-5"', "before"]
    ],
    [
      "a time after months is refused",
      ["morphine", "--patient", M40, "--regimen", good, "--at", "99 d"],
      ["30 d"]
    ],
    [
      "a curve that is no SVG is refused",
      ["morphine", "--patient", M40, ...usual, "--curve", "curve.png"],
      [".svg", "curve.png"]
    ],
    [
      "the model of a virtual patient needs its file",
      ["insulin_sc", "--model", "uva-padova", "--patient", "weight=70", ...usual],
      ["uva-padova-adult", "a file with every parameter"]
    ]
  ]
  for (const [title, args, expected] of usages) {
    it(title, async () => {
      assert.deepEqual(faultsOf(await runHere("drug", ...args), 2, expected), [])
    })
  }

  const patients: ReadonlyArray<readonly [title: string, patient: string, expected: Array<string>]> = [
    ["weight 0", "weight=0,height=170,age=40,sex=male", ["weight", "0 is too small", "0.4 kg"]],
    ["a negative age", "weight=70,height=170,age=-4,sex=male", ["age", "too small"]],
    ["a height in metres without its unit", "weight=70,height=1.7,age=40,sex=male", ["height", "25 cm"]],
    ["a misspelt value", "weight=70,hight=170", ["hight", 'did you mean "height"']],
    ["an unknown sex", "weight=70,sex=mal", ["sex", 'did you mean "male"']],
    ["text that is no number", "weight=heavy", ["weight", "heavy"]],
    ["a concentration of the wrong unit", "weight=70,glucose=6 mg/kg", ["glucose", "mg/kg", "mg/dL"]],
    ["a value without a name", "70,170", ["name=value"]],
    ["the same value twice", "weight=70,weight=80", ["weight", "twice"]],
    ["a file that is not there", "nobody.yaml", ["nobody.yaml", "no such file"]]
  ]
  for (const [title, patient, expected] of patients) {
    it(`a patient with ${title} is refused`, async () => {
      assert.deepEqual(
        faultsOf(await runHere("drug", "propofol", "--patient", patient, ...usual), 3, expected),
        []
      )
    })
  }

  it("a patient outside the range of a model's formulas is refused, with the models that hold", async () => {
    // James' lean mass of 250 kg at 150 cm is negative, and remifentanil's clearance with it.
    assert.deepEqual(
      faultsOf(
        await runHere("drug", "remifentanil", "--patient", "weight=300,height=150,age=60,sex=male", ...usual),
        3,
        ["minto of remifentanil does not hold", "would be -", "eleveld"]
      ),
      []
    )
  })

  const doses: ReadonlyArray<
    readonly [title: string, drug: string, regimen: string, expected: Array<string>]
  > = [
    [
      "a concentration where a dose belongs",
      "propofol",
      "- { at: 0 min, bolus: 2 mg/mL }",
      [":1:23", "mg/mL", 'did you mean "mg"', "mg/kg"]
    ],
    ["a rate where a bolus belongs", "propofol", "- { at: 0, bolus: 2 mg/h }", [":1:19", "unit of a rate"]],
    ["a bolus where a rate belongs", "propofol", "- { at: 0, rate: 2 mg/kg }", ["unit of a bolus"]],
    ["milligrams of heparin", "heparin", "- { at: 0, bolus: 5 mg }", ["mg", "unit/kg"]],
    ["units of propofol", "propofol", "- { at: 0, bolus: 5 unit }", ["unit", "mcg"]],
    [
      "a number without a unit",
      "propofol",
      "- { at: 0, bolus: 5 }",
      ["expected a number and a unit", "found 5"]
    ],
    ["a time without a unit", "propofol", "- { at: 5, bolus: 5 mg }", [":1:9", "5 min"]],
    [
      "a rate beyond any pump",
      "propofol",
      "- { at: 0, bolus: 1 mg }\n- { at: 5 min, rate: 900 mg/kg/h }",
      [":2:22", "1050 mg/min at 70 kg", "400 mg/min", "1200 mL/h of 20 mg/mL"]
    ],
    ["a negative dose", "propofol", "- { at: 0, bolus: -5 mg }", ["negative"]],
    ["a time before the beginning", "propofol", "- { at: -5 min, bolus: 5 mg }", [":1:9", "too small"]],
    ["a meal for an opioid", "morphine", "- { at: 0, meal: 60 g }", [":1:12", "unknown key", "naloxone"]],
    ["naloxone for propofol", "propofol", "- { at: 0, naloxone: 1 mg }", ["unknown key"]],
    ["a misspelt kind of dose", "morphine", "- { at: 0, bolis: 1 mg }", ['did you mean "bolus"']],
    ["an event that gives nothing", "morphine", "- { at: 5 min }", ["nothing is given", "bolus"]],
    ["a map instead of a list", "morphine", "at: 0 min\nbolus: 1 mg", ["a list"]],
    ["broken YAML", "morphine", "- { at: 0, bolus: 1 mg", [":"]],
    ["a dose beyond numbers", "morphine", "- { at: 0, bolus: 1e308 g }", ["too large"]],
    [
      "doses that overflow",
      "morphine",
      "- { at: 0, bolus: 1e305 g }\n- { at: 0, bolus: 1e305 g/kg }",
      ["so large", "lotsch", "Check their units"]
    ]
  ]
  for (const [title, drug, regimen, expected] of doses) {
    it(`a regimen with ${title} is refused`, async () => {
      assert.deepEqual(
        faultsOf(
          await runHere("drug", drug, "--patient", M40, "--regimen", write(regimen), "--at", "5"),
          3,
          expected
        ),
        []
      )
    })
  }

  it("all mistakes of a regimen are told at once", async () => {
    assert.deepEqual(
      faultsOf(
        await runHere(
          "drug",
          "morphine",
          "--patient",
          M40,
          "--regimen",
          write("- { at: 0, bolus: 5 }\n- { at: x, rate: 1 mg }"),
          "--at",
          "5"
        ),
        3,
        ["3 problems", ":1:19", ":2:9", ":2:18"]
      ),
      []
    )
  })

  const child = readJson<Record<string, Record<string, string>>>("uva_padova_validation_patients.json")[
    "child#001"
  ]
  const withChanges = (changes: object) => write(JSON.stringify({ ...child, ...changes }), "json")
  const virtual: ReadonlyArray<readonly [title: string, patient: () => string, expected: Array<string>]> = [
    ["a name that is not there", () => `${virtualPatients}#chld#001`, ['did you mean "child#001"']],
    ["no name where there are several", () => virtualPatients, ["several patients", "adult#001"]],
    ["a parameter that is missing", () => withChanges({ kabs: undefined }), ['missing "kabs"']],
    ["a parameter that is no number", () => withChanges({ kabs: "fast" }), ["kabs", '"fast"']],
    ["a parameter below 0", () => withChanges({ Vg: -1 }), ["Vg", "above 0"]],
    ["a misspelt parameter", () => withChanges({ kmacks: 1 }), ["kmacks"]],
    ["half an initial state", () => withChanges({ "x0_ 4": undefined }), ["12 of 13"]]
  ]
  for (const [title, patient, expected] of virtual) {
    it(`a virtual patient with ${title} is refused`, async () => {
      assert.deepEqual(
        faultsOf(
          await runHere("drug", "insulin_sc", "--patient", patient(), "--regimen", write("[]"), "--at", "5"),
          3,
          expected
        ),
        []
      )
    })
  }

  it("a virtual patient is refused by a drug that has no use for it", async () => {
    assert.deepEqual(
      faultsOf(await runHere("drug", "morphine", "--patient", `${virtualPatients}#child#001`, ...usual), 3, [
        "only insulin"
      ]),
      []
    )
  })
})

describe("what is printed", () => {
  it("is a table with units and notes for a person", async () => {
    const { exitCode, stdout } = await runHere(
      "drug",
      "propofol",
      "--patient",
      M40,
      "--regimen",
      write("- { at: 0, bolus: 2 mg/kg }"),
      "--at",
      "0,10"
    )
    assert.strictEqual(exitCode, 0)
    assert.include(stdout, "Propofol, model eleveld")
    assert.match(stdout, /time +plasma +effectSite +bispectralIndex +bispectralIndexSteepBelow/u)
    assert.match(stdout, /\n +0 +22\.28207 +0 +93 +93 /u)
    assert.include(stdout, "Note: ")
  })

  it("names every field that a program needs", async () => {
    const answer = await ask("propofol", "- { at: 0, bolus: 2 mg/kg }", "1,2")
    assert.hasAllKeys(answer, "drug,model,patient,minutes,plasma,effectSite,effects,units,notes".split(","))
    for (const id of Object.keys(answer.effects)) assert.isString(answer.units[id], id)
    assert.deepInclude(answer.units, { dose: "mg", plasma: "mcg/mL", effectSite: "mcg/mL" })
  })

  it("draws a curve beside the answer", async () => {
    const file = join(folder, "curve.svg")
    await ask("fentanyl", "- { at: 0, bolus: 0.1 mg }", "60", "--curve", file)
    const text = readFileSync(file, "utf8")
    assert.isTrue(text.startsWith("<svg"))
    for (const part of ["Concentration [ng/mL]", "Oxygen saturation [%]", "variant L", "Time [min]"]) {
      assert.include(text, part)
    }
  })

  it("says when the curve cannot be written", async () => {
    assert.deepEqual(
      faultsOf(
        await runHere(
          "drug",
          "morphine",
          "--patient",
          M40,
          "--regimen",
          write("[]"),
          "--at",
          "5",
          "--curve",
          join(folder, "no/such/folder/curve.svg")
        ),
        1,
        ["cannot write", "Choose another place"]
      ),
      []
    )
  })

  it("lists every drug with models, covariates, effects, defaults and sources", async () => {
    const { stdout } = await runHere("drug", "--list", "--json")
    const list = JSON.parse(stdout) as ReadonlyArray<{
      drug: string
      models: ReadonlyArray<{ isDefault: boolean; sources: ReadonlyArray<string>; covariates: Array<string> }>
      effects: object
      defaultReason: string
    }>
    assert.lengthOf(list, 12)
    for (const { defaultReason, drug, effects, models } of list) {
      assert.lengthOf(
        models.filter(({ isDefault }) => isDefault),
        1,
        drug
      )
      assert.isAbove(Object.keys(effects).length, 0, drug)
      assert.isAbove(defaultReason.length, 0, drug)
      for (const { covariates, sources } of models) {
        assert.include(covariates, "weight")
        assert.isAbove(sources.length, 0, drug)
      }
    }
    const text = (await runHere("drug", "propofol", "--list")).stdout
    assert.include(text, "model eleveld (default)")
    assert.notInclude(text, "morphine")
  })

  it("shows how to ask", async () => {
    const { exitCode, stdout } = await runHere("drug", "--help")
    assert.strictEqual(exitCode, 0)
    assert.isTrue(stdout.startsWith("EXAMPLES"))
    await expect(stdout).toMatchFileSnapshot("golden/help-drug.txt")
  })
})

describe("the validation of the physiology", () => {
  it("is what docs/validation-physiology.md holds", async () => {
    const { exitCode, stdout } = await runHere("drug", "--validate")
    assert.strictEqual(exitCode, 0)
    const committed = readFileSync(join(root, "docs/validation-physiology.md"), "utf8")
    assert.strictEqual(
      stdout.trimEnd(),
      committed.trimEnd(),
      "stale: run `npm run --silent wardsim -- drug --validate > docs/validation-physiology.md`"
    )
  })

  it("covers every reference trajectory, and only those are called reached whose error is within the tolerance", async () => {
    const { stdout } = await runHere("drug", "--validate")
    const rows = stdout
      .split("\n")
      .filter((line) =>
        /^\| (?:exact|stanpumpR|resp|kcl|norepi|heparin|hovorka|simglucose|pkpdsim)_/u.test(line)
      )
    const names = new Set(rows.map((row) => row.split(" | ")[0]))
    assert.strictEqual(names.size, 50)
    for (const row of rows) {
      const [, , , , error = "", tolerance = "", verdict = ""] = row.split(" | ")
      const largest = Number(error.replace("< ", ""))
      assert.strictEqual(verdict.startsWith("reached"), largest <= Number.parseFloat(tolerance), row)
    }
  })
})
