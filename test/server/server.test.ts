import { Effect, Exit, Scope } from "effect"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { networkInterfaces, tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { openApi } from "../../src/server/openApi.ts"
import { PortUnavailable, type RunningServer, startServer } from "../../src/server/server.ts"

const folder = mkdtempSync(join(tmpdir(), "wardsim-server-"))
const resultsFolder = join(folder, "results")
const distFolder = join(folder, "dist")
const SECRET = "not for readers"

const write = (path: string, content: string) => writeFileSync(join(folder, path), content)

let scope: Scope.Closeable
let server: RunningServer

const start = (port: number, into: Scope.Scope) =>
  startServer({ port, resultsFolder, distFolder }).pipe(Effect.provideService(Scope.Scope, into))

/** Sends a path exactly as given: fetch would tidy up "..". */
const rawGet = (
  path: string,
  headers: Record<string, string> = {}
): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: server.port, path, headers }, (response) => {
      let body = ""
      response.on("data", (chunk: Buffer) => (body += chunk.toString()))
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }))
    })
    sent.on("error", reject)
    sent.end()
  })

const getJson = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json()

beforeAll(async () => {
  mkdirSync(join(resultsFolder, "01-first"), { recursive: true })
  mkdirSync(join(resultsFolder, "02-broken"), { recursive: true })
  mkdirSync(join(resultsFolder, "03-not-run"), { recursive: true })
  mkdirSync(join(resultsFolder, "04-link-out"), { recursive: true })
  mkdirSync(join(distFolder, "assets"), { recursive: true })
  write("secret.json", JSON.stringify({ secret: SECRET }))
  write(
    "results/01-first/results.json",
    JSON.stringify({ title: "First", question: "Is it?", replications: 3, primaryMetric: "harm", cells: [] })
  )
  write("results/02-broken/results.json", "{ half")
  symlinkSync(join(folder, "secret.json"), join(resultsFolder, "04-link-out", "results.json"))
  write("dist/index.html", "<!doctype html><title>page</title>")
  write("dist/.hidden", SECRET)
  scope = await Effect.runPromise(Scope.make())
  server = await Effect.runPromise(start(0, scope))
})

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(folder, { recursive: true })
})

describe("the server", () => {
  it("picks a free port for port 0 and says its address", () => {
    assert.isAbove(server.port, 0)
    assert.strictEqual(server.url, `http://127.0.0.1:${server.port}`)
  })

  it("serves the page", async () => {
    assert.include(await (await fetch(`${server.url}/`)).text(), "<title>page</title>")
  })

  it("lists experiments that have results, and says which cannot be read", async () => {
    const list = (await getJson("/api/experiments")) as ReadonlyArray<Record<string, unknown>>
    assert.deepStrictEqual(
      list.map(({ id }) => id),
      ["01-first", "02-broken"]
    )
    assert.deepInclude(list[0], {
      title: "First",
      question: "Is it?",
      replications: 3,
      primaryMetric: "harm"
    })
    assert.match(String(list[1]?.["problem"]), /02-broken.*not valid JSON/)
  })

  it("serves the results of one experiment as they are on disk", async () => {
    assert.deepInclude(await getJson("/api/experiments/01-first"), { title: "First", cells: [] })
  })

  it("answers every path of its own description", async () => {
    for (const path of Object.keys(openApi.paths)) {
      const response = await fetch(server.url + path.replace("{id}", "01-first"))
      assert.strictEqual(response.status, 200, path)
      assert.match(response.headers.get("content-type") ?? "", /application\/json/, path)
    }
  })

  it("describes a reference for everything that it refers to", () => {
    const names = [...JSON.stringify(openApi).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name
    )
    for (const name of names) assert.property(openApi.components.schemas, name ?? "")
  })

  it("answers unknown paths with 404 and JSON that says where things are", async () => {
    for (const path of [
      "/nothing",
      "/api/nothing",
      "/api/experiments/99-unknown",
      "/api/experiments/03-not-run"
    ]) {
      const response = await fetch(server.url + path)
      assert.strictEqual(response.status, 404, path)
      assert.isString(((await response.json()) as { error: string }).error, path)
    }
  })

  it("reads nothing outside its folders", async () => {
    const paths = [
      "/api/experiments/..%2F..%2Fsecret.json",
      "/api/experiments/%2e%2e",
      "/api/experiments/..",
      "/api/experiments/04-link-out",
      "/../secret.json",
      "/%2e%2e/secret.json",
      "/..%2fsecret.json",
      "/assets/..%5c..%5csecret.json",
      "/.hidden",
      "/%00",
      "/%zz"
    ]
    for (const path of paths) {
      const { status, body } = await rawGet(path)
      assert.notInclude(body, SECRET, path)
      assert.include([400, 403, 404], status, path)
      assert.isString((JSON.parse(body) as { error: string }).error, path)
    }
  })

  it("allows scripts of its own and workers from blobs, and nothing else", async () => {
    const policy = (await fetch(server.url)).headers.get("content-security-policy") ?? ""
    assert.include(policy, "default-src 'self'")
    assert.include(policy, "worker-src 'self' blob:")
    assert.include(policy, "script-src 'self'")
    assert.notInclude(policy, "unsafe")
    assert.notInclude(policy, "upgrade-insecure-requests")
  })

  it("refuses other host names, so that a page on the Internet cannot read it", async () => {
    const { status } = await rawGet("/api/experiments", { host: "attacker.example" })
    assert.strictEqual(status, 403)
  })

  it("refuses to change anything", async () => {
    const response = await fetch(`${server.url}/api/experiments`, { method: "POST", body: "{}" })
    assert.strictEqual(response.status, 405)
    assert.strictEqual(response.headers.get("allow"), "GET, HEAD")
  })

  it("listens on loopback only", async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
    for (const { address } of others) {
      const reached = await fetch(`http://${address}:${server.port}/api/health`).then(
        () => true,
        () => false
      )
      assert.isFalse(reached, address)
    }
  })

  it("says in one error which port is taken and what to do", async () => {
    const error = await Effect.runPromise(
      Effect.flip(Effect.scoped(startServer({ port: server.port, resultsFolder, distFolder })))
    )
    assert.instanceOf(error, PortUnavailable)
    assert.strictEqual(error._tag, "PortUnavailable")
    assert.strictEqual(error.port, server.port)
    assert.include(error.message, `port ${server.port} is in use`)
    assert.include(error.message, "--port")
  })

  it("says what a number that is no port should be", async () => {
    const error = await Effect.runPromise(
      Effect.flip(Effect.scoped(startServer({ port: 70_000, resultsFolder, distFolder })))
    )
    assert.strictEqual(error._tag, "PortUnavailable")
    assert.include(error.message, "port 70000 cannot be used")
  })

  it("stops listening when its scope closes", async () => {
    const own = await Effect.runPromise(Scope.make())
    const { url } = await Effect.runPromise(start(0, own))
    assert.strictEqual((await fetch(`${url}/api/health`)).status, 200)
    await Effect.runPromise(Scope.close(own, Exit.void))
    const isReached = await fetch(`${url}/api/health`).then(
      () => true,
      () => false
    )
    assert.isFalse(isReached)
  })

  it("has an empty list when nothing has been run", async () => {
    const list = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const { url } = yield* startServer({ port: 0, resultsFolder: join(folder, "missing"), distFolder })
          return yield* Effect.promise(async () => (await fetch(`${url}/api/experiments`)).json())
        })
      )
    )
    assert.deepStrictEqual(list, [])
  })
})
