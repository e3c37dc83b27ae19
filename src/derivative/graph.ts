/**
 * A computational graph as a document defines it: names with their definitions, functions with parameters, losses left
 * unknown. ∂a/∂b in it: change b, recompute everything that is defined from b, keep the rest.
 */
import { isInteger, toNumber } from "../base/rational.ts";
import {
  type BinderExpr,
  type CallExpr,
  type DerivativeExpr,
  type Expr,
  type SymbolExpr,
  apply,
  callOf,
  one,
  zero,
} from "../expression/expr.ts";
import { foldOver } from "../expression/fold.ts";
import { atIndex, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { BY_WHAT, NABLA } from "../expression/name.ts";
import { functionNamed } from "../primitive/table.ts";
import { x, y } from "../primitive/primitive.ts";
import { differentiate, differentiateBy } from "./differentiate.ts";
import { productOf, sumOf, tidy } from "./tidy.ts";

export interface FunctionDefinition {
  readonly parameters: readonly SymbolExpr[];
  readonly body: Expr;
}

export interface GraphSource {
  /** Every definition of a name, in the order in which they stand; all of them hold. */
  readonly definitions: { get(name: SymbolExpr): readonly Expr[] | undefined };
  readonly functions: { get(name: string): FunctionDefinition | undefined };
  /** Names that may be applied although nothing is known of them; any name if this is missing. */
  readonly unknownFunctions?: ReadonlySet<string>;
}

/** A derivative that the definitions do not settle; `message` says what is missing. */
export class Undetermined extends Error {
  override readonly name = "Undetermined";
}

const LARGEST_SUM = 1000;

export class Graph {
  readonly source: GraphSource;
  /** Undefined names that are differentiated: unknown functions of the sinks. */
  private readonly roots = new Map<SymbolExpr, readonly SymbolExpr[]>();
  private readonly resolvedDefinitions = new Map<SymbolExpr, readonly Expr[]>();
  private readonly resolving = new Set<SymbolExpr | string>();
  private readonly reachMemo = new Map<SymbolExpr, Set<SymbolExpr>>();
  /** Which of several definitions that reach the variable to go by. */
  private readonly pick: number;
  /** Whether some derivative could have gone by another definition. */
  branched = false;

  constructor(
    source: GraphSource,
    options: { readonly pick?: number; readonly roots?: ReadonlyMap<SymbolExpr, readonly SymbolExpr[]> } = {},
  ) {
    this.source = source;
    this.pick = options.pick ?? 0;
    for (const [root, sinks] of options.roots ?? []) this.roots.set(root, sinks);
  }

  /** Whether a function without definition may stand for any smooth function. */
  mayBeUnknown(name: string): boolean {
    const { unknownFunctions } = this.source;
    return unknownFunctions === undefined || unknownFunctions.has(name) || [...this.roots.keys()].some((root) => root.name === name);
  }

  /** What an unknown loss is taken to depend on. */
  sinksOf(name: SymbolExpr): readonly SymbolExpr[] | undefined {
    return this.roots.get(name);
  }

  /** Evaluates every derivative and finite sum; names and order-0 calls stay. Throws Undetermined, NotDifferentiable. */
  resolve(expr: Expr): Expr {
    return rebuild(expr, (node) => {
      if (node.kind === "derivative") return this.derivative(node);
      return node.kind === "binder" ? this.resolve(unrolled(node)) : node;
    });
  }

  /** Replaces every defined name and function by what it is, down to the leaves. The argument is resolved. */
  unfold(expr: Expr): Expr {
    const done = new Map<Expr, Expr>();
    const open: Expr[] = [expr];
    const onPath = new Set<Expr>();
    for (let top = open.at(-1); top; top = open.at(-1)) {
      if (done.has(top)) {
        open.pop();
        continue;
      }
      const needs = this.needsOf(top).filter((need) => !done.has(need));
      if (needs.length === 0) {
        done.set(top, this.filledIn(top, done));
        onPath.delete(top);
        open.pop();
        continue;
      }
      if (onPath.has(top)) throw new Undetermined("some names are defined by each other");
      onPath.add(top);
      open.push(...needs);
    }
    return done.get(expr) as Expr;
  }

  /** The expressions whose unfolded forms an expression needs: definitions of its names, bodies of its calls. */
  private needsOf(expr: Expr): Expr[] {
    const needs: Expr[] = [];
    for (const node of postorder(expr)) {
      if (node.kind === "symbol") {
        const definition = this.definitionsOf(node)[0];
        if (definition) needs.push(definition);
      } else if (node.kind === "call") {
        const body = this.callBody(node);
        if (body) needs.push(body);
      }
    }
    return needs;
  }

  private filledIn(expr: Expr, done: ReadonlyMap<Expr, Expr>): Expr {
    return rebuild(expr, (node, original) => {
      if (node.kind === "symbol") {
        const definition = this.definitionsOf(node)[0];
        return definition ? (done.get(definition) as Expr) : this.rootCall(node);
      }
      if (node.kind !== "call" || original.kind !== "call") return node;
      const body = this.callBody(original);
      return body ? this.intoBody(node, done.get(body) as Expr) : node;
    });
  }

  private readonly calling = new Set<SymbolExpr>();

  /** An unknown loss by itself is the unknown function of its sinks. */
  private rootCall(node: SymbolExpr): Expr {
    const sinks = this.roots.get(node);
    if (!sinks) return node;
    if (this.calling.has(node)) throw new Undetermined("some names are defined by each other");
    this.calling.add(node);
    try {
      return this.unfold(
        callOf(
          node.name,
          sinks.map(() => 0),
          sinks,
        ),
      );
    } finally {
      this.calling.delete(node);
    }
  }

  private intoBody(node: CallExpr, body: Expr): Expr {
    const definition = this.source.functions.get(node.name);
    const parameters = definition?.parameters ?? [x, y];
    const values = new Map<Expr, Expr>(parameters.map((parameter, i) => [parameter, node.args[i] as Expr]));
    return substitute(body, values);
  }

  private readonly bodies = new Map<string, Expr | undefined>();

  /** The body of a defined function, derived as often as the call says; undefined for an unknown function. */
  private callBody(node: CallExpr): Expr | undefined {
    const key = `${node.name}'${node.orders.join()}`;
    if (this.bodies.has(key)) return this.bodies.get(key);
    if (this.resolving.has(key)) throw new Undetermined(`${node.name} is defined by itself`);
    this.resolving.add(key);
    try {
      const body = this.derivedBody(node);
      this.bodies.set(key, body);
      return body;
    } finally {
      this.resolving.delete(key);
    }
  }

  private derivedBody(node: CallExpr): Expr | undefined {
    const definition = this.source.functions.get(node.name);
    if (!definition) return primitiveBody(node);
    const { parameters } = definition;
    if (parameters.length !== node.args.length)
      throw new Undetermined(`${node.name} is defined with ${parameters.length} arguments and used with ${node.args.length}`);
    let body = this.resolve(definition.body);
    for (const [i, order] of node.orders.entries()) for (let k = 0; k < order; k++) body = this.total(body, parameters[i] as SymbolExpr);
    return body;
  }

  /** The definitions of a name, their own derivatives evaluated. */
  definitionsOf(name: SymbolExpr): readonly Expr[] {
    const known = this.resolvedDefinitions.get(name);
    if (known) return known;
    const raw = this.source.definitions.get(name) ?? [];
    if (raw.length === 0) return raw;
    if (this.resolving.has(name)) throw new Undetermined(`${name.name} is defined by itself, through other definitions`);
    this.resolving.add(name);
    try {
      const resolved = raw.map((definition) => this.resolve(definition));
      this.resolvedDefinitions.set(name, resolved);
      return resolved;
    } finally {
      // What cannot be resolved is no circle when it is asked for again.
      this.resolving.delete(name);
    }
  }

  /** Every name that an expression depends on, through the definitions, itself included. */
  reach(expr: Expr): Set<SymbolExpr> {
    const found = new Set<SymbolExpr>();
    const open = this.symbolsIn(writtenOut(expr));
    for (let name = open.pop(); name; name = open.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      for (const next of this.directly(name)) open.push(next);
    }
    return found;
  }

  private directly(name: SymbolExpr): Set<SymbolExpr> {
    let memo = this.reachMemo.get(name);
    if (!memo) {
      memo = new Set(this.definitionsOf(name).flatMap((definition) => this.symbolsIn(definition)));
      for (const sink of this.roots.get(name) ?? []) memo.add(sink);
      this.reachMemo.set(name, memo);
    }
    return memo;
  }

  private derivative(node: DerivativeExpr): Expr {
    const [of, wrt] = node.args as [Expr, SymbolExpr];
    if (wrt.name === NABLA) throw new Undetermined(BY_WHAT);
    return this.total(of, wrt);
  }

  /** d of / d variable through the definitions. */
  total(of: Expr, variable: SymbolExpr): Expr {
    const order = this.inOrder(of, variable);
    const derivatives = new Map<SymbolExpr, Expr>([[variable, one]]);
    const ofSymbol = (name: SymbolExpr): Expr => derivatives.get(name) ?? zero;
    const ofCall = (call: CallExpr): Expr => this.throughBody(call, ofSymbol, ofCall);
    for (const name of order) {
      const sinks = this.roots.get(name);
      derivatives.set(
        name,
        sinks ? throughRoot(name, sinks, ofSymbol) : differentiateBy(this.definitionFor(name, variable), ofSymbol, ofCall),
      );
    }
    return differentiateBy(of, ofSymbol, ofCall);
  }

  /** f(x) = w x² depends on w too: the derivative of the body with its parameters held. */
  private throughBody(call: CallExpr, ofSymbol: (name: SymbolExpr) => Expr, ofCall: (call: CallExpr) => Expr): Expr {
    const parameters = this.source.functions.get(call.name)?.parameters;
    if (!parameters || [...this.namesInBody(call.name)].every((name) => ofSymbol(name) === zero)) return zero;
    const body = this.callBody(call) as Expr;
    const derivative = differentiateBy(body, (name) => (parameters.includes(name) ? zero : ofSymbol(name)), ofCall);
    return derivative === zero ? zero : this.intoBody(call, derivative);
  }

  private readonly bodyNames = new Map<string, ReadonlySet<SymbolExpr>>();

  /** The names that a defined function is made of, its parameters left out. */
  private namesInBody(name: string): ReadonlySet<SymbolExpr> {
    let names = this.bodyNames.get(name);
    if (!names) {
      this.bodyNames.set(name, new Set());
      const definition = this.source.functions.get(name);
      const inside = definition ? this.symbolsIn(writtenOut(definition.body)) : [];
      this.bodyNames.set(name, (names = new Set(inside.filter((inner) => !definition?.parameters.includes(inner)))));
    }
    return names;
  }

  /** The names in an expression and in the bodies of the functions that it calls. */
  private symbolsIn(expr: Expr): SymbolExpr[] {
    const found = new Set<SymbolExpr>();
    for (const node of postorder(expr)) {
      if (node.kind === "symbol") found.add(node);
      else if (node.kind === "call") for (const name of this.namesInBody(node.name)) found.add(name);
    }
    return [...found];
  }

  /** The names between the variable and the expression that depend on it, each behind those that it needs. */
  private inOrder(of: Expr, variable: SymbolExpr): SymbolExpr[] {
    const depends = new Map<SymbolExpr, boolean>([[variable, true]]);
    const order: SymbolExpr[] = [];
    const open: SymbolExpr[] = this.symbolsIn(of);
    const onPath = new Set<SymbolExpr>();
    for (let name = open.at(-1); name; name = open.at(-1)) {
      if (depends.has(name)) {
        open.pop();
        continue;
      }
      const needs = [...this.directly(name)].filter((need) => !depends.has(need));
      if (needs.length > 0) {
        if (onPath.has(name)) throw new Undetermined(`${name.name} is defined by itself, through other definitions`);
        onPath.add(name);
        open.push(...needs);
        continue;
      }
      open.pop();
      const does = [...this.directly(name)].some((need) => depends.get(need));
      depends.set(name, does);
      if (does) order.push(name);
    }
    return order;
  }

  /** The definition of a name that reaches the variable. */
  private definitionFor(name: SymbolExpr, variable: SymbolExpr): Expr {
    const definitions = this.definitionsOf(name);
    const reaching = definitions.filter((definition) => this.reach(definition).has(variable));
    if (reaching.length > 1) this.branched = true;
    return (reaching[Math.min(this.pick, reaching.length - 1)] ?? definitions[0]) as Expr;
  }
}

/** Finite sums as their terms; open sums as they are. */
export function writtenOut(expr: Expr): Expr {
  return rebuild(expr, (node) => {
    const [low, high] = boundsOf(node);
    return high - low < LARGEST_SUM ? unrolled(node as BinderExpr) : node;
  });
}

function throughRoot(name: SymbolExpr, sinks: readonly SymbolExpr[], d: (name: SymbolExpr) => Expr): Expr {
  const terms = sinks.map((sink, i) =>
    productOf([
      callOf(
        name.name,
        sinks.map((_, k) => (k === i ? 1 : 0)),
        sinks,
      ),
      d(sink),
    ]),
  );
  return sumOf(terms.filter((term) => term !== zero));
}

/** tanh'(u): the derived row of the table, over its placeholders x and y. */
export function primitiveBody(node: CallExpr): Expr | undefined {
  const row = functionNamed(node.name);
  if (!row || node.orders.every((order) => order === 0)) return undefined;
  const placeholders = [x, y].slice(0, node.args.length);
  let body: Expr = apply(row.name, placeholders);
  for (const [i, order] of node.orders.entries()) for (let k = 0; k < order; k++) body = differentiate(body, placeholders[i] as SymbolExpr);
  return body;
}

/** A finite sum written out; throws Undetermined where its bounds are not numbers. */
export function unrolled(node: BinderExpr): Expr {
  const [index, , , body] = node.args as [SymbolExpr, Expr, Expr, Expr];
  const [low, high] = boundsOf(node);
  if (Number.isNaN(high - low)) throw new Undetermined("a sum without numbers as its bounds is not decided yet");
  if (high - low + 1 > LARGEST_SUM) throw new Undetermined(`a sum of more than ${LARGEST_SUM} terms is not written out`);
  const terms: Expr[] = [];
  for (let k = low; k <= high; k++) terms.push(atIndex(body, index.name, k));
  const value = foldOver(node.op, terms);
  if (!value) throw new Undetermined(`a ${node.op} of no terms`);
  return value;
}

/** The numbers between which a sum runs; NaN where there are none. */
function boundsOf(node: Expr): readonly [number, number] {
  const [, from, to] = node.args as [Expr, Expr, Expr, Expr];
  return node.kind === "binder" && node.bounded ? [integerOf(from), integerOf(to)] : [NaN, NaN];
}

function integerOf(expr: Expr): number {
  const folded = rebuild(expr, tidy);
  const value = folded.kind === "number" && isInteger(folded.value) ? toNumber(folded.value) : NaN;
  return Number.isSafeInteger(value) ? value : NaN;
}
