/**
 * Functions of whole matrices in index notation. The inverse and the determinant of a matrix are names of their own,
 * with the derivatives that they have: d(A⁻¹) = −A⁻¹ dA A⁻¹ and d det A = det A · tr(A⁻¹ dA).
 */
import { type Step, call } from "../base/coroutine.ts";
import { productOf, sumOf } from "../derivative/tidy.ts";
import { type Expr, type SymbolExpr, apply, binder, div, isOp, mul, neg, number, one, pow, symbol } from "../expression/expr.ts";
import { toPlain } from "../notation/plain.ts";
import { isInverse } from "../tensor/operation.ts";
import type { Shape } from "../tensor/shape.ts";
import { NoIndexForm } from "./no-index-form.ts";
import { INVERSE, ONLY, SYMMETRIC, type Token, delta, entryAsWritten, partsOfEntry } from "./token.ts";

/** What these need of the index form of everything else. */
export interface Components {
  readonly entryOf: (expr: Expr, at: readonly Token[], letters: ReadonlyMap<string, Token>) => Step<Expr>;
  readonly shapeOf: (expr: Expr) => Shape<string>;
  readonly indicesFor: (shape: Shape<string>) => Token[];
  readonly isIdentity: (name: SymbolExpr) => boolean;
  readonly isSymmetric: (name: SymbolExpr) => boolean;
  /** Whether an expression depends on an index of the formula around it. */
  readonly hasIndex: (expr: Expr) => boolean;
}

type Letters = ReadonlyMap<string, Token>;
type Slope = (of: Expr, at: readonly Token[]) => Expr;

export class MatrixFunctions {
  private readonly form: Components;
  /** What the names that stand for inverses and determinants are those of. */
  private readonly inverses = new Map<string, Expr>();
  private readonly determinants = new Map<string, Expr>();

  constructor(form: Components) {
    this.form = form;
  }

  /** A function of the table of operations; undefined for any other. */
  *ofCall(expr: Expr & { kind: "call" }, at: readonly Token[], letters: Letters): Step<Expr | undefined> {
    const [of] = expr.args as [Expr];
    switch (expr.name) {
      case "tr":
      case "Tr":
      case "trace":
        return yield* this.trace(of, letters);
      case "diag":
        return productOf([delta(at[0] as Token, at[1] as Token), yield* call(this.form.entryOf(of, at.slice(0, 1), letters))]);
      case "softmax":
        return div(apply("exp", [yield* call(this.form.entryOf(of, at, letters))]), yield* this.exponentials(of, at, letters));
      case "logsumexp":
        return apply("log", [yield* this.exponentials(of, at, letters)]);
      case "det":
        return yield* this.determinant(of);
      default:
        return undefined;
    }
  }

  private *trace(of: Expr, letters: Letters): Step<Expr> {
    const [dimension] = this.form.shapeOf(of);
    if (dimension === undefined) throw new NoIndexForm("the trace of a number");
    const [at] = this.form.indicesFor([dimension]) as [Token];
    return summed(yield* call(this.form.entryOf(of, [at, at], letters)), [at]);
  }

  /** Σ_k e^{z_k} along the last axis. */
  private *exponentials(of: Expr, at: readonly Token[], letters: Letters): Step<Expr> {
    const shape = this.form.shapeOf(of);
    const [last] = this.form.indicesFor(shape.slice(-1));
    if (last === undefined) throw new NoIndexForm("the softmax of a number");
    const place = [...at.slice(0, shape.length - 1), last];
    return summed(apply("exp", [yield* call(this.form.entryOf(of, place, letters))]), [last]);
  }

  /** An entry of base⁻¹: of a product or a transpose by those of the factors. */
  *inverse(base: Expr, at: readonly Token[], letters: Letters): Step<Expr> {
    if (isOp(base, "transpose")) return yield* call(this.inverse(base.args[0] as Expr, at.toReversed(), letters));
    if (isInverse(base)) return yield* call(this.form.entryOf(base.args[0] as Expr, at, letters));
    if (isOp(base, "neg")) return neg(yield* call(this.inverse(base.args[0] as Expr, at, letters)));
    if (isOp(base, "mul") && this.areSquare(base.args))
      return yield* call(this.form.entryOf(mul(...base.args.toReversed().map(reciprocal)), at, letters));
    if (base.kind === "symbol" && this.form.isIdentity(base)) return delta(at[0] as Token, at[1] as Token);
    return this.opaque(base, at);
  }

  private areSquare(factors: readonly Expr[]): boolean {
    return factors.every((factor) => {
      const shape = this.form.shapeOf(factor);
      return shape.length === 0 || (shape.length === 2 && shape[0] === shape[1]);
    });
  }

