// Runs before `npm start`, `npm test` and `npm run check`: installs the packages when node_modules does not hold what
// package-lock.json asks for. Plain JavaScript without packages, because none may be there yet.

import { spawnSync } from "node:child_process"
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../", import.meta.url))

const packagesOf = (file) => JSON.parse(readFileSync(join(root, file), "utf8")).packages

/** Contents are compared, not file times: a fresh clone or a restored cache has arbitrary times. */
const isInstalled = () => {
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false
  const installed = packagesOf("node_modules/.package-lock.json")
  return Object.entries(packagesOf("package-lock.json")).every(
    ([path, wanted]) =>
      path === "" ||
      (installed[path] === undefined ? wanted.optional === true : installed[path].version === wanted.version)
  )
}

const isWritable = (folder) => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const install = () => {
  process.stderr.write("wardsim: installing packages (once; about a minute)\n")
  const environment = { ...process.env }
  // A service account often has no home folder; npm needs one for its cache.
  if (!isWritable(environment.npm_config_cache ?? join(homedir(), ".npm"))) {
    environment.npm_config_cache = join(tmpdir(), `wardsim-npm-cache-${process.getuid?.() ?? "user"}`)
  }
  const options = { cwd: root, env: environment, stdio: ["ignore", "ignore", "inherit"] }
  const flags = [
    "install",
    "--no-audit",
    "--no-fund",
    "--no-progress",
    "--no-update-notifier",
    "--loglevel=error"
  ]
  // Under npm, the npm and the Node that the user started are used; node_modules is being replaced.
  const npm = environment.npm_execpath
  return npm
    ? spawnSync(environment.npm_node_execpath ?? process.execPath, [npm, ...flags], options)
    : spawnSync("npm", flags, { ...options, shell: process.platform === "win32" })
}

const fail = (reason) => {
  process.stderr.write(
    `wardsim: cannot install the packages: ${reason}, then run: npm install (in ${root})\n`
  )
  process.exit(1)
}

if (!isInstalled()) {
  if (!isWritable(root))
    fail("this folder is not writable. Let its owner run npm install, or make it writable")
  const { status, error } = install()
  if (error) fail(`npm cannot be started (${error.message}). Install Node.js with npm`)
  if (status !== 0) fail(`npm ended with exit code ${status}. Mend what it says above`)
}
