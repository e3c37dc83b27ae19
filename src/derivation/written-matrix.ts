/** Products and sums of matrices that are written out, entry by entry: what (p_1, p_2)^⊤ = (a b; c d) (x, y)^⊤ says of p_1. */
import { type Expr, add, apply, isOp, mul, neg, number, one } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";

type Rows = readonly (readonly Expr[])[];

/** The names of a column of names; undefined where it is anything else. */
export function columnOfNames(column: Expr): readonly string[] | undefined {
  if (!isOp(column, "matrix") || column.args.length < 2) return undefined;
  const entries = column.args.flatMap((row) => row.args);
  const names = entries.flatMap((entry) => (entry.kind === "symbol" ? [entry.name] : []));
  const isColumn = names.length === column.args.length && entries.length === names.length;
  return isColumn && new Set(names).size === names.length ? names : undefined;
}

/** An entry of a column, worked out where all of it is written out. */
export function entryOfColumn(column: Expr, i: number): Expr {
  return rowsOf(column)?.[i]?.[0] ?? apply("entry", [column, number(i + 1), one]);
}

function rowsOf(expr: Expr): Rows | undefined {
  const found = new Map<Expr, Rows | undefined>();
  for (const node of postorder(expr))
    found.set(
      node,
      rowsOfNode(node, (arg) => found.get(arg)),
    );
  return found.get(expr);
}

function rowsOfNode(node: Expr, rows: (arg: Expr) => Rows | undefined): Rows | undefined {
  if (isOp(node, "matrix")) {
    const written = node.args.map((row) => row.args);
    return new Set(written.map(({ length }) => length)).size === 1 ? written : undefined;
  }
  const args = node.args.map(rows);
  if (isOp(node, "neg")) return args[0]?.map((row) => row.map((entry) => neg(entry)));
  if (args.length === 0 || args.includes(undefined)) return undefined;
  const all = args as Rows[];
  if (isOp(node, "add")) return all.reduce<Rows | undefined>((a, b) => a && sum(a, b), zeroLike(all));
  return isOp(node, "mul") ? all.slice(1).reduce<Rows | undefined>((a, b) => a && product(a, b), all[0]) : undefined;
}

const zeroLike = ([first]: readonly Rows[]): Rows | undefined => first?.map((row) => row.map(() => number(0)));

function sum(a: Rows, b: Rows): Rows | undefined {
  if (a.length !== b.length || a[0]?.length !== b[0]?.length) return undefined;
  return a.map((row, i) => row.map((entry, j) => added(entry, b[i]?.[j] as Expr)));
}

const added = (a: Expr, b: Expr): Expr => (a.kind === "number" && a.value.n === 0n ? b : add(a, b));

function product(a: Rows, b: Rows): Rows | undefined {
  if (a[0]?.length !== b.length) return undefined;
  return a.map((row) => (b[0] as readonly Expr[]).map((_, j) => row.map((entry, k): Expr => mul(entry, b[k]?.[j] as Expr)).reduce(added)));
}
