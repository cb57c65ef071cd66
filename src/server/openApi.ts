// The OpenAPI description of the JSON interface. A test asks every path in it.

const json = (schema: object, description: string) => ({
  description,
  content: { "application/json": { schema } }
})

const problem = (description: string) => json({ $ref: "#/components/schemas/Problem" }, description)

const text = (description: string) => ({ type: "string", description })

export const openApi = {
  openapi: "3.1.0",
  info: {
    title: "Wardsim",
    version: "0.1.0",
    description:
      "Results of experiments on networked infusion pumps under attack. Read only; listens on loopback only."
  },
  paths: {
    "/api/health": {
      get: {
        operationId: "getHealth",
        summary: "Whether the server answers",
        responses: {
          "200": json(
            { type: "object", required: ["status"], properties: { status: { const: "ok" } } },
            "The server answers"
          )
        }
      }
    },
    "/api/experiments": {
      get: {
        operationId: "listExperiments",
        summary: "All experiments that have results",
        responses: {
          "200": json(
            { type: "array", items: { $ref: "#/components/schemas/ExperimentSummary" } },
            "Ordered by id; empty when no experiment has been run"
          )
        }
      }
    },
    "/api/experiments/{id}": {
      get: {
        operationId: "getExperiment",
        summary: "The full results of one experiment, as in results/<id>/results.json",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        responses: {
          "200": json({ $ref: "#/components/schemas/ExperimentResults" }, "The results"),
          "404": problem("No experiment of this id has results")
        }
      }
    },
    "/api/openapi.json": {
      get: {
        operationId: "getDescription",
        summary: "This description",
        responses: { "200": json({ type: "object" }, "An OpenAPI 3.1 document") }
      }
    }
  },
  components: {
    schemas: {
      Problem: {
        type: "object",
        required: ["error"],
        properties: { error: text("What is wrong and what to do about it") }
      },
      ExperimentSummary: {
        type: "object",
        required: ["id", "title", "question", "replications", "primaryMetric"],
        properties: {
          id: text("Folder of the experiment"),
          title: text("Title"),
          question: text("The question that the experiment answers"),
          replications: { type: "integer", description: "Replications per cell" },
          primaryMetric: text("Id of the metric that decides"),
          problem: text("Present when the results cannot be read")
        }
      },
      ExperimentResults: {
        type: "object",
        description: "See src/experiment/Results.ts; a number that could not be computed is null",
        required: [
          "experiment",
          "title",
          "question",
          "seed",
          "replications",
          "metrics",
          "factors",
          "cells",
          "comparisons"
        ],
        properties: {
          experiment: text("Id"),
          title: text("Title"),
          question: text("The question that the experiment answers"),
          model: text("Id of the simulated model"),
          seed: { type: "integer" },
          replications: { type: "integer" },
          primaryMetric: text("Id of the metric that decides"),
          metrics: { type: "array", items: { type: "object" } },
          factors: { type: "array", items: { type: "object" } },
          cells: { type: "array", items: { type: "object" } },
          comparisons: { type: "array", items: { type: "object" } },
          failures: { type: "array", items: { type: "object" } }
        }
      }
    }
  }
} as const
