/** Names that stand for themselves, and functions applied to arguments that are read already. */
import { fromDecimal } from "../base/rational.ts";
import { ParseError, type Span } from "../base/span.ts";
import { type Expr, apply, callOf, div, number, one, symbol, derivativeOf } from "../expression/expr.ts";
import { OWN, primedName } from "../expression/name.ts";
import { functionNamed, primitive } from "../primitive/table.ts";
import type { Syntax } from "../syntax/tree.ts";
import type { Names } from "./names.ts";
import { type Head, headOf } from "./script.ts";

/** A place that can be read in more than one way. */
export interface Ambiguity {
  readonly span: Span;
  readonly message: string;
}

/** `\cancel{body}^to`: a claim of its own. */
export interface Cancelled {
  readonly span: Span;
  readonly body: Expr;
  readonly to: Expr;
}

export interface Reading {
  readonly expr: Expr;
  readonly ambiguities: readonly Ambiguity[];
  readonly cancelled: readonly Cancelled[];
}

export interface ElaborateOptions {
  readonly names: Names;
  /** Which reading to take at each ambiguity, in order; 0 where it ends. */
  readonly choices?: readonly number[];
  /** What a struck-out term stands for: itself, or what the author replaces it by. */
  readonly struck?: "kept" | "replaced";
}

/** Words that are no primitives, and stand before what they work on all the same. */
const OPERATORS: ReadonlySet<string> = new Set(
  "softmax logsumexp LSE argmax argmin arg Pr Var Cov var cov mean avg sum det tr Tr trace diag rank ReLU relu concat pool".split(" "),
);
const OF_MATRICES: ReadonlySet<string> = new Set(["det", "tr", "Tr", "trace"]);

/** What plain text writes as a function, and no page calls so: a reading is read back as what it was. */
const PRINTED: ReadonlySet<string> = new Set("piecewise and entry matrix row norm norm1 norm2 hadamard outer inner".split(" "));

export class Naming {
  readonly ambiguities: Ambiguity[] = [];

  readonly cancelled: Cancelled[] = [];

  protected readonly options: ElaborateOptions;

  constructor(options: ElaborateOptions) {
    this.options = options;
  }

  protected choose(span: Span, message: string): number {
    const choice = this.options.choices?.[this.ambiguities.length] ?? 0;
    this.ambiguities.push({ span, message });
    return choice;
  }

  /** A number or a name by itself, without the cost of a coroutine. */
  protected leaf(item: Syntax): Expr | undefined {
    if (item.kind === "number") return number(fromDecimal(item.text));
    const head = item.kind === "name" ? headOf(item) : undefined;
    return head && this.nameValue(head, item);
  }

  /** The e of e^{-u}: on a page with an error e = y − t, too, whose powers are e² or e^k. */
  protected isEuler(head: Head, power?: Expr): boolean {
    if (head.name !== "e" || head.primes > 0) return false;
    const isOfVariable = power === undefined || power.kind === "number" || (power.kind === "symbol" && /^[i-nT]$/.test(power.name));
    return !this.options.names.variables.has("e") || !isOfVariable;
  }

  protected nameValue(head: Head, item: Syntax): Expr {
    const { names } = this.options;
    const primes = "'".repeat(head.primes);
    if (/^∂(?:$|[_^])/u.test(head.name))
      throw new ParseError("∂ outside of a derivative: write \\frac{\\partial E}{\\partial w}", item.span);
    const isFunction = !names.variables.has(head.name) && functionNamed(head.name) !== undefined;
    if (head.primes > 0 && (names.functions.has(head.name) || isFunction)) {
      throw new ParseError(`${head.name}${primes} without its argument: write ${head.name}${primes}(x)`, item.span);
    }
    if (isFunction) throw new ParseError(`${head.name} without its argument`, item.span);
    if (head.primes > 0 && /^_|_$/.test(head.name))
      throw new ParseError("a prime on a name that begins or ends with an underscore", item.span);
    let value: Expr;
    if (this.isEuler(head)) value = apply("exp", [one]);
    else if (head.name === "π" && head.primes === 0 && !names.variables.has("π")) value = apply("pi", []);
    else {
      const by = head.primes > 0 ? names.primed?.get(head.name) : undefined;
      value = by === undefined ? symbol(primedName(head.name, head.primes)) : this.derivativeOf(head, by);
    }
    return head.transposed ? apply("transpose", [value]) : value;
  }

