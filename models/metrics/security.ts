// What attackers achieved: commands sent, obeyed, and refused.

import { type MetricFamily } from "./MetricFamily.ts"

export const security: MetricFamily = {
  id: "security",
  title: "Security",
  metrics: [
    {
      id: "forgedCommandsSent",
      title: "Hostile commands sent",
      unit: "1",
      direction: "neutral",
      description: "Forged and replayed commands that attackers tried to send"
    },
    {
      id: "forgedCommandsObeyed",
      title: "Hostile commands obeyed",
      unit: "1",
      direction: "lower-is-better",
      description: "Forged and replayed commands that passed every check that the pump really has"
    }
  ],
  measure: ({ orders: { hostile } }) => ({
    forgedCommandsSent: hostile.sent,
    forgedCommandsObeyed: hostile.obeyed
  })
}
