// Chromium for the tests of the page: the one inside the npm package on Linux x64, an installed Chrome elsewhere.

import sparticuz from "@sparticuz/chromium"
import { type Browser, chromium } from "playwright-core"

// These would switch off what the tests look at (the security policy), or end the browser with its first page.
const UNWANTED = new Set(["--disable-web-security", "--single-process", "--no-zygote"])

export const openBrowser = async (): Promise<Browser> =>
  process.platform === "linux" && process.arch === "x64"
    ? chromium.launch({
        executablePath: await sparticuz.executablePath(),
        args: sparticuz.args.filter((argument) => !UNWANTED.has(argument))
      })
    : chromium.launch({ channel: "chrome" })
