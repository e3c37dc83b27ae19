/** Exponentials, logarithms and, by way of them, sine and cosine in normal form. */
import * as q from "../base/rational.ts";
import { isWithin } from "./facts.ts";
import type { Kernel } from "./kernel-kind.ts";
import { Undefined } from "./kernel.ts";
import {
  type Polynomial,
  type Term,
  UNIT,
  constant,
  constantValue,
  exponentOf,
  joinFactors,
  kernelPower,
  keyOf,
  onlyTerm,
  scale,
  single,
} from "./polynomial.ts";
import { NeedSign, PowerForm } from "./power.ts";
import type { Part } from "./transcript.ts";

export abstract class ExponentialForm extends PowerForm {
  // Exponential and logarithm ----------------------------------------------------------------------------------------

  protected exp(argument: Polynomial): Polynomial {
    const { kernels } = this;
    const expanded = kernels.expanded(argument);
    const rest = new Map<string, Term>();
    const parts: Part[] = [];
    let result = kernels.one();
    for (const [key, term] of expanded) {
      const factor = this.holdsSums(term) ? undefined : this.expTerm(term);
      if (factor) {
        result = kernels.product(result, factor);
        parts.push([term.coefficient, single({ factors: term.factors, coefficient: q.ONE })]);
      } else rest.set(key, term);
    }
    if (rest.size > 0) {
      const whole = this.expWhole(rest);
      result = kernels.product(result, whole.value);
      parts.push(whole.part);
    }
    kernels.transcript.law("exp-of-sum", argument, parts);
    return result;
  }

  protected holdsSums({ factors }: Term): boolean {
    return factors.some((id, at) => at % 2 === 0 && this.kernels.get(id).kind === "power");
  }

