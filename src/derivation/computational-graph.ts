/** The computational graph of a document as plain data: values forward, derivatives backward, with numbers or with symbols. */
import { writtenName } from "../expression/name.ts";
import { toNumber } from "../base/rational.ts";
import { NotDifferentiable, differentiate, partial } from "../derivative/differentiate.ts";
import { type Graph, Undetermined } from "../derivative/graph.ts";
import { Dependence } from "../derive/dependence.ts";
import { Underivable } from "../derive/underivable.ts";
import { evaluateFloat64 } from "../evaluate/float64.ts";
import { type Expr, type SymbolExpr, isOp, symbol, withArgs } from "../expression/expr.ts";
import { freeSymbols, isConstant, postorder, substitute } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { primitive } from "../primitive/table.ts";
import { simplest } from "../simplify/simplest.ts";
import { type Contents, contentsOf } from "./check.ts";
import { segmentsOf } from "./segments.ts";
import { formulasOf } from "./formula.ts";
import type { DocumentLanguage } from "./segment.ts";
import { tensorKey } from "./tensor.ts";

export interface GraphNode {
  readonly id: number;
  /** "×", "exp", or the name or number of a leaf. */
  readonly label: string;
  readonly kind: "leaf" | "constant" | "operation" | "output";
  /** What the document calls the result. */
  readonly name: string | null;
}

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** What passes along the edge: a number, or a name. */
  readonly forward: string;
  /** What comes back along it: this edge's share of the derivative of the output. */
  readonly backward: string;
}

export interface ComputationalGraph {
  readonly output: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Whether every leaf has a number. */
  readonly numeric: boolean;
}

export interface GraphOptions {
  /** What is drawn; by default the last definition that nothing else uses. */
  readonly of?: string;
  /** Default: markdown. */
  readonly language?: DocumentLanguage;
}

/** More nodes than these nobody reads. */
export const MOST_NODES = 200;

/** Throws Underivable, which says what would help. */
export function computationalGraph(text: string, { of, language = "markdown" }: GraphOptions = {}): ComputationalGraph {
  const parts = formulasOf(segmentsOf(text, language));
  const contents = contentsOf(parts);
  const section = parts.formulas.at(-1)?.section ?? { id: 0, level: 0, parent: undefined };
  const view = { index: Number.MAX_SAFE_INTEGER, section };
  const output = of === undefined ? lastResult(contents) : symbol(of);
  if (!output || !contents.scope.isDefined(output.name, view))
    throw new Underivable(
      of === undefined ? "the document defines nothing that could be drawn" : `${of} has no definition in the document`,
    );
  try {
    const graph = contents.scope.graphAt(view, []);
    const tensor = [...graph.reach(output)].find((name) => contents.facts.tensors.has(tensorKey(name.name)));
    if (tensor) throw new Underivable(`${tensor.name} is a vector or matrix: graphs are drawn for numbers`);
    return new Drawing(graph, output).finished();
  } catch (error) {
    if (error instanceof Undetermined || error instanceof NotDifferentiable) throw new Underivable(error.message);
    throw error;
  }
}

/** The last name that is computed and goes into nothing else; g = ∂E/∂w is a result about the computation, not a part of it. */
export function lastResult({ scope }: Contents): SymbolExpr | undefined {
  const forward = scope.definitions.filter(
    ({ parameters, readings }) => !parameters && !postorder(...readings).some((node) => node.kind === "derivative"),
  );
  const used = new Set(forward.flatMap(({ readings }) => freeSymbols(...readings).map(({ name }) => name)));
  const last = forward.filter(({ name, readings }) => !used.has(name) && freeSymbols(...readings).length > 0).at(-1);
  return last && symbol(last.name);
}

const SIGNS: Readonly<Record<string, string>> = { add: "+", mul: "×", neg: "−", div: "÷", sqrt: "√", sigmoid: "σ" };

class Drawing {
  private readonly graph: Graph;
  private readonly output: SymbolExpr;
  /** Nodes in the order in which they are computed, names in the place of their definitions. */
  private readonly order: Expr[] = [];
  private readonly names = new Map<Expr, string>();
  private readonly values: ReadonlyMap<Expr, number>;

