// No protection at all: what many fielded pumps and HL7 links have.

import { type Suite } from "../Suite.ts"

export const none: Suite = {
  id: "none",
  title: "No protection",
  protocolId: null,
  carrier: "TCP or UDP",
  authenticatesMessages: false,
  rejectsReplay: false,
  encrypts: false,
  authenticatesClient: false,
  authenticatesServer: false,
  usesCertificates: false,
  hasForwardSecrecy: false,
  isPostQuantum: false,
  recordOverheadBytes: 0,
  messageWork: [],
  handshake: null,
  firstFlightBytes: null,
  firstFlightWork: [],
  cookieWork: null,
  sessionRamBytes: 0,
  responderRamBytes: 0,
  sessionRamSource: "nothing is kept",
  responderRamSource: "nothing is kept",
  isRamOfOneStack: false,
  sessionRamStatus: "V",
  isPeakRam: true,
  status: "V",
  sources: [],
  notes: ["Any message is taken for genuine"]
}
