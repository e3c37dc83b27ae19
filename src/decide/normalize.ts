/** Expr → polynomial over kernels. The map is an identity at every point where the expression is defined. */
import * as q from "../base/rational.ts";
import { expandDefinitions } from "../evaluate/definition.ts";
import { type ApplyExpr, type Expr, add, neg } from "../expression/expr.ts";
import { exactFactorial } from "../primitive/rounding.ts";
import type { Facts } from "./facts.ts";
import { type Kernels, Undefined, Unsupported } from "./kernel.ts";
import {
  type Polynomial,
  type Term,
  UNIT,
  ZERO,
  constant,
  constantValue,
  exponentOf,
  joinFactors,
  kernelPower,
  keyOf,
  leading,
  onlyTerm,
  scale,
  single,
} from "./polynomial.ts";

/** Thrown when a value depends on a sign that is not known yet: the proof then distinguishes cases. */
export class NeedSign extends Error {
  override readonly name = "NeedSign";
  readonly expr: Expr;
  constructor(expr: Expr) {
    super("a sign is needed");
    this.expr = expr;
  }
}

const HANDLED = new Set([
  "add",
  "mul",
  "neg",
  "div",
  "pow",
  "sqrt",
  "exp",
  "log",
  "sin",
  "cos",
  "pi",
  "piecewise",
  "factorial",
  "floor",
  "ceil",
  "atan",
  "asin",
  "erf",
  "lt",
  "le",
  "eq",
  "ne",
  "and",
]);
const ODD = new Set(["atan", "asin", "erf"]);
const LARGEST_PRIME = 100_000n;

/** Functions that the normal form does not look into. */
export function unfoldForNormalForm(expr: Expr): Expr {
  return expandDefinitions(expr, (op) => !HANDLED.has(op));
}

export class Normalizer {
  readonly kernels: Kernels;
  readonly facts: Facts;
  private readonly memo = new Map<number, Polynomial>();

  constructor(kernels: Kernels, facts: Facts) {
    this.kernels = kernels;
    this.facts = facts;
  }

  /** Forgets what was computed before more facts came in. */
  forget(): void {
    this.memo.clear();
  }

  /** The normal form; throws Undefined, Unsupported, NeedSign or BudgetSpent. */
  normalize(expr: Expr): Polynomial {
    const open: Expr[] = [unfoldForNormalForm(expr)];
    const root = open[0] as Expr;
    for (let top = open.at(-1); top; top = open.at(-1)) {
      if (this.memo.has(top.id)) {
        open.pop();
        continue;
      }
      const next = this.neededBy(top);
      if (next.length > 0) {
        open.push(...next);
        continue;
      }
      this.kernels.budget.spend(1);
      this.memo.set(top.id, this.node(top));
      open.pop();
    }
    return this.of(root);
  }

  /** Arguments that are not known yet; of a case distinction, only the branch that holds. */
  private neededBy(expr: Expr): Expr[] {
    const needs =
      expr.kind === "apply" && expr.op === "piecewise" ? this.branch(expr) : expr.kind === "apply" && isRelation(expr) ? [] : expr.args;
    return needs.filter((arg) => !this.memo.has(arg.id));
  }

  /** The value of the branch that holds, or the first condition that has to be looked at. */
  private branch(expr: ApplyExpr): Expr[] {
    for (let i = 0; i + 1 < expr.args.length; i += 2) {
      const truth = this.holds(expr.args[i] as Expr);
      if (Array.isArray(truth)) return truth;
      if (truth) return [expr.args[i + 1] as Expr];
    }
    if (expr.args.length % 2 === 0) throw new Undefined("no case applies");
    return [expr.args.at(-1) as Expr];
  }

