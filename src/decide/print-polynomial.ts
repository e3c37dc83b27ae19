/** Polynomials over kernels as expressions, for certificates. */
import * as q from "../base/rational.ts";
import { type Expr, add, apply, mul, number, pow, zero } from "../expression/expr.ts";
import { type Entry, I } from "../proof/certificate.ts";
import type { Kernel } from "./kernel-kind.ts";
import { type Polynomial, UNIT } from "./polynomial.ts";
import type { PolynomialPrinter } from "./transcript.ts";

export class Printer implements PolynomialPrinter {
  readonly entries: Entry[] = [];
  private readonly kernels: readonly Kernel[];
  private readonly printed = new Map<number, Expr>();
  private readonly polynomials = new Map<Polynomial, Expr>();
  private readonly stated = new Set<Expr>();

  constructor(kernels: readonly Kernel[]) {
    this.kernels = kernels;
  }

  polynomial(p: Polynomial): Expr {
    let made = this.polynomials.get(p);
    if (!made) {
      const terms = [...p.values()].map(({ factors, coefficient }) => {
        const powers: Expr[] = [];
        for (let at = 0; at < factors.length; at += 2) powers.push(this.power(factors[at] as number, factors[at + 1] as number));
        if (powers.length === 0 || !q.equal(coefficient, q.ONE)) powers.unshift(number(coefficient));
        return powers.length === 1 ? (powers[0] as Expr) : mul(...powers);
      });
      made = terms.length === 0 ? zero : terms.length === 1 ? (terms[0] as Expr) : add(...terms);
      this.polynomials.set(p, made);
    }
    return made;
  }

  private power(id: number, units: number): Expr {
    const base = this.kernel(id);
    const exponent = q.rational(BigInt(units), BigInt(UNIT));
    if (q.equal(exponent, q.ONE)) return base;
    const kernel = this.kernels[id] as Kernel;
    if (kernel.kind !== "exp" || q.isInteger(exponent)) return pow(base, number(exponent));
    const argument = this.polynomial(kernel.argument);
    const of = mul(number(exponent), argument);
    if (!this.stated.has(of)) this.entries.push({ law: "exp-of-sum", of, parts: [[exponent, argument]] });
    this.stated.add(of);
    return apply("exp", [of]);
  }

  private kernel(id: number): Expr {
    let made = this.printed.get(id);
    if (!made) this.printed.set(id, (made = this.make(this.kernels[id] as Kernel)));
    return made;
  }

  private make(kernel: Kernel): Expr {
    switch (kernel.kind) {
      case "i":
        return I;
      case "symbol":
        return kernel.expr;
      case "prime":
        return number(q.integer(kernel.value));
      case "exp":
        return apply("exp", [this.polynomial(kernel.argument)]);
      case "log":
        return apply("log", [this.polynomial(kernel.argument)]);
      case "power":
        return this.polynomial(kernel.base);
      case "function":
        return kernel.make(kernel.args.map((arg) => this.polynomial(arg)));
    }
  }
}
