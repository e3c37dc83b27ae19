/** What the diagnosis of a step over numbers works with: the names, slopes and factors at hand, and values at points. */
import { partial } from "../derivative/differentiate.ts";
import type { Graph } from "../derivative/graph.ts";
import { evaluateFloat64 } from "../evaluate/float64.ts";
import { type DerivativeExpr, type Expr, type SymbolExpr, binder, derivativeOf, isOp, mul, one, sub } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { atIndex, freeSymbols, isConstant, postorder, substitute } from "../expression/traverse.ts";
import { simplify } from "../simplify/simplify.ts";
import type { Bench } from "./diagnose.ts";
import { eliminate, relevant } from "./domain.ts";
import type { Pool } from "./mistake.ts";
import { isFunction } from "./position.ts";
import { concretize, samplePoints, toFloats } from "./sample.ts";

/** A step under the definitions of a graph. */
export interface Question {
  readonly graph: Graph;
  readonly left: Expr;
  readonly right: Expr;
  readonly given: readonly Expr[];
  readonly seed: number;
}

const MOST_NAMES = 40;
const MOST_PARTS = 60;
const POINTS = 5;

export function benchFor(question: Question): Bench {
  const parts = new Parts(question);
  const screen = new Screen(question, parts.names);
  return { left: question.left, pool: (kind, written) => parts.pool(kind, written), agrees: (right) => screen.agrees(right) };
}

function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    // What cannot be differentiated or unfolded offers nothing.
    return undefined;
  }
}

// Screening --------------------------------------------------------------------------------------------------------------

/** Compares candidates with the left side in doubles, at points of the leaves. */
export class Screen {
  private readonly question: Question;
  private readonly points: readonly ReadonlyMap<Expr, number>[];
  private readonly left: readonly number[];
  private readonly values = new Map<Expr, readonly number[]>();
  private readonly solved: ReadonlyMap<Expr, Expr>;

  constructor(question: Question, names: readonly Expr[]) {
    this.question = question;
    const { values, rest } = eliminate(question.given);
    this.solved = values;
    const sides = [question.left, question.right, ...names].flatMap((expr) => this.concrete(expr) ?? []);
    const conditions = relevant(rest, sides);
    const symbols = freeSymbols(...sides, ...conditions);
    const sampling = { symbols, conditions, exprs: [], seed: question.seed, count: 4 * POINTS };
    const points = samplePoints(sampling).map(toFloats);
    const [left] = sides as [Expr];
    const defined = points.filter((point) => Number.isFinite(evaluateFloat64([left], point).get(left.id)));
    this.points = defined.slice(0, POINTS);
    this.left = this.valuesOf(question.left);
  }

  agrees(candidate: Expr): boolean {
    const inside = postorder(candidate).filter((node) => node.kind !== "apply" && node.kind !== "number");
    const known = inside.map((node) => [node, this.valuesOf(node)] as const);
    return (
      this.points.length > 0 &&
      this.left.every((left, i) => {
        const value = evaluateFloat64([candidate], new Map(known.map(([node, values]) => [node, values[i] as number]))).get(
          candidate.id,
        ) as number;
        return Math.abs(value - left) <= 1e-9 * Math.max(Math.abs(value), Math.abs(left));
      })
    );
  }

  /** The values of a name, call or derivative at the points; NaN where it has none. */
  private valuesOf(expr: Expr): readonly number[] {
    let found = this.values.get(expr);
    if (!found) {
      const concrete = this.concrete(expr);
      found = this.points.map((point) => (concrete ? (evaluateFloat64([concrete], point).get(concrete.id) as number) : NaN));
      this.values.set(expr, found);
    }
    return found;
  }

  private concrete(expr: Expr): Expr | undefined {
    const { graph, seed } = this.question;
    return attempt(() => concretize([substitute(graph.unfold(graph.resolve(expr)), this.solved)], seed).exprs[0]);
  }
}

// What edits are made of -------------------------------------------------------------------------------------------------

/** The names, slopes, factors and terms that a step and its definitions offer. */
class Parts {
  readonly names: readonly SymbolExpr[];
  readonly left: Expr;
  private readonly question: Question;
  private readonly slopes: readonly DerivativeExpr[];
  private readonly memo = new Map<Pool, readonly Expr[]>();

  constructor(question: Question) {
    this.question = question;
    this.left = question.left;
    const { graph, left, right } = question;
    const near = [...freeSymbols(right), ...freeSymbols(left), ...graph.reach(right), ...graph.reach(left)];
    this.names = [...new Set(near)].slice(0, MOST_NAMES);
    this.slopes = this.names.flatMap((name) => this.definiensOf(name).map((of) => derivativeOf(name, of)));
  }

