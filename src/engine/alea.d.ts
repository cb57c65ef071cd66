// seedrandom's types do not describe its single-generator entry points.
declare module "seedrandom/lib/alea.js" {
  const alea: (seed: string) => () => number
  export default alea
}
