/** The chain rule, once: local partials of the table along every path, one derivative a node. */
import { type ApplyExpr, type CallExpr, type Expr, type SymbolExpr, apply, callOf, isOp, one, zero } from "../expression/expr.ts";
import { postorder, rebuild } from "../expression/traverse.ts";
import { out, x, y } from "../primitive/primitive.ts";
import { primitive } from "../primitive/table.ts";
import { productOf, sumOf, tidy } from "./tidy.ts";

/** Something that has no derivative here: an operation on matrices, an open sum, a function on the integers. */
export class NotDifferentiable extends Error {
  override readonly name = "NotDifferentiable";
}

/** What the derivative of a symbol is: 1 for the variable, 0 or what the definitions say for the others. */
export type SymbolDerivative = (symbol: SymbolExpr) => Expr;

/** d expr / d variable, every other symbol held; throws NotDifferentiable. Linear in the nodes of the DAG. */
export function differentiate(expr: Expr, variable: SymbolExpr): Expr {
  return differentiateBy(expr, (symbol) => (symbol === variable ? one : zero));
}

/** What a call adds beyond its arguments: its function may be defined in terms of names that depend on the variable. */
export type CallDerivative = (call: CallExpr) => Expr;

/** The same with the derivative of each symbol given. */
export function differentiateBy(expr: Expr, ofSymbol: SymbolDerivative, ofCall: CallDerivative = () => zero): Expr {
  const derivatives = new Map<number, Expr>();
  for (const node of postorder(expr)) {
    if (node.kind === "symbol") derivatives.set(node.id, ofSymbol(node));
    else if (node.kind === "number") derivatives.set(node.id, zero);
    else
      derivatives.set(
        node.id,
        throughNode(node, (arg) => derivatives.get(arg.id) as Expr, ofCall),
      );
  }
  return derivatives.get(expr.id) as Expr;
}

function throughNode(node: Expr, d: (arg: Expr) => Expr, ofCall: CallDerivative): Expr {
  if (isCondition(node)) return zero;
  if (isOp(node, "piecewise")) return piecewise(node, d);
  const terms: Expr[] = [];
  for (const [i, arg] of node.args.entries()) {
    const inner = d(arg);
    if (inner === zero) continue;
    terms.push(productOf([partial(node, i), inner]));
  }
  const beyond = node.kind === "call" ? ofCall(node) : zero;
  if (beyond !== zero) terms.push(beyond);
  return sumOf(terms);
}

/** ∂node/∂argument i, with the arguments held. */
export function partial(node: Expr, i: number): Expr {
  if (node.kind === "call") return callPartial(node, i);
  if (node.kind !== "apply")
    throw new NotDifferentiable(node.kind === "binder" ? "an open sum is not differentiated yet" : "a derivative inside was not evaluated");
  if (node.op === "add") return one;
  if (node.op === "mul") return productOf(node.args.filter((_, k) => k !== i));
  const pattern = primitive(node.op).partials?.[i];
  if (!pattern) throw new NotDifferentiable(`${node.op} has no derivative in the table`);
  return fill(pattern, node);
}

function callPartial(node: CallExpr, i: number): Expr {
  return callOf(
    node.name,
    node.orders.map((order, k) => (k === i ? order + 1 : order)),
    node.args,
  );
}

const filled = new Map<ApplyExpr, Map<Expr, Expr>>();

/** A partial of the table at the node's arguments, tidied as it is built. */
function fill(pattern: Expr, node: ApplyExpr): Expr {
  let known = filled.get(node);
  if (!known) filled.set(node, (known = new Map()));
  let result = known.get(pattern);
  if (!result) {
    const at = (leaf: Expr): Expr =>
      leaf === x ? (node.args[0] as Expr) : leaf === y ? (node.args[1] as Expr) : leaf === out ? node : leaf;
    result = rebuild(pattern, (part) => (part.kind === "symbol" ? at(part) : tidy(part)));
    known.set(pattern, result);
  }
  return result;
}

const CONDITIONS = new Set(["lt", "le", "eq", "ne", "and"]);

export function isCondition(node: Expr): boolean {
  return node.kind === "apply" && CONDITIONS.has(node.op);
}

/**
 * Branch by branch, on the inside of each condition: at the boundary the derivative is left undefined. A condition that does
 * not change, as the y = 1 of a loss by p, has no boundary.
 */
function piecewise(node: ApplyExpr, d: (arg: Expr) => Expr): Expr {
  const args: Expr[] = [];
  const before: Expr[] = [];
  const isFixed = (condition: Expr): boolean => condition.args.every((arg) => (isCondition(arg) ? isFixed(arg) : d(arg) === zero));
  for (let i = 0; i + 1 < node.args.length; i += 2) {
    const condition = node.args[i] as Expr;
    args.push(isFixed(condition) ? condition : inside(condition), d(node.args[i + 1] as Expr));
    before.push(condition);
  }
  if (node.args.length % 2) {
    const rest = before.map(outside);
    args.push(rest.length === 1 ? (rest[0] as Expr) : apply("and", rest), d(node.args.at(-1) as Expr));
  }
  return apply("piecewise", args);
}

/** The open set on which a condition holds. */
function inside(condition: Expr): Expr {
  const [a, b] = condition.args as [Expr, Expr];
  if (isOp(condition, "le")) return apply("lt", [a, b]);
  if (isOp(condition, "eq")) throw new NotDifferentiable("a branch that holds at single points only");
  return condition.kind === "apply" && condition.op === "and" ? apply("and", condition.args.map(inside)) : condition;
}

/** The open set on which it fails. */
function outside(condition: Expr): Expr {
  const [a, b] = condition.args as [Expr, Expr];
  if (isOp(condition, "lt") || isOp(condition, "le")) return apply("lt", [b, a]);
  if (isOp(condition, "eq")) return apply("ne", [a, b]);
  throw new NotDifferentiable('an "otherwise" after a condition that is not a plain inequality');
}
