// Runs one workload, named as in "hold:1000:3000000", and prints its events and processor time as JSON.

import { workloads } from "./workloads.ts"

const [name = "", x, y] = (process.argv[2] ?? "").split(":")
const workload = workloads[name]
if (workload === undefined) {
  console.error(`no workload "${name}"; there are: ${Object.keys(workloads).join(", ")}`)
  process.exitCode = 2
} else {
  const work = await workload(Number(x), Number(y))
  console.log(JSON.stringify({ ...work, megabytes: process.resourceUsage().maxRSS / 1024 }))
}
