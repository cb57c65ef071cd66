// Scenario section `processors`: how the processors of pumps are shared and scheduled.

import { Schema } from "effect"
import { count, quantity, withDefault } from "../../../src/input/Quantity.ts"
import { secondsOf } from "./defaults.ts"

export const Processors = Schema.Struct({
  coupling: withDefault(
    Schema.Literals(["separate", "shared"]).annotate({
      description:
        "Whether communications have a processor of their own, so that therapy goes on when they are flooded, or share the therapy's"
    }),
    "separate"
  ),
  scheduling: withDefault(
    Schema.Literals(["preemptive", "run-to-completion"]).annotate({
      description:
        "Whether a job gives way to one of a higher class (control loop, radio, cryptography, telemetry) at once or is finished first"
    }),
    "preemptive"
  ),
  cores: withDefault(
    count({
      description: "Cores of a pump's processor; cryptography has the second one",
      minimum: 1,
      maximum: 2
    }),
    1
  ),
  controlLoopPeriod: withDefault(
    quantity("duration", {
      description: "Period and deadline of the therapy's control loop, where the processor is shared",
      minimum: "1 ms",
      maximum: "10 s"
    }),
    secondsOf("device.pump.control-loop-period")
  ),
  watchdog: withDefault(
    quantity("duration", {
      description:
        "Time without a turn of the control loop, or without an end of a job, after which the watchdog resets",
      minimum: "10 ms"
    }),
    secondsOf("device.pump.watchdog")
  ),
  reboot: withDefault(
    quantity("duration", {
      description: "Time from a reset until the processor communicates again",
      minimum: "10 ms"
    }),
    secondsOf("device.pump.reboot")
  )
})