  /** Whether a condition holds under the facts; the expressions to normalise first if that is not known yet. */
  private holds(condition: Expr): boolean | Expr[] {
    if (condition.kind !== "apply") throw new Unsupported("a condition that is no relation");
    if (condition.op === "and") {
      const parts = condition.args.map((part) => this.holds(part));
      if (parts.includes(false)) return false;
      return parts.find(Array.isArray) ?? true;
    }
    const [a, b] = condition.args as [Expr, Expr];
    const missing = [a, b].filter((arg) => !this.memo.has(arg.id));
    if (missing.length > 0) return missing;
    const sign = this.facts.sign(this.kernels.sum(this.of(b), scale(this.of(a), q.MINUS_ONE)));
    switch (condition.op) {
      case "lt":
        if (sign === "positive") return true;
        if (sign === "negative" || sign === "zero" || sign === "nonpositive") return false;
        break;
      case "le":
        if (sign === "positive" || sign === "zero" || sign === "nonnegative") return true;
        if (sign === "negative") return false;
        break;
      case "eq":
      case "ne":
        if (sign === "zero") return condition.op === "eq";
        if (sign === "positive" || sign === "negative") return condition.op === "ne";
    }
    throw new NeedSign(add(b, neg(a)));
  }

  private of(expr: Expr): Polynomial {
    return this.memo.get(expr.id) as Polynomial;
  }

  private node(expr: Expr): Polynomial {
    switch (expr.kind) {
      case "number":
        return constant(expr.value);
      case "symbol":
        return this.kernels.symbol(expr);
      case "call":
        return this.kernels.function(
          `${expr.name}'${expr.orders.join()}`,
          expr.args.map((arg) => this.of(arg)),
        );
      case "apply":
        return this.application(expr);
      default:
        throw new Unsupported(
          expr.kind === "binder" ? "a sum without numbers as its bounds is not decided yet" : "a derivative that was not evaluated",
        );
    }
  }

  private application(expr: ApplyExpr): Polynomial {
    const { kernels } = this;
    if (expr.op === "piecewise") return this.of(this.branch(expr)[0] as Expr);
    if (isRelation(expr)) throw new Unsupported("a relation where a number is needed");
    const args = expr.args.map((arg) => this.of(arg));
    const [a = ZERO, b = ZERO] = args;
    switch (expr.op) {
      case "add":
        return kernels.sum(...args);
      case "mul":
        return args.reduce((x, y) => kernels.product(x, y));
      case "neg":
        return scale(a, q.MINUS_ONE);
      case "div":
        return kernels.product(a, kernels.inverse(b));
      case "pow":
        return this.power(a, b);
      case "sqrt":
        return this.rationalPower(a, { n: 1n, d: 2n });
      case "exp":
        return this.exp(a);
      case "log":
        return this.log(a);
      case "sin":
        return this.wave(a, -1);
      case "cos":
        return this.wave(a, 1);
      case "pi":
        return kernels.function("pi", []);
      case "factorial": {
        const n = constantValue(a);
        const value = n && q.isInteger(n) ? exactFactorial(n.n) : undefined;
        return value ? constant(value.value) : kernels.function("factorial", args);
      }
      case "floor":
      case "ceil":
        return this.rounded(expr.op, a);
      default:
        if (!HANDLED.has(expr.op)) throw new Unsupported(`${expr.op} is not decided yet`);
        return this.odd(expr.op, a);
    }
  }

  private odd(op: string, a: Polynomial): Polynomial {
    if (a.size === 0 && ODD.has(op)) return ZERO;
    const flip = ODD.has(op) && q.sign(leading(a).coefficient) < 0;
    const value = this.kernels.function(op, [flip ? scale(a, q.MINUS_ONE) : a]);
    return flip ? scale(value, q.MINUS_ONE) : value;
  }

  private rounded(op: "floor" | "ceil", a: Polynomial): Polynomial {
    const value = constantValue(a);
    if (!value) return this.kernels.function(op, [a]);
    const down = value.n / value.d - (value.n < 0n && value.n % value.d !== 0n ? 1n : 0n);
    return constant(q.integer(op === "floor" || q.isInteger(value) ? down : down + 1n));
  }

  // Powers -----------------------------------------------------------------------------------------------------------

