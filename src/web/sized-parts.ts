/** What only pages with vectors, matrices and sums need. */
export { instanceAt } from "../derivation/instance.ts";
export { shapesClash } from "../derivation/shape-verdict.ts";
export { sizedBench } from "../derivation/sized-bench.ts";
export { doubtAbout, ofNumbersAlone, ofOne } from "../derivation/sized-doubt.ts";
