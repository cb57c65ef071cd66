// The electronic record's part in therapy: orders on their way to pumps, and laboratory results that lead to orders.

import { Command } from "../../devices/InfusionPump.ts"
import { TaskRank } from "../../staff/Nurse.ts"
import { answerPotassium } from "../../staff/rescue.ts"
import { type Hospital } from "../Hospital.ts"
import { Laboratory } from "./Laboratory.ts"
import { OrderReview } from "./OrderReview.ts"

export interface RecordFlow {
  readonly review: OrderReview
  readonly laboratory: Laboratory
}

export const buildRecordFlow = (
  hospital: Pick<
    Hospital,
    "kernel" | "streams" | "pumps" | "scenario" | "telemetry" | "orders" | "staff" | "wardCare"
  >
): RecordFlow => {
  const { kernel, orders, pumps, scenario, staff, streams, telemetry, wardCare } = hospital
  const shared = {
    kernel,
    streams,
    pumps,
    records: scenario.records,
    isRecordDown: () => telemetry.isEhrDown
  }
  const review = new OrderReview({
    ...shared,
    release: (patient, command, value) => orders.place(patient, command, value)
  })
  const laboratory = new Laboratory({
    ...shared,
    // A nomogram is an order that was verified when it was written; its boluses are part of it.
    order: (patient, command, value) =>
      command === Command.bolus
        ? orders.place(patient, command, value)
        : review.submit(patient, command, value),
    callIn: (patient) => staff.assign(patient, TaskRank.highPriority, answerPotassium(wardCare.care, patient))
  })
  return { review, laboratory }
}
