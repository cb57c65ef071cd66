// Serves the built page and the results of experiments as JSON, on loopback only. Read only: there is nothing to change.

import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Scope } from "effect/Scope"
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from "express"
import helmet from "helmet"
import { createServer, type Server } from "node:http"
import { type AddressInfo } from "node:net"
import { dirname } from "node:path"
import { findResultsFile, listExperiments } from "./experiments.ts"
import { openApi } from "./openApi.ts"

const LOOPBACK = "127.0.0.1"

/** The server cannot listen on this port; the message says why and what to do. */
export class PortUnavailable extends Schema.TaggedError<PortUnavailable>()("PortUnavailable", {
  port: Schema.Number,
  message: Schema.String
}) {}

export interface ServerOptions {
  /** Port on loopback; 0 picks a free one. */
  readonly port: number
  /** Folder that holds one folder per experiment. */
  readonly resultsFolder: string
  /** Folder of the built page. */
  readonly distFolder: string
}

export interface RunningServer {
  /** Where the page is: "http://127.0.0.1:4173". */
  readonly url: string
  readonly port: number
}

const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
      imgSrc: ["'self'", "data:", "blob:"],
      objectSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      // The simulation runs in a worker that is part of the page's script, started from a blob.
      workerSrc: ["'self'", "blob:"]
    }
  },
  // Loopback has no TLS to insist on.
  strictTransportSecurity: false
})

// A page on the Internet can make its own host name resolve to 127.0.0.1 and would then read the answers as its own.
const refuseForeignHosts: RequestHandler = (request, response, next) => {
  if (/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(request.headers.host ?? "")) return next()
  response
    .status(403)
    .json({ error: `open this server as http://${LOOPBACK}:<port>, not by another host name` })
}

const refuseChanges: RequestHandler = (request, response, next) => {
  if (request.method === "GET" || request.method === "HEAD") return next()
  response
    .status(405)
    .set("Allow", "GET, HEAD")
    .json({ error: `${request.method} is not possible: everything is read only` })
}

const answerFailure: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error)
  // Express marks what is the asker's fault, such as an address that cannot be decoded.
  const isAskersFault =
    typeof error === "object" && error !== null && "status" in error && Number(error.status) < 500
  const status = isAskersFault ? 400 : 500
  const message = isAskersFault ? "the address is not valid" : `the server failed to answer: ${String(error)}`
  response.status(status).json({ error: message })
}

const answerMissingResults = (id: string, response: Response): void => {
  response
    .status(404)
    .json({ error: `there are no results of "${id}". Run: wardsim experiment experiments/${id}` })
}

const makeApplication = ({ resultsFolder, distFolder }: ServerOptions): Express => {
  const application = express()
  application.disable("x-powered-by")
  application.use(securityHeaders, refuseForeignHosts, refuseChanges)
  application.get("/api/health", (_request, response) => void response.json({ status: "ok" }))
  application.get("/api/openapi.json", (_request, response) => void response.json(openApi))
  application.get("/api/experiments", (_request, response, next) => {
    listExperiments(resultsFolder).then((experiments) => response.json(experiments), next)
  })
  application.get("/api/experiments/:id", (request, response, next) => {
    findResultsFile(resultsFolder, request.params.id).then((file) => {
      if (file === undefined) return answerMissingResults(request.params.id, response)
      response.set("Cache-Control", "no-cache").sendFile("results.json", { root: dirname(file) })
    }, next)
  })
  application.use(express.static(distFolder, { dotfiles: "ignore", cacheControl: false }))
  application.use((request, response) => {
    response.status(404).json({
      error: `there is nothing at ${request.path}. The page is at /, the interface at /api/openapi.json`
    })
  })
  application.use(answerFailure)
  return application
}

const explain = (port: number, error: NodeJS.ErrnoException): PortUnavailable => {
  const message =
    error.code === "EADDRINUSE"
      ? `port ${port} is in use by another program. Stop it, or choose another port: --port ${port === 65_535 ? 0 : port + 1} (0 picks a free one)`
      : error.code === "EACCES"
        ? `port ${port} needs more rights than you have. Choose a port from 1024 to 65535, or 0 for a free one: --port 0`
        : `port ${port} cannot be used: ${error.message}. Choose a port from 1024 to 65535, or 0 for a free one: --port 0`
  return new PortUnavailable({ port, message })
}

const listen = (server: Server, port: number) =>
  Effect.callback<Server, PortUnavailable>((resume) => {
    const fail = (error: Error) => resume(Effect.fail(explain(port, error)))
    server.once("error", fail)
    // `listen` throws at once for a number that is no port.
    try {
      server.listen(port, LOOPBACK, () => {
        server.off("error", fail)
        resume(Effect.succeed(server))
      })
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)))
    }
  })

const close = (server: Server) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeIdleConnections()
  }).pipe(
    // Answers under way get two seconds; after that a slow reader no longer holds up the end of the program.
    Effect.timeoutOrElse({
      duration: "2 seconds",
      orElse: () => Effect.sync(() => server.closeAllConnections())
    })
  )

/** Serves until its scope closes; answers under way are finished first. Listens on 127.0.0.1 only. */
export const startServer: (options: ServerOptions) => Effect.Effect<RunningServer, PortUnavailable, Scope> =
  Effect.fn("startServer")(function* (options: ServerOptions) {
    const server = yield* Effect.acquireRelease(
      Effect.suspend(() => listen(createServer(makeApplication(options)), options.port)),
      close
    )
    // An open TCP server has an address object; only a pipe has a string.
    const { port } = server.address() as AddressInfo
    return { url: `http://${LOOPBACK}:${port}`, port }
  })
