/** The places in an expression where a mistake can be: each occurrence by the way that leads to it. */
import { type Expr, isOp, withArgs } from "../expression/expr.ts";
import { primitive } from "../primitive/table.ts";
import type { Place } from "./mistake.ts";

export interface Position {
  readonly expr: Expr;
  /** Argument numbers from the root down. */
  readonly path: readonly number[];
  readonly places: ReadonlySet<Place>;
}

const MOST_POSITIONS = 250;

/** Occurrences from the root down, level by level; a DAG's shared parts occur as often as they are used, up to a bound. */
export function positionsIn(root: Expr): Position[] {
  const found: Position[] = [{ expr: root, path: [], places: placesOfRoot(root) }];
  for (let k = 0; k < found.length && found.length < MOST_POSITIONS; k++) {
    const { expr, path, places } = found[k] as Position;
    if (expr.kind === "derivative") continue;
    if (expr.kind === "binder") {
      const body = expr.args[3] as Expr;
      found.push({ expr: body, path: [...path, 3], places: new Set(["factor", "base", "term", ...own(body)]) });
      continue;
    }
    for (const [i, arg] of expr.args.entries()) {
      if (isOp(expr, "pow") && i === 1) continue;
      if (isOp(expr, "piecewise") && i % 2 === 0 && i + 1 < expr.args.length) continue;
      found.push({ expr: arg, path: [...path, i], places: placesOf(arg, expr, i, places) });
    }
  }
  return found;
}

function placesOfRoot(root: Expr): Set<Place> {
  const places = new Set<Place>(["whole", "factor", "base", ...own(root)]);
  if (root.kind === "number") places.add(root.value.n === 0n ? "zero" : "number");
  return places;
}

function placesOf(arg: Expr, parent: Expr, i: number, above: ReadonlySet<Place>): Set<Place> {
  const places = new Set<Place>(own(arg));
  if (isOp(parent, "add")) places.add("term").add("base");
  else if (isOp(parent, "mul") || isOp(parent, "div")) places.add("factor").add("base");
  else if (isOp(parent, "pow")) places.add("base");
  else if (isOp(parent, "neg")) for (const place of PASSED_ON) if (above.has(place)) places.add(place);
  if (isOp(parent, "piecewise") && (i % 2 === 1 || i === parent.args.length - 1)) places.add("branch");
  // An entry of a matrix that is written out stands by itself.
  if (isOp(parent, "row")) for (const place of placesOfRoot(arg)) places.add(place);
  if (isFunction(parent)) places.add("argument");
  return places;
}

/** −a is a term, factor or base where a is one. */
const PASSED_ON: readonly Place[] = ["term", "factor", "base"];

function own(expr: Expr): Place[] {
  if (isOp(expr, "mul")) return ["product"];
  if (isFunction(expr)) return ["function", "operand"];
  return expr.kind === "symbol"
    ? ["name", "function", "operand"]
    : isOp(expr, "transpose") || expr.kind === "derivative"
      ? ["operand"]
      : [];
}

/** Whether it applies a function that is written with its name, such as exp or f. */
export function isFunction(expr: Expr): boolean {
  return expr.kind === "call" || (expr.kind === "apply" && expr.args.length > 0 && primitive(expr.op).notation === "function");
}

/** The root with the part at the end of the path replaced. */
export function replacedAt(root: Expr, path: readonly number[], part: Expr): Expr {
  const along = [root];
  for (const i of path) along.push((along.at(-1) as Expr).args[i] as Expr);
  let made = part;
  for (let k = path.length - 1; k >= 0; k--) {
    const parent = along[k] as Expr;
    made = withArgs(
      parent,
      parent.args.map((arg, i) => (i === path[k] ? made : arg)),
    );
  }
  return made;
}
