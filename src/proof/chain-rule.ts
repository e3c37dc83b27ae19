/**
 * Derivatives once more, for the replay: the chain rule over the table's partials and the claim's definitions, written
 * without the engine of derivative/, so that an error there cannot pass here.
 */
import { call, run, type Step } from "../base/coroutine.ts";
import {
  type CallExpr,
  type Expr,
  type SymbolExpr,
  add,
  apply,
  callOf,
  isOp,
  mul,
  number,
  one,
  pow,
  withArgs,
  zero,
} from "../expression/expr.ts";
import { foldOver } from "../expression/fold.ts";
import { atIndex, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { out, x, y } from "../primitive/primitive.ts";
import { functionNamed, primitive } from "../primitive/table.ts";
import type { Claim, FunctionRow } from "./certificate.ts";
import { exactValue } from "../evaluate/exact.ts";
import { Rejected } from "./rejected.ts";

const LARGEST_SUM = 1000;
const MOST_NODES = 1_000_000;

export class ChainRule {
  private readonly definitions: ReadonlyMap<Expr, readonly Expr[]>;
  private readonly functions: ReadonlyMap<string, FunctionRow>;
  private readonly roots: ReadonlyMap<Expr, readonly SymbolExpr[]>;
  private readonly resolved = new Map<Expr, readonly Expr[] | "open">();
  private readonly bodies = new Map<string, Expr | "open" | undefined>();
  private readonly slopes = new Map<string, Expr | "open">();
  private nodes = 0;
  private readonly unfolded = new Map<Expr, Expr | "open">();

  constructor(claim: Claim) {
    this.definitions = new Map(claim.definitions);
    this.functions = new Map(claim.functions.map((row) => [row.name, row]));
    this.roots = new Map(claim.roots);
  }

  /** An expression with its derivatives evaluated and its sums written out. Throws Rejected. */
  resolve(expr: Expr): Expr {
    return run(this.resolving(expr));
  }

  /** A resolved expression down to the leaves. Throws Rejected. */
  unfold(expr: Expr): Expr {
    return run(this.unfolding(expr));
  }

  private nodesOf(expr: Expr): Expr[] {
    const nodes = postorder(expr);
    if ((this.nodes += nodes.length) > MOST_NODES) throw new Rejected(`derivatives of more than ${MOST_NODES} parts`);
    return nodes;
  }

  private *resolving(expr: Expr): Step<Expr> {
    const plain = rebuild(expr, (node) => (node.kind === "binder" ? writtenOut(node) : node));
    const made = new Map<Expr, Expr>();
    for (const node of postorder(plain)) {
      if (node.kind !== "derivative") continue;
      const rebuilt = rebuild(node, (part, original) => made.get(original) ?? part);
      made.set(node, yield* call(this.slope(rebuilt.args[0] as Expr, rebuilt.args[1] as SymbolExpr)));
    }
    return made.size === 0 ? plain : rebuild(plain, (part, original) => made.get(original) ?? part);
  }

  private *definitionsOf(name: SymbolExpr): Step<readonly Expr[]> {
    const known = this.resolved.get(name);
    if (known === "open") throw new Rejected(`${name.name} is defined by itself`);
    if (known) return known;
    this.resolved.set(name, "open");
    const list: Expr[] = [];
    for (const raw of this.definitions.get(name) ?? []) list.push(yield* call(this.resolving(raw)));
    this.resolved.set(name, list);
    return list;
  }

  /** d expr / d by: change `by`, recompute what is defined from it, hold the rest. The expression is resolved. */
  private *slope(expr: Expr, by: SymbolExpr): Step<Expr> {
    const d = new Map<Expr, Expr>();
    for (const node of this.nodesOf(expr)) {
      let slope: Expr = zero;
      if (node.kind === "symbol") slope = yield* call(this.slopeOfName(node, by));
      else if (node.kind === "call" || node.kind === "apply") {
        slope = isOp(node, "piecewise") ? branchwise(node, d) : total(node, d);
        if (node.kind === "call") slope = sum([slope, yield* call(this.throughBody(node, by))]);
      } else if (node.kind !== "number") throw new Rejected("a derivative or sum that was not evaluated");
      d.set(node, slope);
    }
    return d.get(expr) as Expr;
  }

  private *slopeOfName(name: SymbolExpr, by: SymbolExpr): Step<Expr> {
    if (name === by) return one;
    const key = `${name.id}/${by.id}`;
    const known = this.slopes.get(key);
    if (known === "open") throw new Rejected(`${name.name} is defined by itself`);
    if (known) return known;
    this.slopes.set(key, "open");
    let slope: Expr = zero;
    const sinks = this.roots.get(name);
    if (sinks) slope = yield* call(this.slope(unknownOf(name, sinks), by));
    for (const definition of yield* call(this.definitionsOf(name))) {
      if (slope !== zero) break;
      slope = yield* call(this.slope(definition, by));
    }
    this.slopes.set(key, slope);
    return slope;
  }

  /** What a function's own definition adds: f(x) = w x depends on w. */
  private *throughBody(node: CallExpr, by: SymbolExpr): Step<Expr> {
    const row = this.functions.get(node.name);
    const body = row && (yield* call(this.body(node)));
    if (!body) return zero;
    const slope = yield* call(this.slope(body, by));
    return slope === zero ? zero : substitute(slope, new Map((row?.parameters ?? []).map((p, i) => [p as Expr, node.args[i] as Expr])));
  }

  /** The body of a defined function, or of a primitive, derived as often as the call says. */
  private *body(node: CallExpr): Step<Expr | undefined> {
    const key = `${node.name}'${node.orders.join()}`;
    const known = this.bodies.get(key);
    if (known === "open") throw new Rejected(`${node.name} is defined by itself`);
    if (this.bodies.has(key)) return known;
    this.bodies.set(key, "open");
    const row = this.functions.get(node.name) ?? primitiveRow(node);
    if (row && row.parameters.length !== node.args.length) throw new Rejected(`${node.name} has ${row.parameters.length} arguments`);
    let body = row && (yield* call(this.resolving(row.body)));
    const by = row ? node.orders.flatMap((order, i) => Array<SymbolExpr>(order).fill(row.parameters[i] as SymbolExpr)) : [];
    for (const parameter of by) body = yield* call(this.slope(body as Expr, parameter));
    this.bodies.set(key, body);
    return body;
  }

  private *unfolding(expr: Expr): Step<Expr> {
    const known = this.unfolded.get(expr);
    if (known === "open") throw new Rejected("some names are defined by each other");
    if (known) return known;
    this.unfolded.set(expr, "open");
    const made = new Map<Expr, Expr>();
    for (const node of this.nodesOf(expr)) made.set(node, yield* call(this.unfoldingNode(node, made)));
    this.unfolded.set(expr, made.get(expr) as Expr);
    return made.get(expr) as Expr;
  }

  private *unfoldingNode(node: Expr, made: ReadonlyMap<Expr, Expr>): Step<Expr> {
    if (node.kind === "symbol") {
      const [definition] = yield* call(this.definitionsOf(node));
      const sinks = this.roots.get(node);
      if (definition) return yield* call(this.unfolding(definition));
      return sinks ? yield* call(this.unfolding(unknownOf(node, sinks))) : node;
    }
    const rebuilt = withArgs(
      node,
      node.args.map((arg) => made.get(arg) as Expr),
    );
    if (node.kind !== "call" || rebuilt.kind !== "call") return rebuilt;
    const body = yield* call(this.body(node));
    if (!body) return rebuilt;
    const parameters = (this.functions.get(node.name) ?? primitiveRow(node))?.parameters ?? [];
    const whole = yield* call(this.unfolding(body));
    return substitute(whole, new Map(parameters.map((parameter, i) => [parameter as Expr, rebuilt.args[i] as Expr])));
  }
}

/** A name that nothing is known of but what it depends on. */
function unknownOf(name: SymbolExpr, sinks: readonly SymbolExpr[]): Expr {
  const orders = sinks.map(() => 0);
  return callOf(name.name, orders, sinks);
}

/** tanh'(u): the table's own function, which a call may differentiate. */
function primitiveRow(node: CallExpr): FunctionRow | undefined {
  const row = functionNamed(node.name);
  if (!row || node.orders.every((order) => order === 0)) return undefined;
  const parameters = [x, y].slice(0, node.args.length);
  return { name: node.name, parameters, body: apply(row.name, parameters) };
}

function sum(terms: readonly Expr[]): Expr {
  const kept = terms.filter((term) => term !== zero);
  return kept.length === 0 ? zero : valueOf(kept.length === 1 ? (kept[0] as Expr) : add(...kept));
}

function total(node: Expr, d: ReadonlyMap<Expr, Expr>): Expr {
  if (node.kind === "apply" && RELATIONS.has(node.op)) return zero;
  return sum(
    node.args.map((arg, i) => {
      const inner = d.get(arg) as Expr;
      return inner === zero ? zero : product([partial(node, i), inner]);
    }),
  );
}

const RELATIONS: ReadonlySet<string> = new Set(["lt", "le", "eq", "ne", "and"]);

function partial(node: Expr, i: number): Expr {
  if (node.kind === "call")
    return callOf(
      node.name,
      node.orders.map((order, k) => order + (k === i ? 1 : 0)),
      node.args,
    );
  if (node.kind !== "apply") throw new Rejected("a derivative of what is no function");
  if (node.op === "add") return one;
  if (node.op === "mul") return product(node.args.filter((_, k) => k !== i));
  const pattern = primitive(node.op).partials?.[i];
  if (!pattern) throw new Rejected(`${node.op} has no derivative in the table`);
  return rebuild(pattern, (part) => (part.kind === "symbol" ? placed(part, node) : folded(part)));
}

function placed(placeholder: Expr, node: Expr): Expr {
  const [a, b] = node.args;
  return placeholder === out ? node : placeholder === x && a ? a : placeholder === y && b ? b : placeholder;
}

/** Numbers worked out, terms 0 and factors 1 left out: names that do not matter should not stay. */
function folded(node: Expr): Expr {
  if (isOp(node, "mul")) return product(node.args);
  if (isOp(node, "add")) return sum(node.args);
  if (!isOp(node, "pow")) return valueOf(node);
  const [base, exponent] = node.args as [Expr, Expr];
  const power = exactValue(exponent);
  return !power ? node : power.n === 0n ? one : power.n === power.d ? base : pow(base, number(power));
}

function valueOf(node: Expr): Expr {
  const value = exactValue(node);
  return value ? number(value) : node;
}

function product(factors: readonly Expr[]): Expr {
  const kept = factors.filter((factor) => factor !== one);
  if (kept.includes(zero)) return zero;
  return kept.length === 0 ? one : valueOf(kept.length === 1 ? (kept[0] as Expr) : mul(...kept));
}

/**
 * Each branch on the inside of its condition, which is the condition itself where that does not change; nothing where no part of
 * it changes, so that there are no kinks either.
 */
function branchwise({ args }: Expr, d: ReadonlyMap<Expr, Expr>): Expr {
  const areHeld = (parts: readonly Expr[]): boolean => postorder(...parts).every((part) => d.get(part) === zero);
  if (areHeld(args)) return zero;
  const cases = args.filter((_, i) => i % 2 === 0 && i + 1 < args.length);
  const where = cases.map((each) => (areHeld(each.args) ? each : inside(each)));
  const rest = args.length % 2 === 0 ? [] : [apply("and", cases.map(outside)), d.get(args.at(-1) as Expr) as Expr];
  return apply("piecewise", [...where.flatMap((each, i) => [each, d.get(args[2 * i + 1] as Expr) as Expr]), ...rest]);
}

function inside(condition: Expr): Expr {
  if (isOp(condition, "and")) return apply("and", condition.args.map(inside));
  if (isOp(condition, "le") || isOp(condition, "lt")) return apply("lt", condition.args);
  if (isOp(condition, "ne")) return condition;
  throw new Rejected("a branch without inside");
}

function outside(condition: Expr): Expr {
  if (isOp(condition, "le") || isOp(condition, "lt")) return apply("lt", condition.args.toReversed());
  if (isOp(condition, "eq")) return apply("ne", condition.args);
  throw new Rejected("a branch whose outside is not plain");
}

function writtenOut(node: Expr & { readonly kind: "binder" }): Expr {
  const [index, from, to, body] = node.args as [SymbolExpr, Expr, Expr, Expr];
  const [low, high] = node.bounded ? [exactValue(from), exactValue(to)] : [];
  if (low?.d !== 1n || high?.d !== 1n) throw new Rejected("a sum without numbers as its bounds");
  if (high.n - low.n >= BigInt(LARGEST_SUM)) throw new Rejected(`a sum of more than ${LARGEST_SUM} terms`);
  const terms = Array.from({ length: Math.max(0, Number(high.n - low.n) + 1) }, (_, i) => atIndex(body, index.name, Number(low.n) + i));
  const value = foldOver(node.op, terms);
  if (!value) throw new Rejected(`a ${node.op} of no terms`);
  return value;
}
