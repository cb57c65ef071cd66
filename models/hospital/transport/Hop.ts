// The events of a message on its way, by what happens next.

export type Hop =
  | "readyAtPump"
  | "atGateway"
  | "atServer"
  | "serverSends"
  | "downAtGateway"
  | "downReadyAtGateway"
  | "atPump"
  | "received"
  | "lost"
