// Colours of the charts: Okabe and Ito's set (Okabe M, Ito K: Color Universal Design, 2008), told apart by people with any
// kind of colour vision. Each role also has a shape, dash or text: colour is never the only signal.

export const okabeIto = {
  orange: "#E69F00",
  skyBlue: "#56B4E9",
  green: "#009E73",
  yellow: "#F0E442",
  blue: "#0072B2",
  vermilion: "#D55E00",
  purple: "#CC79A7"
} as const

export interface Palette {
  readonly background: string
  readonly ink: string
  readonly mutedInk: string
  readonly grid: string
  readonly zeroLine: string
  readonly selection: string
  /** With the attack; also a change for the worse. */
  readonly attack: string
  /** Without the attack; also a change for the better. */
  readonly baseline: string
  readonly undecided: string
  readonly window: string
}

export const lightPalette: Palette = {
  background: "#ffffff",
  ink: "#1b2430",
  mutedInk: "#54606e",
  grid: "#e3e8ed",
  zeroLine: "#54606e",
  selection: "#eef3f8",
  attack: okabeIto.vermilion,
  baseline: okabeIto.blue,
  undecided: "#6b7785",
  window: okabeIto.orange
}

export const darkPalette: Palette = {
  background: "#171c22",
  ink: "#e7ecf1",
  mutedInk: "#a3aebb",
  grid: "#2b333d",
  zeroLine: "#a3aebb",
  selection: "#212932",
  attack: okabeIto.orange,
  baseline: okabeIto.skyBlue,
  undecided: "#98a4b1",
  window: okabeIto.vermilion
}