  private power(base: Polynomial, exponent: Polynomial): Polynomial {
    const value = constantValue(exponent);
    if (value && q.isInteger(value)) return this.integerPower(base, value);
    if (value) return this.rationalPower(base, value);
    return this.exp(this.kernels.product(exponent, this.log(base)));
  }

  private integerPower(base: Polynomial, exponent: q.Rational): Polynomial {
    const { kernels } = this;
    if (exponent.n > 1_000_000n || exponent.n < -1_000_000n) throw new Unsupported("an exponent of millions");
    const n = Number(exponent.n);
    if (kernels.isZero(base) && n <= 0) throw new Undefined("zero to the power zero or less");
    if (n === 0) return kernels.one();
    if (n === 1) return base;
    const term = onlyTerm(base);
    if (term) {
      const factors = term.factors.map((v, at) => (at % 2 ? v * n : v));
      return single(kernels.reduced({ factors, coefficient: kernels.numericPower(term.coefficient, n) }));
    }
    const { monomial, rest } = kernels.primitive(base, () => true);
    if (rest.size === 0) {
      if (n < 0) throw new Undefined("a division by zero");
      return ZERO;
    }
    const outer = this.integerPower(single(monomial), exponent);
    const inner = onlyTerm(rest);
    if (inner) return kernels.product(outer, this.integerPower(single(inner), exponent));
    const flip = q.sign(leading(rest).coefficient) < 0 && n % 2 !== 0;
    const oriented = q.sign(leading(rest).coefficient) < 0 ? scale(rest, q.MINUS_ONE) : rest;
    return kernels.product(outer, scale(kernels.powerKernel(oriented, n * UNIT), flip ? q.MINUS_ONE : q.ONE));
  }

  /** base^exponent for a broken exponent: the base is not negative where this is defined. */
  private rationalPower(base: Polynomial, exponent: q.Rational): Polynomial {
    const { kernels } = this;
    const units = q.times(exponent, q.integer(UNIT));
    if (!q.isInteger(units)) throw new Unsupported(`the exponent ${q.toText(exponent)} is too fine`);
    const sign = this.facts.sign(base);
    if (sign === "negative") throw new Undefined("a root of a negative number");
    const { monomial, rest } = kernels.primitive(base, (id) => this.takesRoot(id));
    if (rest.size === 0) {
      if (q.sign(exponent) < 0) throw new Undefined("a division by zero");
      return ZERO;
    }
    const term = onlyTerm(rest);
    const whole: Term = term
      ? kernels.reduced({
          factors: joinFactors(monomial.factors, term.factors),
          coefficient: q.times(monomial.coefficient, term.coefficient),
        })
      : monomial;
    let result = this.numberRoot(q.sign(whole.coefficient) < 0 ? q.negate(whole.coefficient) : whole.coefficient, Number(units.n));
    const left: number[] = [];
    let negative = q.sign(whole.coefficient) < 0;
    for (let at = 0; at < whole.factors.length; at += 2) {
      const [id, e] = [whole.factors[at] as number, whole.factors[at + 1] as number];
      const root = this.kernelRoot(id, e, exponent);
      if (root === undefined) left.push(id, e);
      else {
        result = kernels.product(result, root.value);
        if (root.negative) negative = !negative;
      }
    }
    const remaining = kernels.product(single({ factors: left, coefficient: negative ? q.MINUS_ONE : q.ONE }), term ? kernels.one() : rest);
    const value = constantValue(remaining);
    if (value && q.sign(value) < 0) throw new Undefined("a root of a negative number");
    if (value) return result;
    const lone = onlyTerm(remaining);
    if (lone && lone.factors.length === 2 && q.sign(lone.coefficient) > 0 && lone.factors[1] === UNIT) {
      return kernels.product(result, kernelPower(lone.factors[0] as number, Number(units.n)));
    }
    return kernels.product(result, kernels.powerKernel(remaining, Number(units.n)));
  }

  private takesRoot(id: number): boolean {
    const sign = this.facts.ofKernel(id);
    return sign === "positive" || sign === "nonnegative";
  }

