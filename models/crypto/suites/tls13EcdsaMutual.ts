// TLS 1.3 with P-256 certificates on both sides and AES-GCM: what hospital device integration profiles ask for.

import { protocolSuite } from "../protocolSuite.ts"

export const tls13EcdsaMutual = protocolSuite("tls13-ecdsa-mutual", {
  title: "TLS 1.3, mutual, ECDSA P-256 certificates, X25519, AES-GCM"
})