  private opaque(base: Expr, at: readonly Token[]): Expr {
    if (this.form.hasIndex(base)) throw new NoIndexForm("the inverse of a matrix that depends on an index");
    const isSymmetric = this.isSymmetric(base);
    const whole = `${base.kind === "symbol" ? base.name : `(${toPlain(base)})`}${INVERSE}${isSymmetric ? SYMMETRIC : ""}`;
    this.inverses.set(whole, base);
    return entryAsWritten(whole, at);
  }

  /** S, A^⊤ A, X^⊤ S X + λ I: what is the same when it is transposed, by its form. */
  private isSymmetric(expr: Expr): boolean {
    const open = [expr];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.kind === "symbol" && (this.form.isSymmetric(node) || this.form.isIdentity(node))) continue;
      if (node.kind === "call" && node.name === "diag") continue;
      if (isOp(node, "add") || isOp(node, "neg") || isOp(node, "transpose")) open.push(...node.args);
      else if (isOp(node, "mul")) {
        const factors = node.args.filter((factor) => this.form.shapeOf(factor).length > 0);
        const half = Math.floor(factors.length / 2);
        const isMirrored = factors.slice(0, half).every((factor, i) => areTransposed(factor, factors.at(-1 - i) as Expr));
        if (!isMirrored) return false;
        if (factors.length % 2 === 1) open.push(factors[half] as Expr);
      } else return false;
    }
    return true;
  }

  private *determinant(of: Expr): Step<Expr> {
    if (isOp(of, "transpose")) return yield* call(this.determinant(of.args[0] as Expr));
    if (isInverse(of)) return pow(yield* call(this.determinant(of.args[0] as Expr)), number(-1));
    if (of.kind === "symbol" && this.form.isIdentity(of)) return one;
    if (isOp(of, "mul") && this.areSquare(of.args) && of.args.every((factor) => this.form.shapeOf(factor).length === 2)) {
      const factors: Expr[] = [];
      for (const factor of of.args) factors.push(yield* call(this.determinant(factor)));
      return productOf(factors);
    }
    if (this.form.hasIndex(of)) throw new NoIndexForm("the determinant of a matrix that depends on an index");
    const name = `det(${toPlain(of)})`;
    this.determinants.set(name, of);
    return symbol(name);
  }

  /** The derivative of the name of an inverse's entry or of a determinant, by those of the matrix; undefined for other names. */
  derivative(node: SymbolExpr, slope: Slope): Expr | undefined {
    const determined = this.determinants.get(node.name);
    if (determined) return productOf([node, this.overEntries(determined, (k, l) => this.opaque(determined, [l, k]), slope)]);
    const { whole, tokens } = partsOfEntry(node.name) ?? { whole: "", tokens: [] };
    const base = this.inverses.get(whole);
    if (!base) return undefined;
    const [i, j] = tokens as readonly [Token, Token];
    return productOf([
      number(-1),
      this.overEntries(base, (k, l) => productOf([this.opaque(base, [i, k]), this.opaque(base, [l, j])]), slope),
    ]);
  }

  /** Σ_{k,l} factor_{kl} · d base_{kl}. */
  private overEntries(base: Expr, factor: (k: Token, l: Token) => Expr, slope: Slope): Expr {
    const at = this.form.indicesFor(this.form.shapeOf(base)) as [Token, Token];
    return summed(productOf([factor(...at), slope(base, at)]), at);
  }
}

/** Factors in order, without a matrix beside its own inverse: (X^T X)^{-1} X^T X A is A. */
export function withoutInverses(factors: readonly Expr[]): readonly Expr[] {
  const all = factors.flatMap((factor) => (isOp(factor, "mul") ? factor.args : [factor]));
  for (const [i, factor] of all.entries()) {
    if (!isInverse(factor)) continue;
    const [base] = factor.args as [Expr];
    const parts = isOp(base, "mul") ? base.args : [base];
    for (const from of [i - parts.length, i + 1]) {
      if (from < 0 || !parts.every((part, k) => all[from + k] === part)) continue;
      const start = Math.min(from, i);
      return withoutInverses([...all.slice(0, start), ...all.slice(start + parts.length + 1)]);
    }
  }
  return all;
}

function reciprocal(factor: Expr): Expr {
  return pow(factor, neg(one));
}

/** The sum over these indices. */
export function summed(body: Expr, tokens: readonly Token[]): Expr {
  if (body === sumOf([])) return body;
  return tokens.reduceRight<Expr>((inner, token) => (token === ONLY ? inner : binder("sum", symbol(token), undefined, inner)), body);
}

/** A and A^⊤ */
const areTransposed = (a: Expr, b: Expr): boolean => (isOp(a, "transpose") ? a.args[0] === b : isOp(b, "transpose") && b.args[0] === a);