  /** (k^e)^exponent for one kernel: its absolute value is the base. Undefined if the sign of k^e itself is not known. */
  private kernelRoot(id: number, e: number, exponent: q.Rational): { value: Polynomial; negative: boolean } | undefined {
    const sign = this.facts.ofKernel(id);
    const own = this.kernels.get(id);
    if (own.kind === "i" || (own.kind === "exp" && !own.real)) throw new Unsupported("the root of a trigonometric expression");
    const product = q.times(exponent, q.integer(e));
    if (!q.isInteger(product)) throw new Unsupported("an exponent that is too fine");
    const units = Number(product.n);
    if (sign === "positive" || sign === "nonnegative" || e % UNIT !== 0) return { value: kernelPower(id, units), negative: false };
    const whole = e / UNIT;
    if (units % UNIT === 0 && (units / UNIT) % 2 === 0 && whole % 2 === 0) return { value: kernelPower(id, units), negative: false };
    if (sign === "negative" || sign === "nonpositive") {
      const flipped = scale(kernelPower(id, UNIT), q.MINUS_ONE);
      const odd = whole % 2 !== 0;
      if (units % UNIT === 0) return { value: scale(kernelPower(id, units), (units / UNIT) % 2 ? q.MINUS_ONE : q.ONE), negative: odd };
      return { value: this.kernels.powerKernel(flipped, units), negative: odd };
    }
    if (whole % 2 === 0) {
      const kernel = this.kernels.get(id);
      if (kernel.kind === "symbol") throw new NeedSign(kernel.expr);
      throw new Unsupported("the root of a square whose sign is not known");
    }
    return undefined;
  }

  /** c^(units/UNIT) for a positive rational, prime by prime. */
  private numberRoot(c: q.Rational, units: number): Polynomial {
    let result = this.kernels.one();
    for (const [value, direction] of [
      [c.n, 1],
      [c.d, -1],
    ] as const) {
      for (const [prime, count] of this.primes(value)) {
        const kernel = this.kernels.intern(`n${prime}`, () => ({ kind: "prime", value: prime }));
        result = this.kernels.product(
          result,
          single(this.kernels.reduced({ factors: [kernel, direction * count * units], coefficient: q.ONE })),
        );
      }
    }
    return result;
  }

  /** The prime factors up to a bound; what is left counts as one factor, which is sound and may leave things unproved. */
  private primes(value: bigint): [bigint, number][] {
    const found: [bigint, number][] = [];
    let rest = value;
    for (let p = 2n; p * p <= rest && p < LARGEST_PRIME; p += p === 2n ? 1n : 2n) {
      let count = 0;
      for (; rest % p === 0n; count++) rest /= p;
      if (count > 0) found.push([p, count]);
    }
    if (rest > 1n) found.push([rest, 1]);
    return found;
  }

  // Exponential and logarithm ----------------------------------------------------------------------------------------

  private exp(argument: Polynomial): Polynomial {
    const { kernels } = this;
    const expanded = kernels.expanded(argument);
    const rest = new Map<string, Term>();
    let result = kernels.one();
    for (const [key, term] of expanded) {
      const factor = this.holdsSums(term) ? undefined : this.expTerm(term);
      if (factor) result = kernels.product(result, factor);
      else rest.set(key, term);
    }
    return rest.size === 0 ? result : kernels.product(result, this.expWhole(rest));
  }

  private holdsSums({ factors }: Term): boolean {
    return factors.some((id, at) => at % 2 === 0 && this.kernels.get(id).kind === "power");
  }

