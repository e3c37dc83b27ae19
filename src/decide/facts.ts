/** What is known of the signs of polynomials in one case of a proof. */
import * as q from "../base/rational.ts";
import { type Kernels, isReal } from "./kernel.ts";
import { IntervalArithmetic } from "../evaluate/interval.ts";
import { add, mul, number, pow } from "../expression/expr.ts";
import { isConstant } from "../expression/traverse.ts";
import { type Polynomial, type Term, UNIT, divided, keyOf, scale, single, squareRoot } from "./polynomial.ts";
import { Printer } from "./print-polynomial.ts";
import { quotient } from "./transcript.ts";

export type Sign = "positive" | "negative" | "zero" | "nonnegative" | "nonpositive";

const OPPOSITE: Readonly<Record<Sign, Sign>> = {
  positive: "negative",
  negative: "positive",
  zero: "zero",
  nonnegative: "nonpositive",
  nonpositive: "nonnegative",
};

const WITHIN: Readonly<Record<"nonnegative" | "nonpositive", ReadonlySet<Sign | undefined>>> = {
  nonnegative: new Set<Sign | undefined>(["positive", "zero", "nonnegative"]),
  nonpositive: new Set<Sign | undefined>(["negative", "zero", "nonpositive"]),
};

/** Whether something of that sign is never negative, or never positive. */
export function isWithin(sign: Sign | undefined, bound: "nonnegative" | "nonpositive"): boolean {
  return WITHIN[bound].has(sign);
}

export class Facts {
  private readonly kernels: Kernels;
  private readonly known = new Map<string, Sign>();
  private readonly zeros: Polynomial[] = [];
  private readonly lower: { readonly polynomial: Polynomial; readonly strict: boolean }[] = [];

  constructor(kernels: Kernels) {
    this.kernels = kernels;
  }

  /** Takes a sign as given; false where it contradicts what is known. */
  add(p: Polynomial, sign: Sign): boolean {
    const before = this.sign(p);
    if (before && contradicts(before, sign)) return false;
    const both = before && meet(before, sign);
    const told = both ?? sign;
    const { monomial, rest } = this.kernels.primitive(p, (id) => this.ofKernel(id) === "positive");
    // What is taken out has to have a sign of its own, or else nothing follows for the rest.
    const outer = this.ofTerm(monomial);
    if (outer !== "positive" && outer !== "negative") this.keep(p, told);
    else {
      this.kernels.transcript.sign(rest, (print) => quotient(print(p), print(single(monomial))));
      this.keep(rest, outer === "positive" ? told : OPPOSITE[told]);
    }
    return true;
  }

  private keep(p: Polynomial, sign: Sign): void {
    const opposite = scale(p, q.MINUS_ONE);
    this.known.set(keyOf(p), sign);
    this.known.set(keyOf(opposite), OPPOSITE[sign]);
    if (sign === "zero") this.zeros.push(p);
    if (sign === "zero") return;
    const isUp = isWithin(sign, "nonnegative");
    this.lower.push({ polynomial: isUp ? p : opposite, strict: sign === "positive" || sign === "negative" });
  }

  /** Whether p is a multiple of something that is zero here. */
  vanishes(p: Polynomial): boolean {
    const { rest } = this.kernels.together(p);
    for (const zero of this.zeros) {
      const multiple = divided(rest, this.kernels.together(zero).rest, this.kernels.budget);
      if (!multiple) continue;
      this.kernels.transcript.sign(rest, (print) => mul(print(multiple), print(this.kernels.together(zero).rest)));
      return true;
    }
    return false;
  }

  /** p = factor · rest with a factor that is known not to be negative, if there is one of several terms. */
  knownFactor(p: Polynomial): { readonly factor: Polynomial; readonly rest: Polynomial } | undefined {
    for (const { polynomial } of this.lower) {
      const rest = polynomial.size > 1 && keyOf(polynomial) !== keyOf(p) ? divided(p, polynomial, this.kernels.budget) : undefined;
      // A monomial is no factor worth the name: x·f and f would take turns for ever.
      if (rest && rest.size > 1) return { factor: polynomial, rest };
    }
    return undefined;
  }