  pool(kind: Pool, written?: Expr): readonly Expr[] {
    if (kind === "siblings") return this.names.filter((name) => isSibling(name, written));
    if (kind === "other-names") return this.names.filter((name) => !isSibling(name, written));
    if (kind === "slopes-of-it") return written ? this.slopesOf(written) : [];
    if (kind === "derivative") return written ? this.derivativeOf(written) : [];
    let found = this.memo.get(kind);
    if (!found) this.memo.set(kind, (found = [...new Set(this.collect(kind))].slice(0, 2 * MOST_PARTS)));
    return found;
  }

  private collect(kind: Pool): readonly Expr[] {
    const { left, right } = this.question;
    switch (kind) {
      case "slopes":
        return this.slopes;
      case "factors":
        return [...this.names, ...this.subexpressions()];
      case "paths":
        return this.paths();
      case "terms":
        return [left, this.expected()].flatMap(termsOf);
      case "arguments":
        return [
          ...this.names,
          ...postorder(left, right, this.expected()).flatMap((node) => (isFunction(node) ? [node, ...node.args] : [])),
        ];
      case "branches":
        return [right, this.expected()].flatMap((expr) => postorder(expr).flatMap((node) => (isOp(node, "piecewise") ? node.args : [])));
      case "divisors":
        return this.divisors();
      case "instances":
        return this.instances();
      case "expected":
        return [this.expected()];
      case "expected-number":
        return isConstant(this.expected()) ? [this.expected()] : [];
      default:
        return [];
    }
  }

  /** The right side that follows from the definitions. */
  private expected(): Expr {
    const { graph, left } = this.question;
    return attempt(() => simplify(graph.resolve(left))) ?? left;
  }

  private definiensOf(name: SymbolExpr): SymbolExpr[] {
    const [definition] = attempt(() => this.question.graph.definitionsOf(name)) ?? [];
    return definition ? freeSymbols(definition).slice(0, MOST_NAMES) : [];
  }

  /** The derivatives of a name by what it is defined from, of a function by its arguments. */
  private slopesOf(written: Expr): Expr[] {
    const slopes = this.slopes.filter((slope) => slope.args[0] === written);
    return [...slopes, ...written.args.flatMap((_, i) => attempt(() => partial(written, i)) ?? [])];
  }

  /** The derivative by the variable that the left side is differentiated by. */
  private derivativeOf(written: Expr): Expr[] {
    const { graph, left } = this.question;
    const by = left.kind === "derivative" && !isConstant(written) ? (left.args[1] as SymbolExpr) : undefined;
    const total = by && attempt(() => simplify(graph.total(written, by)));
    return total && !postorder(total).some((node) => isOp(node, "piecewise")) ? [total] : [];
  }

  /** ∂f/∂m · ∂m/∂x for every name m between f and x. */
  private paths(): Expr[] {
    const { left } = this.question;
    if (left.kind !== "derivative") return [];
    const [of, by] = left.args as [Expr, SymbolExpr];
    return this.names.filter((name) => name !== of && name !== by).map((name) => mul(derivativeOf(of, name), derivativeOf(name, by)));
  }

  private subexpressions(): Expr[] {
    const { graph, left } = this.question;
    const slopes = this.slopes.flatMap((slope) => attempt(() => simplify(graph.resolve(slope))) ?? []);
    const whole = attempt(() => simplify(graph.unfold(graph.resolve(left)))) ?? left;
    const all = postorder(left, this.expected(), ...slopes, whole).filter((node) => !isConstant(node) || node.kind === "number");
    const complements = this.names.map((name) => sub(one, name));
    return [...all.filter((node) => node.kind !== "derivative"), ...complements].slice(0, 2 * MOST_PARTS);
  }

  /** Numbers and names that something is divided by in the definitions. */
  private divisors(): Expr[] {
    const definitions = this.names.flatMap((name) => this.question.graph.source.definitions.get(name) ?? []);
    return postorder(...definitions).flatMap((node) => {
      if (isOp(node, "div") && node.args[1] && (node.args[1].kind === "symbol" || node.args[1].kind === "number")) return [node.args[1]];
      return [];
    });
  }

  /** The right side summed over every index of a definition that it holds one instance of. */
  private instances(): Expr[] {
    const { right } = this.question;
    const definitions = this.names.flatMap((name) => this.question.graph.source.definitions.get(name) ?? []);
    const used = new Set(freeSymbols(right).flatMap((name) => indicesOf(nameParts(name.name).sub)));
    const sums = postorder(...definitions).filter((node) => node.kind === "binder" && node.op === "sum" && node.bounded);
    return sums.flatMap((sum) => {
      const [index, from, to] = sum.args as [SymbolExpr, Expr, Expr];
      const instances = [...used].filter((each) => /^\d+$/.test(each));
      return instances.map((instance) => binder("sum", index, [from, to], atIndex(right, instance, index.name)));
    });
  }
}

function isSibling(name: SymbolExpr, written: Expr | undefined): boolean {
  return written?.kind === "symbol" && nameParts(name.name).base === nameParts(written.name).base;
}

function termsOf(sum: Expr): readonly Expr[] {
  return isOp(sum, "add") ? sum.args : [];
}
