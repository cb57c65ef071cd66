// Fails when installing changed a package that package-lock.json of HEAD names. Entries that are added are let pass: a
// registry may offer a tool for more platforms than the one that the lock file was written with.

import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

const committed = JSON.parse(execFileSync("git", ["show", "HEAD:package-lock.json"], { maxBuffer: 1e8 })).packages
const installed = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")).packages
const changed = Object.keys(committed).filter(
  (path) => JSON.stringify(installed[path]) !== JSON.stringify(committed[path])
)
if (changed.length > 0) {
  console.error(`installing changed locked packages: ${changed.join(", ")}; commit what npm install wrote`)
  process.exitCode = 1
}
