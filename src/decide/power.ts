/** Powers and roots in normal form. */
import * as q from "../base/rational.ts";
import { type Expr, mul, number, one, pow } from "../expression/expr.ts";
import { contains } from "../expression/traverse.ts";
import { I } from "../proof/certificate.ts";
import { type Facts, isWithin } from "./facts.ts";
import { type Kernels, Undefined, Unsupported, isReal } from "./kernel.ts";
import {
  type Polynomial,
  type Term,
  UNIT,
  ZERO,
  constant,
  constantValue,
  joinFactors,
  kernelPower,
  leading,
  onlyTerm,
  scale,
  single,
  rationalRoot,
  squareRoot,
} from "./polynomial.ts";

import { Printer } from "./print-polynomial.ts";
import { type Part, quotient } from "./transcript.ts";

/** Thrown when a value depends on a sign that is not known yet: the proof then distinguishes cases. */
export class NeedSign extends Error {
  override readonly name = "NeedSign";
  readonly expr: Expr;
  constructor(expr: Expr) {
    super("a sign is needed");
    this.expr = expr;
  }
}

const LARGEST_PRIME = 100_000n;

export abstract class PowerForm {
  protected abstract exp(argument: Polynomial): Polynomial;
  protected abstract log(argument: Polynomial): Polynomial;

  readonly kernels: Kernels;

  readonly facts: Facts;

  constructor(kernels: Kernels, facts: Facts) {
    this.kernels = kernels;
    this.facts = facts;
  }

  // Powers -----------------------------------------------------------------------------------------------------------

  protected power(base: Polynomial, exponent: Polynomial): Polynomial {
    const value = constantValue(exponent);
    if (value && q.isInteger(value)) return this.integerPower(base, value);
    if (value) return this.rationalPower(base, value);
    return this.exp(this.kernels.product(exponent, this.log(base)));
  }