  /** The sign on every point that the facts allow, if it is certain. */
  sign(p: Polynomial): Sign | undefined {
    if (p.size === 0) return "zero";
    const direct = stronger(this.plainly(p), this.known.get(keyOf(p)));
    if (direct === "positive" || direct === "negative" || direct === "zero") return direct;
    const { monomial, rest } = this.kernels.primitive(p, (id) => this.ofKernel(id) !== undefined);
    if (rest.size === 0) return "zero";
    const outer = this.ofTerm(monomial);
    const inner =
      stronger(this.plainly(rest), this.known.get(keyOf(rest))) ??
      this.byBounds(rest) ??
      negated(this.byBounds(scale(rest, q.MINUS_ONE))) ??
      this.byFactors(rest);
    if (!outer || !inner) return direct ?? this.ofConstant(p);
    this.kernels.transcript.sign(p, (print) => mul(print(single(monomial)), print(rest)));
    return product(outer, inner);
  }

  /** The sign that every term has; other ways to write the same polynomial have it too. */
  private plainly(p: Polynomial): Sign | undefined {
    const sign = this.byTerms(p);
    if (sign) this.kernels.transcript.sign(p, (print) => print(p));
    return sign;
  }

  private byTerms(p: Polynomial): Sign | undefined {
    let total: Sign | undefined;
    for (const term of p.values()) {
      const sign = this.ofTerm(term);
      if (!sign) return undefined;
      total = total ? together(total, sign) : sign;
      if (!total) return undefined;
    }
    return total;
  }

  /** The sign of a number such as log 2 − 1/2, by an enclosure. */
  private ofConstant(p: Polynomial): Sign | undefined {
    const expr = new Printer(this.kernels.list).polynomial(p);
    if (!isConstant(expr)) return undefined;
    const [value] = new IntervalArithmetic(40).evaluate([expr], new Map());
    const sign = value?.low.gt(0) ? "positive" : value?.high.lt(0) ? "negative" : undefined;
    if (sign) this.kernels.transcript.sign(p, (print) => print(p));
    return sign;
  }

  /** p = r², or p = f·g with both signs known. */
  private byFactors(p: Polynomial): Sign | undefined {
    const { transcript, budget } = this.kernels;
    const root = squareRoot(p, budget);
    if (root && [...root.values()].every(({ factors }) => factors.every((id, at) => at % 2 === 1 || this.isReal(id)))) {
      transcript.sign(p, (print) => pow(print(root), number(2)));
      return "nonnegative";
    }
    const known = this.knownFactor(p);
    const signs = known && ([this.sign(known.factor), this.sign(known.rest)] as const);
    if (!known || !signs?.[0] || !signs[1]) return undefined;
    transcript.sign(p, (print) => mul(print(known.factor), print(known.rest)));
    return product(signs[0], signs[1]);
  }

  /** p = λ·f + rest with f > 0 known and a rest that is not negative term by term. */
  private byBounds(p: Polynomial): Sign | undefined {
    for (const { polynomial, strict } of this.lower) {
      const lead = [...polynomial].find(([key]) => key !== "") ?? [...polynomial][0];
      if (!lead) continue;
      const mine = p.get(lead[0]);
      if (!mine) continue;
      const ratio = q.over(mine.coefficient, lead[1].coefficient);
      if (q.sign(ratio) <= 0) continue;
      const rest = this.kernels.sum(p, scale(polynomial, q.negate(ratio)));
      const sign = rest.size === 0 ? "zero" : this.byTerms(rest);
      if (sign) this.kernels.transcript.sign(p, (print) => add(mul(number(ratio), print(polynomial)), print(rest)));
      if (!isWithin(sign, "nonnegative")) continue;
      return strict || sign === "positive" ? "positive" : "nonnegative";
    }
    return undefined;
  }

