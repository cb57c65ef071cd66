// As psk-hmac, but the receiver keeps no window: a recorded datagram is accepted again. A common slip.

import { protocolSuite } from "../protocolSuite.ts"

export const pskHmacNoWindow = protocolSuite("hmac-datagram", {
  id: "psk-hmac-no-window",
  title: "HMAC datagrams without a replay window",
  rejectsReplay: false,
  sessionRam: { bytes: 48, source: "48 B: 32 of key, 16 of identity (D)", status: "D" },
  notes: ["The sequence number is sent but not checked"]
})
