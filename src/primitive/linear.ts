/** Operations on vectors and matrices: read and echoed, not yet evaluated, so nothing that holds them gets a verdict. */
import { type Primitive } from "./primitive.ts";

const row = (name: string, latex: string, arity: number | "many"): Primitive => ({
  name,
  latex,
  arity,
  notation: "special",
  where: [],
  sample: [-3, 3],
  evaluate: () => NaN,
  source: "definition",
});

export const linear: readonly Primitive[] = [
  row("transpose", "^\\top", 1),
  row("hadamard", "\\odot", 2),
  row("outer", "\\otimes", 2),
  row("norm", "\\lVert", 1),
  row("gradient", "\\nabla", 2),
  row("inner", "\\langle", 2),
  row("entry", "_", "many"),
  row("matrix", "\\begin{matrix}", "many"),
];