  private ofTerm({ factors, coefficient }: Term): Sign | undefined {
    let sign: Sign = q.sign(coefficient) > 0 ? "positive" : "negative";
    for (let at = 0; at < factors.length; at += 2) {
      const next = this.ofPower(factors[at] as number, factors[at + 1] as number);
      const both: Sign | undefined = next && product(sign, next);
      if (!both) return undefined;
      sign = both;
    }
    return sign;
  }

  private ofPower(id: number, exponent: number): Sign | undefined {
    const base = this.ofKernel(id);
    if (base === "positive") return "positive";
    const kernel = this.kernels.get(id);
    if (exponent % UNIT !== 0) return kernel.kind === "i" ? undefined : exponent < 0 ? "positive" : "nonnegative";
    if (!isReal(kernel)) return undefined;
    if ((exponent / UNIT) % 2 === 0) {
      if (!this.isReal(id)) return undefined;
      return exponent < 0 || base === "negative" ? "positive" : base === "zero" ? "zero" : "nonnegative";
    }
    if (exponent < 0 && base === "nonnegative") return "positive";
    if (exponent < 0 && base === "nonpositive") return "negative";
    return base;
  }

  private isReal(id: number): boolean {
    const kernel = this.kernels.get(id);
    if (kernel.kind === "power")
      return [...kernel.base.values()].every(({ factors }) => factors.every((k, at) => at % 2 === 1 || this.isReal(k)));
    return isReal(kernel);
  }

  private readonly open = new Set<number>();

  ofKernel(id: number): Sign | undefined {
    const kernel = this.kernels.get(id);
    if (kernel.kind === "prime" || (kernel.kind === "exp" && kernel.real)) return "positive";
    if (kernel.kind === "function" && kernel.head === "pi") return "positive";
    const told = this.known.get(`${id},${UNIT}:1`);
    if (told || kernel.kind !== "power" || this.open.has(id)) return told;
    this.open.add(id);
    const sign = this.sign(kernel.base);
    this.open.delete(id);
    return sign;
  }
}

function negated(sign: Sign | undefined): Sign | undefined {
  return sign && OPPOSITE[sign];
}

/** What two sources say together. */
function stronger(a: Sign | undefined, b: Sign | undefined): Sign | undefined {
  return a && b ? (meet(a, b) ?? a) : (a ?? b);
}

function contradicts(a: Sign, b: Sign): boolean {
  return meet(a, b) === undefined;
}

/** What holds if both hold; undefined if they cannot. */
function meet(a: Sign, b: Sign): Sign | undefined {
  const sets: Readonly<Record<Sign, number>> = { positive: 4, zero: 2, negative: 1, nonnegative: 6, nonpositive: 3 };
  const both = sets[a] & sets[b];
  return (Object.keys(sets) as Sign[]).find((sign) => sets[sign] === both);
}

function product(a: Sign, b: Sign): Sign | undefined {
  if (a === "zero" || b === "zero") return "zero";
  const weak = a.startsWith("non") || b.startsWith("non");
  const positive = isUp(a) === isUp(b);
  return weak ? (positive ? "nonnegative" : "nonpositive") : positive ? "positive" : "negative";
}

/** The sign of a sum. */
function together(a: Sign, b: Sign): Sign | undefined {
  if (a === "zero") return b;
  if (b === "zero") return a;
  if (isUp(a) !== isUp(b)) return undefined;
  const strict = a === "positive" || b === "positive" || a === "negative" || b === "negative";
  return isUp(a) ? (strict ? "positive" : "nonnegative") : strict ? "negative" : "nonpositive";
}

function isUp(sign: Sign): boolean {
  return sign === "positive" || sign === "nonnegative";
}
