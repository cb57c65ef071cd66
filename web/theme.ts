// Light, dark, or as the system says; remembered on this machine.

import { darkPalette, lightPalette, type Palette } from "./charts/palette.ts"

export type ThemeChoice = "system" | "light" | "dark"

const KEY = "wardsim.theme"
const systemIsDark = matchMedia("(prefers-color-scheme: dark)")

const readChoice = (): ThemeChoice => {
  try {
    const stored = localStorage.getItem(KEY)
    return stored === "light" || stored === "dark" ? stored : "system"
  } catch {
    // Storage is refused in some sandboxed frames; the system's choice will do.
    return "system"
  }
}

export const themeChoice = (): ThemeChoice => {
  const { theme } = document.documentElement.dataset
  return theme === "light" || theme === "dark" ? theme : "system"
}

export const currentPalette = (): Palette => {
  const choice = themeChoice()
  const isDark = choice === "dark" || (choice === "system" && systemIsDark.matches)
  return isDark ? darkPalette : lightPalette
}

export const chooseTheme = (choice: ThemeChoice): void => {
  if (choice === "system") delete document.documentElement.dataset["theme"]
  else document.documentElement.dataset["theme"] = choice
  try {
    localStorage.setItem(KEY, choice)
  } catch {
    // See readChoice.
  }
}

/** Applies the remembered choice and calls back whenever the system's changes. */
export const startTheme = (changed: () => void): void => {
  chooseTheme(readChoice())
  systemIsDark.addEventListener("change", changed)
}
