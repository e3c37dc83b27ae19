/** Wrong edits of a right side, each with the name of the mistake that it is. One row an edit. */
import { positionsIn, replacedAt } from "../decide/position.ts";
import { type Expr, type SymbolExpr, add, apply, isOp, mul, neg, number, one, two } from "../expression/expr.ts";
import { freeSymbols } from "../expression/traverse.ts";

interface Edit {
  readonly name: string;
  /** What may stand in the place of a part; nothing where the edit does not fit. */
  readonly change: (part: Expr, names: readonly SymbolExpr[]) => readonly Expr[];
}

const without = (args: readonly Expr[], at: number): readonly Expr[] => args.filter((_, i) => i !== at);

const edits: readonly Edit[] = [
  { name: "sign", change: (part) => (part.kind === "number" ? [] : [neg(part)]) },
  { name: "constant-factor", change: (part) => (isOp(part, "mul") ? [mul(two, part)] : []) },
  {
    name: "lost-factor",
    change: (part) =>
      isOp(part, "mul")
        ? part.args.map((_, i) => (part.args.length === 2 ? (part.args[1 - i] as Expr) : mul(...without(part.args, i))))
        : [],
  },
  {
    name: "lost-chain-term",
    change: (part) =>
      isOp(part, "add")
        ? part.args.map((_, i) => (part.args.length === 2 ? (part.args[1 - i] as Expr) : add(...without(part.args, i))))
        : [],
  },
  { name: "wrong-number", change: (part) => (part.kind === "number" ? [number({ n: part.value.n + part.value.d, d: part.value.d })] : []) },
  { name: "wrong-variable", change: (part, names) => (part.kind === "symbol" ? names.filter((name) => name !== part) : []) },
  {
    name: "function-for-derivative",
    change: (part) => (isOp(part, "cos") ? [apply("sin", part.args)] : isOp(part, "sin") ? [apply("cos", part.args)] : []),
  },
];

/** Some edits of every kind that fits; most of them change the value, and whether they do is to be decided. */
export function editsOf(expr: Expr, variable: SymbolExpr): readonly { readonly name: string; readonly expr: Expr }[] {
  const names = [...new Set([...freeSymbols(expr), variable])];
  return edits.flatMap(({ name, change }) => {
    const [first, ...more] = positionsIn(expr).flatMap(({ path, expr: part }) =>
      change(part, names).map((each) => ({ name, expr: replacedAt(expr, path, each) })),
    );
    return first ? [first, ...more.slice(-2)] : expr === one && name === "wrong-number" ? [{ name, expr: two }] : [];
  });
}
