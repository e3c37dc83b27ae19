/** What a proof by normal form made use of, written down as it happens and put in expressions when it has succeeded. */
import * as q from "../base/rational.ts";
import { type Expr, apply, one } from "../expression/expr.ts";
import type { Entry, LawName } from "../proof/certificate.ts";
import { type Polynomial, constantValue, keyOf } from "./polynomial.ts";

/** Coefficient or exponent, and what it belongs to. */
export type Part = readonly [q.Rational, Polynomial];

/** Turns polynomials into expressions; what has to be stated for that to be right is put among the entries. */
export interface PolynomialPrinter {
  readonly entries: Entry[];
  polynomial(p: Polynomial): Expr;
}

interface Note {
  readonly law: LawName;
  readonly of: Polynomial;
  readonly exponent: q.Rational | undefined;
  /** The parts, once polynomials can be printed. */
  readonly parts: (print: (p: Polynomial) => Expr) => readonly (readonly [q.Rational, Expr])[];
}

/** Collects the laws that a proof uses. */
export class Transcript {
  private readonly notes: Note[] = [];

  /** `isSaid` where a law of one part says something, as that log((e^{x/2})²) = log(e^x) is x. */
  law(law: LawName, of: Polynomial, all: readonly Part[], exponent?: q.Rational, isSaid = law === "exp-of-sum"): void {
    const parts = law === "exp-of-sum" ? all : all.filter(([, p]) => !isOne(p));
    const [only] = parts;
    // exp(log v) = v says something, v = v does not.
    if (!isSaid && parts.length === 1 && only && q.equal(only[0], q.ONE) && keyOf(only[1]) === keyOf(of)) return;
    this.notes.push({ law, of, exponent, parts: (print) => parts.map(([c, p]) => [c, print(p)] as const) });
  }

  /** `of` is the product of these, or the sum where `combine` says so; the signs of the parts are plain. */
  sign(of: Polynomial, as: (print: (p: Polynomial) => Expr) => Expr): void {
    this.notes.push({ law: "sign", of, exponent: undefined, parts: (print) => [[q.ONE, as(print)]] });
  }

  /** The entries of a certificate, each behind those that it needs. */
  entries(printer: PolynomialPrinter): Entry[] {
    const seen = new Set<string>();
    for (const { law, of, exponent, parts } of this.notes) {
      const [target, used] = [printer.polynomial(of), parts((p) => printer.polynomial(p))];
      const key = [law, target.id, exponent ? q.toText(exponent) : "", ...used.map(([c, v]) => `${q.toText(c)} ${v.id}`)].join();
      if (seen.has(key)) continue;
      seen.add(key);
      printer.entries.push(exponent ? { law, of: target, parts: used, exponent } : { law, of: target, parts: used });
    }
    return printer.entries;
  }
}

function isOne(p: Polynomial): boolean {
  const value = constantValue(p);
  return value !== undefined && q.equal(value, q.ONE);
}

/** a/b of expressions, without a division by 1. */
export function quotient(a: Expr, b: Expr): Expr {
  return b === one ? a : apply("div", [a, b]);
}