  protected integerPower(base: Polynomial, exponent: q.Rational): Polynomial {
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
  protected rationalPower(written: Polynomial, exponent: q.Rational): Polynomial {
    const { kernels } = this;
    if (q.isInteger(exponent)) return this.integerPower(written, exponent);
    const base = kernels.cancelled(written);
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
    const factored = term ? undefined : this.factored(monomial, rest);
    if (factored) {
      const roots = factored.map(([c, p]) => this.rationalPower(p, q.times(c, exponent)));
      this.noteLast(base, factored);
      kernels.transcript.law("power-of-product", base, factored, exponent);
      return roots.reduce((a, b) => kernels.product(a, b));
    }
    const whole: Term = term
      ? kernels.reduced({
          factors: joinFactors(monomial.factors, term.factors),
          coefficient: q.times(monomial.coefficient, term.coefficient),
        })
      : monomial;
    const size = q.sign(whole.coefficient) < 0 ? q.negate(whole.coefficient) : whole.coefficient;
    let result = this.numberRoot(size, Number(units.n));
    const parts: Part[] = [[q.ONE, constant(size)]];
    const left: number[] = [];
    let negative = q.sign(whole.coefficient) < 0;
    for (let at = 0; at < whole.factors.length; at += 2) {
      const [id, e] = [whole.factors[at] as number, whole.factors[at + 1] as number];
      const root = this.kernelRoot(id, e, exponent);
      if (root === undefined) left.push(id, e);
      else {
        result = kernels.product(result, root.value);
        parts.push(root.part);
        if (root.negative) negative = !negative;
      }
    }
    const remaining = kernels.product(single({ factors: left, coefficient: negative ? q.MINUS_ONE : q.ONE }), term ? kernels.one() : rest);
    const value = constantValue(remaining);
    if (value && q.sign(value) < 0) throw new Undefined("a root of a negative number");
    if (!value) this.noteSign(remaining, base, parts);
    kernels.transcript.law("power-of-product", base, value ? parts : [...parts, [q.ONE, remaining]], exponent);
    if (value) return result;
    const lone = onlyTerm(remaining);
    if (lone && lone.factors.length === 2 && q.sign(lone.coefficient) > 0 && lone.factors[1] === UNIT) {
      return kernels.product(result, kernelPower(lone.factors[0] as number, Number(units.n)));
    }
    return kernels.product(result, kernels.powerKernel(remaining, Number(units.n)));
  }

  /** monomial · rest as factors that are not negative: a square, or a sum that is known to have a sign. */
  protected factored(monomial: Term, rest: Polynomial): Part[] | undefined {
    const { kernels, facts } = this;
    const outer: Part[] = monomial.factors.length === 0 && q.equal(monomial.coefficient, q.ONE) ? [] : [[q.ONE, single(monomial)]];
    const root = squareRoot(rest, kernels.budget) ?? this.nestedRoot(rest);
    if (root) return [[q.integer(2), this.size(root)], ...outer];
    const known = facts.knownFactor(rest);
    return known && [[q.ONE, known.factor], ...outer, [q.ONE, known.rest]];
  }

  /** a + b√c is the square of √((a + r)/2) ± √((a − r)/2) where r² = a² − b²c is a square of a rational (Borodin et al. 1985). */
  private nestedRoot(rest: Polynomial): Polynomial | undefined {
    const [first, second, ...more] = [...rest.values()].toSorted((a, b) => a.factors.length - b.factors.length);
    if (!first || !second || more.length > 0 || first.factors.length > 0) return undefined;
    let square = q.times(second.coefficient, second.coefficient);
    for (let at = 0; at < second.factors.length; at += 2) {
      const kernel = this.kernels.get(second.factors[at] as number);
      if (kernel.kind !== "prime" || second.factors[at + 1] !== UNIT / 2) return undefined;
      square = q.times(square, q.integer(kernel.value));
    }
    const a = first.coefficient;
    const r = rationalRoot(q.plus(q.times(a, a), q.negate(square)));
    const [large, small] = r ? [q.plus(a, r), q.plus(a, q.negate(r))].map((each) => q.over(each, q.integer(2))) : [];
    if (!large || !small || q.sign(large) <= 0 || q.sign(small) <= 0) return undefined;
    const [x, y] = [large, small].map((each) => this.numberRoot(each, UNIT / 2)) as [Polynomial, Polynomial];
    return this.kernels.sum(x, q.sign(second.coefficient) < 0 ? scale(y, q.MINUS_ONE) : y);
  }

  /** The absolute value of a sum whose sign is known; otherwise cases have to be distinguished. */
  private size(p: Polynomial): Polynomial {
    const sign = this.facts.sign(p);
    if (isWithin(sign, "nonnegative")) return p;
    if (isWithin(sign, "nonpositive")) return scale(p, q.MINUS_ONE);
    throw new NeedSign(new Printer(this.kernels.list).polynomial(p));
  }

  /** What remains of a whole that is not negative when factors are taken out that are not. */
  protected noteSign(remaining: Polynomial, whole: Polynomial, factors: readonly Part[]): void {
    this.kernels.transcript.sign(remaining, (print) =>
      quotient(print(whole), mul(one, ...factors.map(([c, p]) => (q.equal(c, q.ONE) ? print(p) : pow(print(p), number(c)))))),
    );
  }

  /** The last of several factors is what the others leave of the whole. */
  protected noteLast(whole: Polynomial, parts: readonly Part[]): void {
    const [c, last] = parts.at(-1) as Part;
    if (parts.length > 1 && q.equal(c, q.ONE)) this.noteSign(last, whole, parts.slice(0, -1));
  }

  protected takesRoot(id: number): boolean {
    const sign = this.facts.ofKernel(id);
    return sign === "positive" || sign === "nonnegative";
  }

  /** (k^e)^exponent for one kernel: its absolute value is the base. Undefined if the sign of k^e itself is not known. */
  protected kernelRoot(id: number, e: number, exponent: q.Rational): { value: Polynomial; negative: boolean; part: Part } | undefined {
    const sign = this.facts.ofKernel(id);
    const own = this.kernels.get(id);
    if (!isReal(own)) throw new Unsupported("the root of a trigonometric expression");
    const product = q.times(exponent, q.integer(e));
    if (!q.isInteger(product)) throw new Unsupported("an exponent that is too fine");
    const units = Number(product.n);
    const plain: Part = [q.rational(BigInt(e), BigInt(UNIT)), kernelPower(id, UNIT)];
    if (sign === "positive" || sign === "nonnegative" || e % UNIT !== 0)
      return { value: kernelPower(id, units), negative: false, part: plain };
    const whole = e / UNIT;
    if (units % UNIT === 0 && (units / UNIT) % 2 === 0 && whole % 2 === 0)
      return { value: kernelPower(id, units), negative: false, part: [q.integer(whole / 2), kernelPower(id, 2 * UNIT)] };
    if (sign === "negative" || sign === "nonpositive") {
      const flipped = scale(kernelPower(id, UNIT), q.MINUS_ONE);
      const negative = whole % 2 !== 0;
      const part: Part = [q.integer(whole), flipped];
      if (units % UNIT === 0) return { value: scale(kernelPower(id, units), (units / UNIT) % 2 ? q.MINUS_ONE : q.ONE), negative, part };
      return { value: this.kernels.powerKernel(flipped, units), negative, part };
    }
    if (whole % 2 === 0) {
      const expr = new Printer(this.kernels.list).polynomial(kernelPower(id, UNIT));
      if (!contains(expr, I)) throw new NeedSign(expr);
      throw new Unsupported("the root of a square whose sign is not known");
    }
    return undefined;
  }

  /** c^(units/UNIT) for a positive rational, prime by prime. */
  protected numberRoot(c: q.Rational, units: number): Polynomial {
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
  protected primes(value: bigint): [bigint, number][] {
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
}