  private derivativeOf({ name, primes }: Head, by: string): Expr {
    return Array.from({ length: primes }).reduce<Expr>((value) => derivativeOf(value, symbol(by)), symbol(name));
  }

  protected isMixed(head: Head): boolean {
    return this.options.names.mixed.has(head.name) && head.primes === 0;
  }

  protected functionOf(head: Head): { kind: "primitive" | "call"; name: string } | undefined {
    const { names } = this.options;
    const logarithm = /^(log|ln)_/.test(head.name) ? "log" : head.name;
    const alias = names.aliases.get(head.name);
    if (alias) return { kind: functionNamed(alias) ? "primitive" : "call", name: alias };
    if (names.functions.has(head.name) || this.isMixed(head)) return { kind: "call", name: head.name };
    if (/^[𝔼ℙ]/u.test(head.name)) return { kind: "call", name: head.name };
    const row = names.variables.has(head.name) ? undefined : functionNamed(logarithm);
    if (row) return { kind: "primitive", name: row.name };
    if (PRINTED.has(head.name) && !names.variables.has(head.name)) return { kind: "primitive", name: head.name };
    if (this.isOfMatrices(head)) return { kind: "call", name: head.name };
    const isWord = /^\p{Script=Latin}{2,}$/u.test(head.name) || head.name.endsWith(OWN);
    return !names.variables.has(head.name) && !names.scalars.has(head.name) && isWord ? { kind: "call", name: head.name } : undefined;
  }

  /** \det A and \mathrm{tr} A: functions that need no brackets. */
  protected isOfMatrices({ name, word }: Head): boolean {
    const { functions, variables } = this.options.names;
    return OF_MATRICES.has(name) && word && !functions.has(name) && !variables.has(name);
  }

  /** The max of \max_j x_j, the softmax of \mathrm{softmax}_j(z): never a factor by the name of max_j. */
  protected scriptedOperator({ name }: Head): string | undefined {
    const { functions, variables } = this.options.names;
    const base = /^([^_^]+)[_^]/u.exec(name)?.[1];
    if (base === undefined || functions.has(name) || variables.has(name) || variables.has(base)) return undefined;
    return functionNamed(base) !== undefined || OPERATORS.has(base) ? base : undefined;
  }

  protected applied(head: Head, target: { kind: "primitive" | "call"; name: string }, args: readonly Expr[], item: Syntax): Expr {
    if (target.kind === "call") return callOf(target.name, orders(head.primes, args.length, item), args);
    const { name } = target;
    const { arity } = primitive(name);
    if (head.primes > 0) return callOf(name, orders(head.primes, args.length, item), args);
    if ((name === "max" || name === "min") && args.length > 1) return args.reduce((a, b) => apply(name, [a, b]));
    if (arity !== "many" && args.length !== arity)
      throw new ParseError(`${head.name} takes ${arity} argument${arity === 1 ? "" : "s"}, not ${args.length}`, item.span);
    const value = apply(name, args);
    const base = /^(?:log|ln)_\{?(.*?)\}?$/.exec(head.name)?.[1];
    if (base === undefined) return value;
    const baseValue = /^\d+$/.test(base) ? number(Number(base)) : base === "e" ? undefined : symbol(base);
    return baseValue ? div(value, apply("log", [baseValue])) : value;
  }
}

function orders(primes: number, count: number, item: Syntax): number[] {
  if (primes > 0 && count > 1)
    throw new ParseError("a prime on a function of several arguments: write which derivative is meant", item.span);
  return Array.from({ length: count }, () => primes);
}
