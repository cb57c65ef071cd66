import { assert, describe, it } from "vitest"
import { VitalSignsMonitor } from "../../../models/devices/VitalSignsMonitor.ts"
import { recordingBody } from "./fixtures.ts"

const monitor = () => {
  const { body, vitals } = recordingBody()
  vitals.spo2Percent = 97
  const made = new VitalSignsMonitor(body, {
    spo2LowPercent: 90,
    pressureLowMillimetresMercury: 65,
    pressureHighMillimetresMercury: 110,
    delaySeconds: 15,
    pauseSeconds: 120
  })
  return { monitor: made, vitals }
}

describe("VitalSignsMonitor", () => {
  it("names the limit that is passed and ignores what the body does not model", () => {
    const { monitor: device, vitals } = monitor()
    assert.isNull(device.violation())
    vitals.spo2Percent = 89.9
    assert.strictEqual(device.violation(), "low oxygen saturation")
    vitals.spo2Percent = NaN
    vitals.meanArterialPressureMillimetresMercury = 64
    assert.strictEqual(device.violation(), "low blood pressure")
    vitals.meanArterialPressureMillimetresMercury = 111
    assert.strictEqual(device.violation(), "high blood pressure")
    vitals.meanArterialPressureMillimetresMercury = 110
    assert.isNull(device.violation())
  })

  it("sounds once a limit has been passed for the whole delay, and once only", () => {
    const { monitor: device, vitals } = monitor()
    vitals.spo2Percent = 85
    assert.strictEqual(device.observe(100), 15)
    assert.isNaN(device.observe(105), "already under way")
    assert.isNull(device.sound(114.9))
    assert.strictEqual(device.sound(115), "low oxygen saturation")
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
    assert.strictEqual(device.sound(125), "low oxygen saturation")
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
    assert.strictEqual(device.sound(200), "low oxygen saturation")
  })

  it("waits for the end of the pause when a limit is passed during it", () => {
    const { monitor: device, vitals } = monitor()
    device.attend()
    assert.isNaN(device.leave(100), "nothing is wrong")
    vitals.spo2Percent = 80
    assert.strictEqual(device.observe(130), 90)
    assert.strictEqual(device.sound(220), "low oxygen saturation")
    const late = monitor()
    late.monitor.attend()
    late.monitor.leave(100)
    late.vitals.spo2Percent = 80
    assert.strictEqual(late.monitor.observe(215), 15)
  })
})
