// seedrandom's types do not describe its single-generator entry points.
declare module "seedrandom/lib/alea.js" {
  interface AleaState {
    readonly s0: number
    readonly s1: number
    readonly s2: number
    readonly c: number
  }
  interface Alea {
    (seed: string): () => number
    (seed: string, options: { readonly state: true }): { readonly state: () => AleaState }
  }
  const alea: Alea
  export default alea
}
