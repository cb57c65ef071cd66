// Builds the page with Vite when it is missing or older than its sources, so that a fresh checkout needs no extra step.

import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { readdir, rename, rm, stat, utimes } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../", import.meta.url))

/** Folder of the built page. */
export const distFolder = join(root, "web", "dist")

/** The page could not be built; the message says why. */
export class PageBuildError extends Schema.TaggedError<PageBuildError>()("PageBuildError", {
  message: Schema.String,
  reason: Schema.Defect()
}) {}

const newestChange = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  let newest = 0
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || path.startsWith(distFolder)) continue
    newest = Math.max(newest, (await stat(path)).mtimeMs)
  }
  return newest
}

/** When anything that the page is made of last changed [s since 1970]. */
const newestSource = async (): Promise<number> => {
  const changes = ["web", "models", "src"].map((folder) => newestChange(join(root, folder)))
  return Math.max(...(await Promise.all(changes))) / 1000
}

const isStale = async (): Promise<boolean> => {
  const page = await stat(join(distFolder, "index.html")).catch(() => undefined)
  // File systems keep times to different precision: a millisecond is no change.
  return page === undefined || (await newestSource()) > page.mtimeMs / 1000 + 0.001
}

/** Builds beside the page in use and then takes its place, so that two builds or a running server never see half a page. */
const buildAndReplace = async (): Promise<void> => {
  const built = join(root, "node_modules", `.wardsim-page-${process.pid}`)
  const replaced = `${built}-before`
  try {
    const sourceSeconds = await newestSource()
    const { build } = await import("vite")
    const options = { outDir: built, emptyOutDir: true }
    await build({ configFile: join(root, "web", "vite.config.ts"), logLevel: "error", build: options })
    // Dated by its sources, so that a change made during the build is not taken for part of it.
    await utimes(join(built, "index.html"), sourceSeconds, sourceSeconds)
    await rename(distFolder, replaced).catch(ignoreMissing)
    await rename(built, distFolder)
  } finally {
    await rm(built, { recursive: true, force: true })
    await rm(replaced, { recursive: true, force: true })
  }
}

const ignoreMissing = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "ENOENT") throw error
}

/** Builds web/ into web/dist. Needs the development dependencies. */
export const buildPage = Effect.fn("buildPage")(function* () {
  yield* Effect.tryPromise({
    try: buildAndReplace,
    catch: (reason) =>
      new PageBuildError({
        message: `the page cannot be built from web/. Run npm install, then try again. ${String(reason)}`,
        reason
      })
  })
})

/** Builds the page unless web/dist is newer than everything it is made from; says whether it built. */
export const ensurePage = Effect.fn("ensurePage")(function* () {
  const mustBuild = yield* Effect.promise(isStale)
  if (mustBuild) yield* buildPage()
  return { distFolder, hasBuilt: mustBuild }
})
