// The exponential distribution by the ziggurat method (Marsaglia and Tsang, Journal of Statistical Software 5(8), 2000), for
// models in which the draw counts: one number of the stream and no logarithm in 97.8 % of draws. Layer and place come from
// different bits of it, so values lie on a grid of 2^-24 in each of 256 layers. Not the values that `exponential` gives.

import { type Sampler } from "./Distributions.ts"
import { type RandomStream } from "./RandomStreams.ts"

const LAYERS = 256
/** Where the lowest layer's tail begins, and the area of each layer, for 256 layers (Marsaglia and Tsang). */
const TAIL_START = 7.697_117_470_131_05
const LAYER_AREA = 3.949_659_822_581_557e-3
const PLACES = 2 ** 24

/** Right edge of each layer, the lowest first (there the width of a rectangle of the same area), and 0 at the end. */
const edges = new Float64Array(LAYERS + 1)
edges[0] = LAYER_AREA / Math.exp(-TAIL_START)
edges[1] = TAIL_START
for (let layer = 2; layer < LAYERS; layer++) {
  const edge = edges[layer - 1] as number
  edges[layer] = -Math.log(LAYER_AREA / edge + Math.exp(-edge))
}

/** For each layer, width of a place, and how many places surely lie under the curve. */
const widths = new Float64Array(LAYERS)
const safePlaces = new Int32Array(LAYERS)
for (let layer = 0; layer < LAYERS; layer++) {
  const edge = edges[layer] as number
  widths[layer] = edge / PLACES
  safePlaces[layer] = Math.floor(((edges[layer + 1] as number) / edge) * PLACES)
}

/** A draw of mean 1 whose place was not surely under the curve. */
const drawAtEdge = (stream: RandomStream, layer: number, value: number): number => {
  // the tail beyond any point is distributed as the whole
  if (layer === 0) return TAIL_START - Math.log1p(-stream())
  const lower = Math.exp(-(edges[layer] as number))
  const upper = Math.exp(-(edges[layer + 1] as number))
  return lower + stream() * (upper - lower) < Math.exp(-value) ? value : draw(stream)
}

const draw = (stream: RandomStream): number => {
  const bits = (stream() * 4294967296) | 0
  const layer = bits & (LAYERS - 1)
  const place = bits >>> 8
  const value = (place + 0.5) * (widths[layer] as number)
  return place < (safePlaces[layer] as number) ? value : drawAtEdge(stream, layer, value)
}

/** Exponential with this mean, in about half the time of `exponential`; takes one draw of the stream, seldom more. */
export const fastExponential = (stream: RandomStream, mean: number): Sampler => {
  if (!(mean > 0 && mean < Infinity))
    throw new RangeError(`exponential distribution: the mean must be above 0, not ${mean}`)
  return () => mean * draw(stream)
}
