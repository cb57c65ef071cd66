// The part of jstat that distributions.ts uses.
declare module "jstat" {
  interface StudentT {
    readonly cdf: (x: number, degreesOfFreedom: number) => number
    readonly inv: (probability: number, degreesOfFreedom: number) => number
  }
  interface Normal {
    readonly inv: (probability: number, mean: number, standardDeviation: number) => number
  }
  const jstat: { readonly studentt: StudentT; readonly normal: Normal }
  export default jstat
}