  /** exp(c·m) = exp(m)^c. */
  private expTerm({ factors, coefficient }: Term): Polynomial | undefined {
    const { kernels } = this;
    const units = q.times(coefficient, q.integer(UNIT));
    if (!q.isInteger(units) || units.n > 9_000_000_000_000n || units.n < -9_000_000_000_000n) return undefined;
    const [first, exponent] = factors;
    if (factors.length === 2 && exponent === UNIT) {
      const kernel = kernels.get(first as number);
      if (kernel.kind === "log")
        return q.isInteger(coefficient)
          ? this.integerPower(kernel.argument, coefficient)
          : this.rationalPower(kernel.argument, coefficient);
    }
    const turned = q.isInteger(coefficient) ? this.rotation(factors) : undefined;
    if (turned) return this.integerPower(turned, coefficient);
    const argument = single({ factors, coefficient: q.ONE });
    const id = kernels.intern(`e${factors.join()}`, () => ({
      kind: "exp",
      argument,
      real: exponentOf(factors, 0) === 0,
      unity: this.isImaginaryPi(factors),
    }));
    return single(kernels.reduced({ factors: units.n === 0n ? [] : [id, Number(units.n)], coefficient: q.ONE }));
  }

  /** exp(i·atan u) = (1 + iu)/√(1 + u²) and exp(i·asin u) = √(1 − u²) + iu (DLMF 4.23.1, 4.23.2). */
  private rotation(factors: readonly number[]): Polynomial | undefined {
    const { kernels } = this;
    const kernel = factors.length === 4 && factors[0] === 0 && factors[3] === UNIT ? kernels.get(factors[2] as number) : undefined;
    if (kernel?.kind !== "function" || (kernel.head !== "atan" && kernel.head !== "asin")) return undefined;
    const u = kernel.args[0] as Polynomial;
    const square = kernels.product(u, u);
    const imaginary = kernels.product(kernels.i, u);
    if (kernel.head === "asin")
      return kernels.sum(this.rationalPower(kernels.sum(kernels.one(), scale(square, q.MINUS_ONE)), { n: 1n, d: 2n }), imaginary);
    return kernels.product(
      kernels.sum(kernels.one(), imaginary),
      this.rationalPower(kernels.sum(kernels.one(), square), { n: -1n, d: 2n }),
    );
  }

  private isImaginaryPi(factors: readonly number[]): boolean {
    if (factors.length !== 4 || factors[0] !== 0 || factors[1] !== UNIT || factors[3] !== UNIT) return false;
    const kernel = this.kernels.get(factors[2] as number);
    return kernel.kind === "function" && kernel.head === "pi";
  }

  /** exp of an argument with sums in denominators: a power of a known such kernel if the arguments are in proportion. */
  private expWhole(argument: Polynomial): Polynomial {
    const { kernels } = this;
    for (const [id, kernel] of kernels.list.entries()) {
      if (kernel.kind !== "exp" || !this.isWhole(kernel.argument)) continue;
      const ratio = this.proportion(argument, kernel.argument);
      const units = ratio && q.times(ratio, q.integer(UNIT));
      if (units && q.isInteger(units)) return kernelPower(id, Number(units.n));
    }
    const real = [...argument.values()].every(({ factors }) => exponentOf(factors, 0) === 0);
    const id = kernels.intern(`w${keyOf(argument)}`, () => ({ kind: "exp", argument, real, unity: false }));
    return kernelPower(id, UNIT);
  }

  private isWhole(argument: Polynomial): boolean {
    return argument.size !== 1 || this.holdsSums(onlyTerm(argument) as Term) || !q.equal((onlyTerm(argument) as Term).coefficient, q.ONE);
  }

  private proportion(a: Polynomial, b: Polynomial): q.Rational | undefined {
    const candidates = [q.ONE, q.MINUS_ONE];
    const shared = [...a].find(([key]) => b.has(key));
    if (shared) candidates.unshift(q.over(shared[1].coefficient, (b.get(shared[0]) as Term).coefficient));
    return candidates.find((ratio) => this.kernels.areEqual(a, scale(b, ratio)));
  }

  private wave(argument: Polynomial, sign: 1 | -1): Polynomial {
    const { kernels } = this;
    const rotated = this.exp(kernels.product(kernels.i, argument));
    const back = this.exp(kernels.product(scale(kernels.i, q.MINUS_ONE), argument));
    const both = scale(kernels.sum(rotated, sign === 1 ? back : scale(back, q.MINUS_ONE)), { n: 1n, d: 2n });
    return sign === 1 ? both : kernels.product(both, scale(kernels.i, q.MINUS_ONE));
  }

