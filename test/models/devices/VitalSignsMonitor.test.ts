import { assert, describe, it } from "vitest"
import { type MonitorChannel, SampledReading } from "../../../models/devices/MonitorChannel.ts"
import { VitalSignsMonitor } from "../../../models/devices/VitalSignsMonitor.ts"
import { recordingBody } from "./fixtures.ts"

/** Late by 5 s, and 10 s until it sounds. */
const saturation: MonitorChannel = {
  quantityOf: (body) => body.vitalSign("spo2Percent"),
  low: { value: 90, cause: "low oxygen saturation", priority: "medium" },
  high: null,
  lagSeconds: 5,
  delaySeconds: 10,
  sampling: null
}

const pressure = (fields: Partial<MonitorChannel> = {}): MonitorChannel => ({
  quantityOf: (body) => body.vitalSign("meanArterialPressureMillimetresMercury"),
  low: { value: 65, cause: "low blood pressure", priority: "high" },
  high: { value: 110, cause: "high blood pressure", priority: "high" },
  lagSeconds: 5,
  delaySeconds: 10,
  sampling: null,
  ...fields
})

const monitor = (channels: ReadonlyArray<MonitorChannel> = [saturation, pressure()]) => {
  const { body, vitals } = recordingBody()
  vitals.spo2Percent = 97
  return { monitor: new VitalSignsMonitor(body, channels, 120), vitals }
}

describe("VitalSignsMonitor", () => {
  it("names the limit that is passed and ignores what the body does not model", () => {
    const causeOf = (spo2: number, meanPressure: number) => {
      const { monitor: device, vitals } = monitor()
      vitals.spo2Percent = spo2
      vitals.meanArterialPressureMillimetresMercury = meanPressure
      device.observe(0)
      return device.sound(15)?.limit.cause
    }
    assert.strictEqual(causeOf(89.9, NaN), "low oxygen saturation")
    assert.strictEqual(causeOf(NaN, 64), "low blood pressure")
    assert.strictEqual(causeOf(NaN, 111), "high blood pressure")
    assert.isUndefined(causeOf(97, 110))
  })

  it("sounds once lag and delay are over, and once only; it knows when the condition began", () => {
    const { monitor: device, vitals } = monitor()
    vitals.spo2Percent = 85
    assert.strictEqual(device.observe(100), 15)
    assert.strictEqual(device.observe(105), 10, "the rest of the same wait")
    assert.isNull(device.sound(114.9))
    assert.deepStrictEqual(device.sound(115), {
      limit: { value: 90, cause: "low oxygen saturation", priority: "medium" },
      isFalse: false,
      conditionSeconds: 100,
      detectedSeconds: 105
    })
    assert.isTrue(device.isSounding)
    assert.isNull(device.sound(116))
  })

  it("starts its delay anew when the value came back in between", () => {
    const { monitor: device, vitals } = monitor()
    vitals.spo2Percent = 85
    device.observe(100)
    vitals.spo2Percent = 95
    assert.isNaN(device.observe(108))
    vitals.spo2Percent = 85
    assert.strictEqual(device.observe(110), 15)
    assert.isNull(device.sound(115), "the look that was due from the first time")
    assert.strictEqual(device.sound(125)?.conditionSeconds, 110)
  })

  it("is silent while a nurse is there and for the audio pause after she left", () => {
    const { monitor: device, vitals } = monitor()
    vitals.spo2Percent = 85
    device.observe(0)
    device.sound(15)
    device.attend()
    assert.isFalse(device.isSounding)
    assert.isNull(device.sound(60))
    assert.strictEqual(device.leave(80), 120)
    assert.isNull(device.sound(199))
    assert.strictEqual(device.sound(200)?.limit.cause, "low oxygen saturation")
  })

  it("waits for the end of the pause when a limit is passed during it", () => {
    const { monitor: device, vitals } = monitor()
    device.attend()
    assert.isNaN(device.leave(100), "nothing is wrong")
    vitals.spo2Percent = 80
    assert.strictEqual(device.observe(130), 90)
    assert.isNotNull(device.sound(220))
  })

  it("sounds of an artefact unless it sounds already, a nurse is there, or the audio is paused", () => {
    const { monitor: device, vitals } = monitor()
    assert.strictEqual(device.beginArtefact(0)?.cause, "low oxygen saturation")
    assert.isTrue(device.isSounding)
    assert.isNull(device.beginArtefact(1))
    assert.isTrue(device.endArtefact(device.artefacts))
    assert.isFalse(device.isSounding)
    device.attend()
    assert.isNull(device.beginArtefact(2))
    device.leave(10)
    assert.isNull(device.beginArtefact(100))
    assert.isNotNull(device.beginArtefact(200))
    assert.isFalse(device.endArtefact(device.artefacts - 1), "the end of an earlier one")
    vitals.spo2Percent = 80
    device.observe(210)
    assert.isNull(device.sound(225), "it sounds anyway")
    device.endArtefact(device.artefacts)
    assert.strictEqual(device.sound(225)?.isFalse, false)
  })

  it("of a cuff sees a pressure at its readings only, and is wrong where the cuff is", () => {
    let error = 0
    const sampling = { intervalSeconds: 900, lagSeconds: 0, show: (value: number) => value + error }
    const { monitor: device, vitals } = monitor([pressure({ sampling, lagSeconds: 0, delaySeconds: 0 })])
    vitals.meanArterialPressureMillimetresMercury = 70
    assert.isNaN(device.measure(0, 0))
    vitals.meanArterialPressureMillimetresMercury = 50
    assert.isNaN(device.observe(300), "nobody measures now")
    assert.strictEqual(device.measure(0, 900), 0)
    assert.strictEqual(device.sound(900)?.conditionSeconds, 300)
    device.attend()
    device.leave(1000)
    vitals.meanArterialPressureMillimetresMercury = 70
    device.observe(1100)
    error = -8
    device.measure(0, 1800)
    assert.strictEqual(device.sound(1800)?.isFalse, true)
  })
})

describe("SampledReading", () => {
  it("shows the course as it was one lag ago, straight between readings", () => {
    const reading = new SampledReading({
      intervalSeconds: 300,
      lagSeconds: 450,
      show: (value) => value * 1.1
    })
    const shown = [100, 90, 80, 70].map((value) => {
      reading.take(value)
      return reading.shown
    })
    // 450 s before the third reading of 80 is half way between 100 and 90.
    assert.closeTo(shown[2] ?? NaN, 95 * 1.1, 1e-9)
    assert.closeTo(shown[3] ?? NaN, 85 * 1.1, 1e-9)
  })
})
