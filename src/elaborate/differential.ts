/** Derivatives as they are written: fractions of differentials, operators with what they reach, nabla. */
import { NABLA } from "../expression/name.ts";
import { type Step, call } from "../base/coroutine.ts";
import { ParseError, type Span } from "../base/span.ts";
import { type Expr, type SymbolExpr, apply, derivativeOf, div, mul, symbol, two } from "../expression/expr.ts";
import type { FractionSyntax, ProductSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { type DerivativeShape, derivativeShape } from "./leibniz.ts";
import { isArgument } from "./names.ts";
import { freeSymbols } from "../expression/traverse.ts";
import { type Head, headOf } from "./script.ts";
import { Application } from "./application.ts";

/** ∇_x^2: by what, and how often. */
export interface Nabla {
  readonly by: Syntax | undefined;
  readonly power: Syntax | undefined;
}

export function nablaOf(item: Syntax): Nabla | undefined {
  if (item.kind === "name") return item.name === "∇" ? { by: undefined, power: undefined } : undefined;
  const isNabla = item.kind === "scripted" && item.base.kind === "name" && item.base.name === "∇" && item.primes === 0;
  return isNabla ? { by: item.sub, power: item.sup } : undefined;
}

/** The d of dW, upright, slanted or bold. */
export const ADJOINT: ReadonlySet<string> = new Set(["d", "𝐝"]);

export abstract class Differential extends Application {
  // Derivatives ------------------------------------------------------------------------------------------------------

  protected *fraction(fraction: FractionSyntax): Step<Expr> {
    const shape = derivativeShape(fraction.numerator, fraction.denominator);
    if (shape) {
      if (shape.of.length === 0) throw new ParseError("this differential operator has nothing to apply to", fraction.span);
      const of = yield* this.items(shape.of, []);
      return yield* this.derivative(shape, of.length === 1 ? (of[0] as Expr) : mul(...of), fraction.span);
    }
    this.fractions++;
    const numerator = yield* call(this.expression(fraction.numerator));
    const denominator = yield* call(this.expression(fraction.denominator));
    this.fractions--;
    return div(numerator, denominator);
  }

  /** d/dx with what follows; brackets right behind it hold its operand, else it takes all that stands beside it. */
  protected *operator(
    shape: DerivativeShape,
    after: readonly Syntax[],
    tail: ProductSyntax["factors"],
    span: Span,
  ): Step<{ values: Expr[]; took: boolean }> {
    if (shape.of.length > 0) {
      const of = yield* this.items(shape.of, []);
      const value = yield* this.derivative(shape, of.length === 1 ? (of[0] as Expr) : mul(...of), span);
      return { values: [value, ...(yield* this.items(after, []))], took: false };
    }
    const stars = tail.every((factor) => factor.operator === "*" || factor.operator === "·") ? tail : [];
    if (after.length === 0 && stars.length === 0) throw new ParseError("this differential operator has nothing to apply to", span);
    const bracketed = isArgument(after[0]);
    let extent = after.length === 0 ? 2 : bracketed ? 0 : 1;
    const more = (bracketed && after.length > 1) || (after.length > 0 && stars.length > 0);
    if (more && !(bracketed && after.length === 1)) {
      if (this.choose(span, "how far this differential operator reaches: write brackets") === 1)
        extent = bracketed && after.length > 1 ? 1 : 2;
    }
    const operand = extent === 0 ? after.slice(0, 1) : after;
    const of = yield* this.items(operand, []);
    if (extent === 2)
      for (const { factor } of stars) of.push(...(yield* this.items(factor.kind === "juxtaposition" ? factor.items : [factor], [])));
    const value = yield* this.derivative(shape, of.length === 1 ? (of[0] as Expr) : mul(...of), span);
    return { values: [value, ...(extent === 0 ? yield* this.items(after.slice(1), []) : [])], took: extent === 2 };
  }

  protected *derivative(shape: DerivativeShape, of: Expr, span: Span): Step<Expr> {
    let value = of;
    for (const { variable, times } of shape.variables.toReversed()) {
      const head = headOf(variable);
      if (head?.power)
        throw new ParseError(
          "the derivative is by something with a superscript that is no label and no power of this order: write a label as ^{(l)}",
          variable.span,
        );
      const by = head ? yield* this.name(head, variable) : undefined;
      const known = by ?? (variable.kind === "group" ? yield* call(this.expression(variable)) : undefined);
      if (known?.kind !== "symbol") throw new ParseError("the derivative is with respect to something that is no variable", span);
      for (let i = 0; i < times; i++) value = derivativeOf(value, known satisfies SymbolExpr);
    }
    return value;
  }

  /** dW in a document that writes so for the gradient by W. */
  protected adjoint(head: Head | undefined, next: Syntax | undefined): Expr | undefined {
    const { adjoints, scalars } = this.options.names;
    const of = next && headOf(next);
    if (adjoints === undefined || !head || !ADJOINT.has(head.name) || !of || of.power || of.primes > 0) return undefined;
    const kind = adjoints.by(of.name);
    if (kind === "unclear")
      throw new ParseError(
        `d${of.name} may be the gradient by ${of.name}, or d times ${of.name}: write \\frac{\\partial L}{\\partial ${of.name}}, or d \\cdot ${of.name}`,
        next.span,
      );
    if (kind === "differential")
      throw new ParseError(`d${of.name} is a differential, which is not decided: write what follows of it with derivatives`, next.span);
    if (kind === "product") return undefined;
    const name = adjoints.standing(of.name);
    const plain = name.normalize("NFKC");
    const by = symbol(scalars.has(name) && !scalars.has(plain) ? name : plain);
    const gradient = derivativeOf(symbol(adjoints.of), by);
    return of.transposed ? apply("transpose", [gradient]) : gradient;
  }

  /**
   * L of ∇_z L x^⊤, where L is differentiated by itself elsewhere: x^⊤ is a factor of the gradient. ∇_x f g, where both are,
   * is the gradient of a product.
   */
  protected isAlone([first, next]: readonly Syntax[]): boolean {
    const head = first && headOf(first);
    if (!head || !next || head.power || head.transposed || head.primes > 0 || isArgument(next)) return false;
    const isDifferentiated = (name: string): boolean => this.options.names.differentiated?.has(name) ?? false;
    const beside = headOf(next);
    return isDifferentiated(head.name) && !(beside && !beside.transposed && isDifferentiated(beside.name));
  }

  protected *nabla(nabla: Nabla, rest: readonly Syntax[], span: Span): Step<Expr> {
    const [only, ...more] = rest;
    if (!only) throw new ParseError("∇ has nothing to apply to", span);
    // ∇_z L^⊤ is the gradient as a row.
    const row = more.length === 0 && only.kind === "scripted" ? headOf(only) : undefined;
    if (row?.transposed && row.primes === 0 && this.options.names.differentiated?.has(row.name)) {
      const plain: Syntax = { ...(only as ScriptedSyntax), sup: undefined };
      return apply("transpose", [yield* this.gradient(nabla, [plain], span)]);
    }
    return yield* this.gradient(nabla, rest, span);
  }

  private *gradient({ by: variable, power: order }: Nabla, rest: readonly Syntax[], span: Span): Step<Expr> {
    const of = yield* this.items(rest, []);
    const head = variable && headOf(variable);
    if (variable && (!head || head.power || head.transposed || head.primes > 0))
      throw new ParseError("the gradient is by something that is no name", variable.span);
    const what = of.length === 1 ? (of[0] as Expr) : mul(...of);
    const [only, ...more] = freeSymbols(what);
    const alone = only && only !== what && more.length === 0 ? [only] : undefined;
    const variables = head ? [symbol(head.name)] : (this.variablesOf(what) ?? alone);
    const power = order && (yield* call(this.expression(order)));
    if (power && (power !== two || !variables))
      throw new ParseError("this power of ∇ is not read: write \\nabla_x^2 f for the Hessian", span);
    const [by, ...others] = variables ?? [symbol(NABLA)];
    if (others.length === 0) {
      const once = apply("gradient", [what, by as Expr]);
      return power ? apply("gradient", [once, by as Expr]) : once;
    }
    // f(x, y): the gradient as a column, the second one as the matrix of second derivatives.
    const all = variables as readonly SymbolExpr[];
    const row = (value: Expr): Expr => apply("row", power ? all.map((variable_) => derivativeOf(value, variable_)) : [value]);
    return apply(
      "matrix",
      all.map((variable_) => row(derivativeOf(what, variable_))),
    );
  }

  /** What ∇f and ∇f(x) are by: the parameters of f, or the names that stand in their place. */
  private variablesOf(of: Expr): readonly SymbolExpr[] | undefined {
    const { parameters } = this.options.names;
    if (of.kind === "symbol") return parameters?.get(of.name);
    if (of.kind !== "call" || !parameters?.has(of.name)) return undefined;
    return of.args.every((arg): arg is SymbolExpr => arg.kind === "symbol") ? of.args : undefined;
  }

  /** f(z) of ∇²f(z) u, where f is a function of z: what stands behind is a factor. */
  protected isApplied([first, brackets, ...more]: readonly Syntax[]): boolean {
    const head = first && headOf(first);
    const own = head && this.options.names.parameters?.get(head.name);
    if (!head || !own || head.power || head.primes > 0 || more.length === 0 || brackets?.kind !== "group") return false;
    const names = brackets.items.map((item) => headOf(item)?.name);
    return names.length === own.length && names.every((name, i) => name === own[i]?.name);
  }

  protected fractions = 0;
}