  /** exp(c·m) = exp(m)^c. */
  protected expTerm({ factors, coefficient }: Term): Polynomial | undefined {
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
  protected rotation(factors: readonly number[]): Polynomial | undefined {
    const { kernels } = this;
    const kernel = this.besideI(factors);
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

  protected isImaginaryPi(factors: readonly number[]): boolean {
    const kernel = this.besideI(factors);
    return kernel?.kind === "function" && kernel.head === "pi";
  }

  /** k of the monomial i·k. */
  private besideI(factors: readonly number[]): Kernel | undefined {
    const [, , id] = factors;
    return id !== undefined && factors.join() === [0, UNIT, id, UNIT].join() ? this.kernels.get(id) : undefined;
  }

  /** exp of an argument with sums in denominators: a power of a known such kernel if the arguments are in proportion. */
  protected expWhole(argument: Polynomial): { readonly value: Polynomial; readonly part: Part } {
    const { kernels } = this;
    for (const [id, kernel] of kernels.list.entries()) {
      if (kernel.kind !== "exp" || !this.isWhole(kernel.argument)) continue;
      const ratio = this.proportion(argument, kernel.argument);
      const units = ratio && q.times(ratio, q.integer(UNIT));
      if (units?.d === 1n) return { value: kernelPower(id, Number(units.n)), part: [ratio as q.Rational, kernel.argument] };
    }
    const real = [...argument.values()].every(({ factors }) => exponentOf(factors, 0) === 0);
    const id = kernels.intern(`w${keyOf(argument)}`, () => ({ kind: "exp", argument, real, unity: false }));
    return { value: kernelPower(id, UNIT), part: [q.ONE, argument] };
  }

  protected isWhole(argument: Polynomial): boolean {
    return argument.size !== 1 || this.holdsSums(onlyTerm(argument) as Term) || !q.equal((onlyTerm(argument) as Term).coefficient, q.ONE);
  }

  protected proportion(a: Polynomial, b: Polynomial): q.Rational | undefined {
    const candidates = [q.ONE, q.MINUS_ONE];
    const shared = [...a].find(([key]) => b.has(key));
    if (shared) candidates.unshift(q.over(shared[1].coefficient, (b.get(shared[0]) as Term).coefficient));
    return candidates.find((ratio) => this.kernels.areEqual(a, scale(b, ratio)));
  }

  protected wave(argument: Polynomial, sign: 1 | -1): Polynomial {
    const { kernels } = this;
    const rotated = this.exp(kernels.product(kernels.i, argument));
    const back = this.exp(kernels.product(scale(kernels.i, q.MINUS_ONE), argument));
    const both = scale(kernels.sum(rotated, sign === 1 ? back : scale(back, q.MINUS_ONE)), { n: 1n, d: 2n });
    return sign === 1 ? both : kernels.product(both, scale(kernels.i, q.MINUS_ONE));
  }

  /** log of what is positive wherever this is defined: factors whose sign is known come out. */
  protected log(argument: Polynomial): Polynomial {
    const { kernels } = this;
    const sign = this.facts.sign(argument);
    if (isWithin(sign, "nonpositive")) throw new Undefined("a logarithm of what is not positive");
    const { monomial, rest } = kernels.primitive(argument, (id) => this.facts.ofKernel(id) === "positive");
    if (rest.size === 0) throw new Undefined("a logarithm of zero");
    const term = onlyTerm(rest);
    const factored = term ? undefined : this.factored(monomial, rest);
    if (factored) {
      const logs = factored.map(([c, p]) => scale(this.log(p), c));
      this.noteLast(argument, factored);
      kernels.transcript.law("log-of-product", argument, factored);
      return kernels.sum(...logs);
    }
    const whole: Term = term
      ? kernels.reduced({
          factors: joinFactors(monomial.factors, term.factors),
          coefficient: q.times(monomial.coefficient, term.coefficient),
        })
      : monomial;
    const logs: Polynomial[] = [];
    const parts: Part[] = [];
    const left: number[] = [];
    let negative = q.sign(whole.coefficient) < 0;
    for (let at = 0; at < whole.factors.length; at += 2) {
      const [id, e] = [whole.factors[at] as number, whole.factors[at + 1] as number];
      const exponent = q.rational(BigInt(e), BigInt(UNIT));
      const sign = this.facts.ofKernel(id);
      if (sign === "positive") {
        logs.push(scale(this.logKernel(id), exponent));
        parts.push([exponent, kernelPower(id, UNIT)]);
      } else if (sign === "negative" && e % UNIT === 0) {
        const flipped = scale(this.baseOf(id), q.MINUS_ONE);
        logs.push(scale(this.kernels.get(id).kind === "power" ? this.log(flipped) : this.logOf(flipped), exponent));
        parts.push([exponent, flipped]);
        if ((e / UNIT) % 2 !== 0) negative = !negative;
      } else left.push(id, e);
    }
    const size = q.sign(whole.coefficient) < 0 ? q.negate(whole.coefficient) : whole.coefficient;
    logs.push(this.logNumber(size));
    parts.push(...this.primeParts(size));
    const remaining = kernels.product(single({ factors: left, coefficient: negative ? q.MINUS_ONE : q.ONE }), term ? kernels.one() : rest);
    this.noteSign(remaining, argument, parts);
    logs.push(this.logRemaining(remaining));
    const isExponential = whole.factors.some((id, at) => at % 2 === 0 && kernels.get(id).kind === "exp");
    kernels.transcript.law("log-of-product", argument, [...parts, this.remainingPart(remaining)], undefined, isExponential);
    return kernels.sum(...logs);
  }

  private baseOf(id: number): Polynomial {
    const kernel = this.kernels.get(id);
    return kernel.kind === "power" ? kernel.base : kernelPower(id, UNIT);
  }

  protected logKernel(id: number): Polynomial {
    const kernel = this.kernels.get(id);
    if (kernel.kind === "exp") return kernel.argument;
    if (kernel.kind === "power") return this.log(kernel.base);
    if (kernel.kind === "prime") return this.logNumber(q.integer(kernel.value));
    return this.logOf(kernelPower(id, UNIT));
  }

  /** What is left is positive too, since the whole is: a lone odd power is a power of a positive kernel. */
  protected logRemaining(remaining: Polynomial): Polynomial {
    const value = constantValue(remaining);
    if (value) {
      if (q.sign(value) <= 0) throw new Undefined("a logarithm of what is not positive");
      return this.logNumber(value);
    }
    const [count, part] = this.remainingPart(remaining);
    if (part !== remaining) return scale(this.logOf(part), count);
    const [id, e = 1] = loneFactor(remaining);
    const kernel = id === undefined || e % UNIT ? undefined : this.kernels.get(id);
    if (kernel?.kind === "symbol") throw new NeedSign(kernel.expr);
    return this.logOf(remaining);
  }

  protected logNumber(value: q.Rational): Polynomial {
    const logs = this.primeParts(value).map(([count, prime]) => scale(this.logOf(prime), count));
    return this.kernels.sum(...logs);
  }

  private primeParts(value: q.Rational): Part[] {
    const parts: Part[] = [];
    for (const [part, direction] of [
      [value.n, 1],
      [value.d, -1],
    ] as const) {
      for (const [prime, count] of this.primes(part)) parts.push([q.integer(direction * count), constant(q.integer(prime))]);
    }
    return parts;
  }

  /** A lone power as the kernel and its exponent, as `logRemaining` takes it. */
  private remainingPart(remaining: Polynomial): Part {
    const [id = 0, e = 0] = loneFactor(remaining);
    const isOdd = Math.abs(e / UNIT) % 2 === 1;
    return isOdd ? [q.integer(e / UNIT), kernelPower(id, UNIT)] : [q.ONE, remaining];
  }

  protected logOf(argument: Polynomial): Polynomial {
    const [id, e] = loneFactor(argument);
    const kernel = e === UNIT ? this.kernels.get(id as number) : undefined;
    if (kernel?.kind === "power") return this.logOf(kernel.base);
    return kernelPower(
      this.kernels.intern(`l${keyOf(argument)}`, () => ({ kind: "log", argument })),
      UNIT,
    );
  }
}

/** The kernel that a polynomial is a power of, and the exponent; nothing where it is more than that. */
function loneFactor(p: Polynomial): readonly number[] {
  const term = onlyTerm(p);
  return term?.factors.length === 2 && q.equal(term.coefficient, q.ONE) ? term.factors : [];
}
