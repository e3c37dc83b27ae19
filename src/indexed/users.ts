/**
 * ∂L/∂x through what uses x: the sum over all y that x stands in of ∂L/∂y times how y changes by x alone. What a forward
 * derivative of Σ_t L_t cannot follow through a recurrence, as nobody knows how far apart two of its steps are, is one step here.
 */
import { productOf, sumOf } from "../derivative/tidy.ts";
import { type Expr, type SymbolExpr, isOp, symbol, zero } from "../expression/expr.ts";
import { freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { type Contraction, factorsOf } from "./contract.ts";
import { type IndexForm, adjoint, partsIn } from "./index-form.ts";
import { summed } from "./matrix.ts";
import { NoIndexForm } from "./no-index-form.ts";
import { type Token, ONLY, computed, deltaIndices, isComputed, isPart, linear } from "./token.ts";

/** How many steps may lie between two gradients that a page ties together. */
const MOST_STEPS = 6;

export class Users {
  private readonly form: IndexForm;
  private readonly contraction: Contraction;
  /** Indices that the step speaks of, with what they run through there: they are within their range. */
  private readonly spoken: ReadonlySet<string>;

  private readonly isInNames: boolean;

  /** `isInNames` writes slopes with the names of what they are of: 1 − h_t² for h_t = tanh(…). */
  constructor(form: IndexForm, contraction: Contraction, sides: readonly Expr[], isInNames: boolean) {
    this.isInNames = isInNames;
    this.form = form;
    this.contraction = contraction;
    const bound = postorder(...sides).flatMap((node) => (node.kind === "binder" ? [(node.args[0] as SymbolExpr).name] : []));
    const named = freeSymbols(...sides).flatMap((each) => {
      const { whole, tokens } = partsIn(each);
      const root = rootOf(each);
      const own = root === undefined ? whole : whole.slice(prefix(root).length);
      return tokens.map((token, axis) => [token, form.rangeAlong(own, tokens.length, axis)] as const);
    });
    // The t + 1 of a sum over t is not always one of them.
    const isFree = (token: Token): boolean => !bound.some((each) => token.includes(each));
    this.spoken = new Set(named.filter(([token]) => isFree(token)).map((each) => each.join(" in ")));
  }

  /** One step back from every gradient on the left, and on from there until only gradients are left that the right has. */
  expanded(left: Expr, right: Expr): Expr {
    const known = new Set(freeSymbols(right).flatMap((each) => (rootOf(each) === undefined ? [] : [partsIn(each).whole])));
    let current = this.step(left, () => true);
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const next = this.step(current, (whole) => !known.has(whole));
      if (next === current) return current;
      current = next;
    }
    throw new NoIndexForm("gradients that rest on too many others");
  }

  private step(expr: Expr, isOpen: (whole: string) => boolean): Expr {
    return rebuild(expr, (node) => {
      const root = node.kind === "symbol" ? rootOf(node) : undefined;
      return root !== undefined && isOpen(partsIn(node).whole) ? this.through(root, node as SymbolExpr) : node;
    });
  }

  /** ∂L/∂x as the sum over what uses x. */
  private through(root: string, node: SymbolExpr): Expr {
    const { whole: name, tokens } = partsIn(node);
    const whole = name.slice(prefix(root).length);
    const by = adjoint(root, { whole, tokens });
    const variable = symbol(by.name.replace(prefix(root), ""));
    const own = this.form.bodyOf(symbol(root));
    const direct = own ? this.contraction.flatten(this.form.slope(own, variable)) : zero;
    const terms = this.form.partsOf(root).flatMap((user) => {
      const plain = this.form.slope(user.body, variable);
      const slope = this.contraction.flatten(this.isInNames ? substitute(plain, new Map([[user.body, user.name as Expr]])) : plain);
      return (isOp(slope, "add") ? slope.args : [slope]).map((term) => this.settled(root, partsIn(user.name), term));
    });
    return sumOf([direct, ...terms]);
  }

  /** ∂L/∂y times one term of its slope, summed over the indices of y that Kronecker's delta does not settle. */
  private settled(root: string, user: { readonly whole: string; readonly tokens: readonly Token[] }, term: Expr): Expr {
    if (term === zero) return zero;
    let product: Expr = productOf([adjoint(root, user), term]);
    const open = new Set(user.tokens.filter((token) => token !== ONLY));
    for (const [axis, token] of user.tokens.entries()) {
      if (!open.has(token)) continue;
      const factors = factorsOf(product);
      const single = factors.find((factor) => deltaIndices(factor)?.some((each) => linear(each).terms.some(([own]) => own === token)));
      if (!single) continue;
      const range = this.form.rangeAlong(user.whole, user.tokens.length, axis);
      const value = this.valueOf(token, range, deltaIndices(single) as readonly [Token, Token]);
      if (value === undefined) return zero;
      product = this.contraction.renamed(productOf(factors.filter((factor) => factor !== single)), token, value);
      open.delete(token);
    }
    return summed(product, [...open]);
  }

  /**
   * What an index is where Kronecker's delta is 1; undefined where that is none of its values, as T + 1. One that is computed
   * has to be among those that the step speaks of.
   */
  private valueOf(token: Token, range: string, [a, b]: readonly [Token, Token]): Token | undefined {
    const [mine, other] = linear(a).terms.some(([each]) => each === token) ? [linear(a), linear(b)] : [linear(b), linear(a)];
    const isPlain = mine.terms.length === 1 && mine.terms[0]?.[1] === 1;
    if (!isPlain) throw new NoIndexForm("an index that is computed from several");
    const value = computed({ terms: other.terms, constant: other.constant - mine.constant });
    const { tokens } = this.form;
    const [only, ...more] = linear(value).terms;
    const isOfLast = only?.[1] === 1 && more.length === 0 && tokens.isLast(only[0]) && tokens.classOf(only[0]) === tokens.classOf(token);
    if (isOfLast && linear(value).constant > 0) return undefined;
    const isSame = tokens.classOf(value) === tokens.classOf(token) && !isPart(tokens.classOf(token));
    const isWithin = isComputed(value) ? linear(value).constant > 0 && this.spoken.has(`${value} in ${range}`) : isSame;
    if (!isWithin) throw new NoIndexForm("whether an index that is computed is within its range");
    return value;
  }
}

const prefix = (root: string): string => `∂${root}/∂`;

/** L of ∂L/∂x. */
function rootOf(node: SymbolExpr): string | undefined {
  return /^∂(.+)\/∂/u.exec(partsIn(node).whole)?.[1];
}

/** Whether an expression has such names. */
export const hasAdjoints = (expr: Expr): boolean => postorder(expr).some((node) => node.kind === "symbol" && rootOf(node) !== undefined);
