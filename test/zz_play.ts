import { Effect, Layer } from "effect"
import { NodeServices } from "@effect/platform-node"
import { openJournal } from "../src/experiment/Journal.ts"
import { workerRunner } from "../src/experiment/WorkerRunner.ts"
import { Runner } from "../src/experiment/Runner.ts"
import { runExperiment } from "../src/experiment/runExperiment.ts"
import { decodeToy, TOY_EXPERIMENT } from "./experiment/toyExperiment.ts"
import { models } from "./experiment/toyModels.ts"
import { rmSync } from "node:fs"
rmSync("/tmp/j.ndjson", {force:true})
const series = Array.from({length:6},(_,i)=>({id:"s"+i,title:"t",unit:"1",timesSeconds:Array.from({length:500},(_,k)=>k*60),values:Array.from({length:500},()=>Math.random())}))
await Effect.runPromise(Effect.scoped(Effect.gen(function*(){
  const j = yield* openJournal("/tmp/j.ndjson","1")
  const t=performance.now()
  for (let r=0;r<100;r++) yield* j.record({model:"m",parameters:{a:1},seed:1,replication:r},{metrics:{a:NaN},series,windows:[],notes:[],fingerprint:"x",events:1,simulatedSeconds:1})
  console.log("record ms each", (performance.now()-t)/100)
})).pipe(Effect.provide(NodeServices.layer)))
await Effect.runPromise(Effect.scoped(Effect.gen(function*(){ const t=performance.now(); yield* openJournal("/tmp/j.ndjson","1"); console.log("open ms per line", (performance.now()-t)/100) })).pipe(Effect.provide(NodeServices.layer)))
const text = TOY_EXPERIMENT.replace("base: calm","base: calm\nscenario:\n  duration: 100 h").replace("replications: 6","replications: 10")
const time = async (name: string, l: Layer.Layer<Runner>) => { await Effect.runPromise(Effect.gen(function*(){ const e = yield* decodeToy(text); const t=performance.now(); const r = yield* runExperiment(e); console.log(name, performance.now()-t, r.cells[0]!.summaries["mean-wait"]!.mean) }).pipe(Effect.provide(l))) }
const m = new URL("./experiment/toyModels.ts", import.meta.url)
for (let i=0;i<2;i++) { await time("in process", Runner.inProcess(models)); await time("1 worker", workerRunner({modelsModule:m, workers:1})); await time("2 workers", workerRunner({modelsModule:m, workers:2})) }
