// Each datagram carries an 8-byte sequence and time and a truncated 16-byte HMAC-SHA256 under a pre-shared key, checked
// with a replay window. Authenticity only; a design choice, not a standard.

import { protocolSuite } from "../protocolSuite.ts"

export const pskHmac = protocolSuite("hmac-datagram", {
  id: "psk-hmac",
  title: "HMAC datagrams with a replay window",
  sessionRam: {
    bytes: 64,
    source: "64 B: 32 of key, 8 of counter, 8 of window, 16 of identity (D)",
    status: "D"
  }
})
