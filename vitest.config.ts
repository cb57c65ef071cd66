// `npm test` runs test/**/*.test.ts; `npm run test:full` (mode "full") adds the slow ones, named *.full.test.ts.

import { defineConfig } from "vitest/config"

export default defineConfig(({ mode }) => ({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: mode === "full" ? [] : ["test/**/*.full.test.ts"],
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: mode === "full" ? 300_000 : 60_000,
    // A process for each file: some tests start workers, servers and browsers.
    pool: "forks"
  }
}))
