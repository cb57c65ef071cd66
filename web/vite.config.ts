// Builds the page. The worker is inlined as a classic script (iife): as a module it would not start from a file or in a
// sandboxed frame. Addresses are relative so that the page works under any path.

import { fileURLToPath } from "node:url"
import { defineConfig } from "vite"

// No module here acts by being loaded. Without this, an import of types alone would bring the YAML reader into the page.
const rolldownOptions = { treeshake: { moduleSideEffects: false } }

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    modulePreload: false,
    rolldownOptions,
    chunkSizeWarningLimit: 2000
  },
  worker: { format: "iife", rolldownOptions }
})
