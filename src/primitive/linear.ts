/** Operations on vectors and matrices: read and echoed, not yet evaluated, so nothing that holds them gets a verdict. */
import { type ApplyExpr, type Expr, isOp } from "../expression/expr.ts";
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
  // ‖x‖_1 and ‖x‖_2 of a vector; of a matrix both mean something else, and are not read.
  row("norm1", "\\lVert", 1),
  row("norm2", "\\lVert", 1),
  row("gradient", "\\nabla", 2),
  row("inner", "\\langle", 2),
  row("entry", "_", "many"),
  row("matrix", "\\begin{pmatrix}", "many"),
  row("row", "&", "many"),
  row("concat", "[", "many"),
  row("set", "\\{", "many"),
];

/** The root of the sum of the squares of all entries: ‖x‖, ‖A‖_F, and ‖x‖_2 of a vector. */
export function isEuclideanNorm(expr: Expr): expr is ApplyExpr {
  return isOp(expr, "norm") || isOp(expr, "norm2");
}
