// What protecting one record takes under each cipher that a suite may have: any authenticated cipher with an `encrypt` figure,
// AES-128-CBC with its HMAC, and HMAC-SHA256 alone. Padding of CBC is counted at its most.

import { type MessageWork } from "./Suite.ts"

type Profiles = Readonly<Record<string, { readonly cells: object }>>

// Neither is authenticated encryption of one primitive.
const composed: Readonly<Record<string, ReadonlyArray<MessageWork>>> = {
  "AES-128-CBC": [
    { primitive: "AES-128-CBC", operation: "encrypt", extraBytes: 48 },
    { primitive: "HMAC-SHA256", operation: "mac", extraBytes: 13 }
  ],
  "HMAC-SHA256": [{ primitive: "HMAC-SHA256", operation: "mac", extraBytes: 8 }]
}

/** The work by the name of the cipher; 5 bytes of header are authenticated too. */
export const recordCiphers = (
  profiles: Profiles
): Readonly<Record<string, ReadonlyArray<MessageWork> | undefined>> => {
  const authenticated = Object.values(profiles)
    .flatMap(({ cells }) => Object.keys(cells))
    .filter((key) => key.endsWith("/encrypt"))
    .map((key) => key.slice(0, -"/encrypt".length))
    .map((primitive) => [primitive, [{ primitive, operation: "encrypt", extraBytes: 5 }]] as const)
  return { ...Object.fromEntries(authenticated), ...composed }
}