  constructor(graph: Graph, output: SymbolExpr) {
    this.graph = graph;
    this.output = output;
    this.collect();
    this.values = this.evaluated();
  }

  /** What a name stands for, unless that is a number: then it is a leaf with a value. */
  private bodyOf(name: SymbolExpr): Expr | undefined {
    const [body] = this.graph.definitionsOf(name);
    return body && body.kind !== "number" && freeSymbols(body).length > 0 ? body : undefined;
  }

  private drawn(expr: Expr): Expr {
    let at = expr;
    for (let body = at.kind === "symbol" ? this.bodyOf(at) : undefined; body; body = at.kind === "symbol" ? this.bodyOf(at) : undefined)
      at = body;
    return at;
  }

  private argsOf(node: Expr): readonly Expr[] {
    if (isNumber(node)) return [];
    // The exponent of a power belongs to its sign.
    const args = isOp(node, "pow") && node.args[1]?.kind === "number" ? node.args.slice(0, 1) : node.args;
    return node.kind === "derivative" ? [] : args.map((arg) => this.drawn(arg));
  }

  private collect(): void {
    // A circle of definitions is found, and said, before anything is followed.
    new Dependence(this.graph, symbol("‹nothing›")).dependsOn(this.output);
    const seen = new Set<Expr>();
    const open: { node: Expr; next: number }[] = [{ node: this.drawn(this.output), next: 0 }];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const arg = this.argsOf(top.node)[top.next++];
      if (arg && !seen.has(arg)) open.push({ node: arg, next: 0 });
      if (arg) continue;
      open.pop();
      if (!seen.has(top.node)) this.order.push(top.node);
      seen.add(top.node);
      if (this.order.length > MOST_NODES) throw new Underivable(`more than ${MOST_NODES} nodes: draw a part of it, with --of NAME`);
    }
    for (const name of [
      this.output,
      ...this.order.flatMap((node) => (node.kind === "apply" || node.kind === "call" ? freeSymbols(node) : [])),
    ]) {
      const node = this.drawn(name);
      if (node !== name && !this.names.has(node)) this.names.set(node, writtenName(name.name));
    }
  }

  private evaluated(): Map<Expr, number> {
    const values = new Map<Expr, number>();
    for (const node of this.order) values.set(node, this.valueOf(node, values));
    return values;
  }

  private valueOf(node: Expr, values: ReadonlyMap<Expr, number>): number {
    if (isNumber(node)) return evaluateFloat64([node], new Map()).get(node.id) as number;
    if (node.kind === "symbol") {
      const [body] = this.graph.definitionsOf(node);
      return body ? (evaluateFloat64([body], new Map()).get(body.id) as number) : NaN;
    }
    return this.numberOf(node, node, values);
  }

  /** An expression in terms of a node and its arguments, as a number; the node itself is computed from its arguments. */
  private numberOf(expr: Expr, node: Expr, values: ReadonlyMap<Expr, number>): number {
    const places = node.args.map((_, i) => symbol(`‹${i}›`));
    const result = symbol("‹result›");
    const numbers = new Map<Expr, number>(
      node.args.map((arg, i) => [places[i] as Expr, values.get(this.drawn(arg)) ?? toNumberOrNaN(arg)]),
    );
    if (expr !== node) numbers.set(result, values.get(node) ?? NaN);
    const placed = new Map<Expr, Expr>(node.args.map((arg, i) => [arg, places[i] as Expr]));
    const inPlace =
      expr === node ? this.withoutCalls(withArgs(node, places)) : substitute(this.withoutCalls(expr), placed.set(node, result));
    return evaluateFloat64([inPlace], numbers).get(inPlace.id) as number;
  }

  /** σ(z) of a page that defines σ by its body. */
  private withoutCalls(expr: Expr): Expr {
    const definition = expr.kind === "call" ? this.graph.source.functions.get(expr.name) : undefined;
    if (expr.kind !== "call" || !definition) return expr;
    let body = definition.body;
    for (let k = 0; k < (expr.orders[0] ?? 0); k++) body = differentiate(body, definition.parameters[0] as SymbolExpr);
    return substitute(body, new Map(definition.parameters.map((parameter, i) => [parameter as Expr, expr.args[i] as Expr])));
  }

  finished(): ComputationalGraph {
    const numeric = this.order.every((node) => Number.isFinite(this.values.get(node)));
    const ids = new Map(this.order.map((node, i) => [node, i]));
    const end = this.order.length;
    const nodes: GraphNode[] = this.order.map((node, id) => ({ id, ...this.shown(node) }));
    const root = this.drawn(this.output);
    const cotangents = new Map<Expr, number>([[root, 1]]);
    const uses = new Map<Expr, number>();
    for (const node of this.order) for (const arg of this.argsOf(node)) uses.set(arg, (uses.get(arg) ?? 0) + 1);
    const edges: GraphEdge[] = [
      {
        from: ids.get(root) as number,
        to: end,
        forward: numeric ? figure(this.values.get(root) as number) : writtenName(this.output.name),
        backward: "1",
      },
    ];
    for (const node of this.order.toReversed()) {
      for (const [i, arg] of this.argsOf(node).entries()) {
        const share = numeric ? (cotangents.get(node) ?? 0) * this.numberOf(partial(node, i), node, this.values) : NaN;
        if (numeric) cotangents.set(arg, (cotangents.get(arg) ?? 0) + share);
        const forward = numeric ? figure(this.values.get(arg) as number) : this.nameOf(arg);
        const backward = numeric ? figure(share) : this.symbolicShare(node, i, arg, uses.get(arg) === 1);
        edges.push({ from: ids.get(arg) as number, to: ids.get(node) as number, forward, backward: isNumber(arg) ? "" : backward });
      }
    }
    return {
      output: writtenName(this.output.name),
      nodes: [...nodes, { id: end, label: writtenName(this.output.name), kind: "output", name: null }],
      edges,
      numeric,
    };
  }

  private nameOf(node: Expr): string {
    return this.names.get(node) ?? (node.kind === "symbol" || isNumber(node) ? toPlain(node) : "");
  }

  /** ∂E/∂a where a goes nowhere else; else what this operation makes of what comes back to it. */
  private symbolicShare(node: Expr, i: number, arg: Expr, isOnly: boolean): string {
    const name = this.nameOf(arg);
    if (isNumber(arg)) return "";
    if (isOnly && name !== "") return `∂${writtenName(this.output.name)}/∂${name}`;
    const local = toPlain(simplest(partial(node, i)));
    return local.length > 24 ? "" : `× ${local}`;
  }

  private shown(node: Expr): Omit<GraphNode, "id"> {
    const name = this.names.get(node) ?? null;
    if (isNumber(node)) return { label: toPlain(node), kind: "constant", name };
    if (node.kind === "symbol") return { label: writtenName(node.name), kind: "leaf", name };
    if (node.kind === "call") return { label: node.name, kind: "operation", name };
    if (node.kind !== "apply") return { label: toPlain(node), kind: "leaf", name };
    if (isOp(node, "pow") && node.args[1]?.kind === "number") return { label: `( )^${toPlain(node.args[1])}`, kind: "operation", name };
    return { label: SIGNS[node.op] ?? primitive(node.op).name, kind: "operation", name };
  }
}

/** 1/2 and the like: one leaf. */
function isNumber(expr: Expr): boolean {
  return (expr.kind === "number" || expr.kind === "apply") && isConstant(expr);
}

function toNumberOrNaN(expr: Expr): number {
  return expr.kind === "number" ? toNumber(expr.value) : NaN;
}

/** Six digits at most, without zeros behind. */
function figure(value: number): string {
  const short = Number(value.toPrecision(6));
  return Math.abs(short) >= 1e6 || (short !== 0 && Math.abs(short) < 1e-4) ? short.toExponential() : String(short);
}
