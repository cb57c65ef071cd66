// DTLS 1.3 with a pre-shared key only: the cheapest standard session, without forward secrecy.

import { protocolSuite } from "../protocolSuite.ts"

export const dtls13Psk = protocolSuite("dtls13-psk-ccm8", {
  id: "dtls13-psk",
  title: "DTLS 1.3 with a pre-shared key, AES-CCM_8",
  notes: ["Memory is that of a DTLS 1.2 stack with pre-shared keys (weak)"]
})