  /** log of what is positive wherever this is defined: factors whose sign is known come out. */
  private log(argument: Polynomial): Polynomial {
    const { kernels } = this;
    const sign = this.facts.sign(argument);
    if (sign === "negative" || sign === "zero" || sign === "nonpositive") throw new Undefined("a logarithm of what is not positive");
    const { monomial, rest } = kernels.primitive(argument, (id) => this.facts.ofKernel(id) === "positive");
    if (rest.size === 0) throw new Undefined("a logarithm of zero");
    const term = onlyTerm(rest);
    const whole: Term = term
      ? kernels.reduced({
          factors: joinFactors(monomial.factors, term.factors),
          coefficient: q.times(monomial.coefficient, term.coefficient),
        })
      : monomial;
    const parts: Polynomial[] = [];
    const left: number[] = [];
    for (let at = 0; at < whole.factors.length; at += 2) {
      const [id, e] = [whole.factors[at] as number, whole.factors[at + 1] as number];
      if (this.facts.ofKernel(id) === "positive") parts.push(scale(this.logKernel(id), q.rational(BigInt(e), BigInt(UNIT))));
      else left.push(id, e);
    }
    const negative = q.sign(whole.coefficient) < 0;
    parts.push(this.logNumber(negative ? q.negate(whole.coefficient) : whole.coefficient));
    const remaining = kernels.product(single({ factors: left, coefficient: negative ? q.MINUS_ONE : q.ONE }), term ? kernels.one() : rest);
    parts.push(this.logRemaining(remaining));
    return kernels.sum(...parts);
  }

  private logKernel(id: number): Polynomial {
    const kernel = this.kernels.get(id);
    if (kernel.kind === "exp" && kernel.real) return kernel.argument;
    if (kernel.kind === "power") return this.log(kernel.base);
    if (kernel.kind === "prime") return this.logNumber(q.integer(kernel.value));
    return this.logOf(kernelPower(id, UNIT));
  }

  /** What is left is positive too, since the whole is: a lone odd power is a power of a positive kernel. */
  private logRemaining(remaining: Polynomial): Polynomial {
    const value = constantValue(remaining);
    if (value) {
      if (q.sign(value) <= 0) throw new Undefined("a logarithm of what is not positive");
      return this.logNumber(value);
    }
    const term = onlyTerm(remaining);
    if (term && term.factors.length === 2 && q.equal(term.coefficient, q.ONE)) {
      const [id, e] = term.factors as [number, number];
      if (e % UNIT === 0 && (e / UNIT) % 2 !== 0) return scale(this.logOf(kernelPower(id, UNIT)), q.integer(e / UNIT));
      const kernel = this.kernels.get(id);
      if (e % UNIT === 0 && kernel.kind === "symbol") throw new NeedSign(kernel.expr);
    }
    return this.logOf(remaining);
  }

  private logNumber(value: q.Rational): Polynomial {
    const parts: Polynomial[] = [];
    for (const [part, direction] of [
      [value.n, 1],
      [value.d, -1],
    ] as const) {
      for (const [prime, count] of this.primes(part))
        parts.push(scale(this.logOf(constant(q.integer(prime))), q.integer(direction * count)));
    }
    return this.kernels.sum(...parts);
  }

  private logOf(argument: Polynomial): Polynomial {
    const lone = onlyTerm(argument);
    const kernel = lone?.factors.length === 2 ? this.kernels.get(lone.factors[0] as number) : undefined;
    if (kernel?.kind === "power" && lone?.factors[1] === UNIT) return this.logOf(kernel.base);
    return kernelPower(
      this.kernels.intern(`l${keyOf(argument)}`, () => ({ kind: "log", argument })),
      UNIT,
    );
  }
}

function isRelation(expr: ApplyExpr): boolean {
  return expr.op === "lt" || expr.op === "le" || expr.op === "eq" || expr.op === "ne" || expr.op === "and";
}
