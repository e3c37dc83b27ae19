/**
 * Sums over indices in normal form: each becomes a number of its own, named by what is summed, so that an identity between
 * sums is an identity between names. What is said of all values of the names holds for all sizes.
 */
import { Budget } from "../base/budget.ts";
import * as q from "../base/rational.ts";
import { Facts } from "../decide/facts.ts";
import { Kernels } from "../decide/kernel.ts";
import { Normalizer } from "../decide/normalize.ts";
import { UNIT, kernelPower } from "../decide/polynomial.ts";
import { Printer } from "../decide/print-polynomial.ts";
import { productOf, sumOf } from "../derivative/tidy.ts";
import { type BinderOp, type Expr, type SymbolExpr, isOp, number, pow, symbol } from "../expression/expr.ts";
import { postorder, rebuild } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { isStep } from "./cases.ts";
import { NoIndexForm } from "./no-index-form.ts";
import {
  type Linear,
  type Token,
  SYMMETRIC,
  type Tokens,
  cancelled,
  computed,
  deltaIndices,
  entryAt,
  isComputed,
  isIndicator,
  isPart,
  linear,
  replaced,
  hasToken,
  partsOfEntry,
} from "./token.ts";

/** What a document says of the entries of a vector or matrix. */
export interface SaidOfEntries {
  isZeroOutside(whole: string): boolean;
  /** Each is 0 or 1: every power of it is itself. */
  isBinary(whole: string): boolean;
}

/** A sum over tokens of a product; the tokens are its own. */
interface SumName {
  readonly bound: readonly Token[];
  readonly factors: readonly Expr[];
}

const MOST_BOUND = 5;
const MOST_TERMS = 400;

export class Contraction {
  private readonly tokens: Tokens;
  private readonly budget: Budget;
  private readonly kernels: Kernels;
  private readonly normalizer: Normalizer;
  private readonly sums = new Map<Expr, SumName>();
  /** How many entries a class of sizes has, as an expression. */
  private readonly countOf: (sizeClass: string) => Expr;
  private readonly said: SaidOfEntries;

  constructor(tokens: Tokens, budget: number, countOf: (sizeClass: string) => Expr, said: SaidOfEntries) {
    this.said = said;
    this.tokens = tokens;
    this.budget = new Budget(budget);
    this.kernels = new Kernels(this.budget);
    this.normalizer = new Normalizer(this.kernels, new Facts(this.kernels));
    this.countOf = countOf;
  }

  /** An expression without binders: every sum a name. Throws NoIndexForm, and what the normal form throws. */
  flatten(expr: Expr): Expr {
    return rebuild(expr, (node) => {
      if (node.kind !== "binder") return node;
      const [token, body] = [(node.args[0] as SymbolExpr).name, node.args[3] as Expr];
      return node.op === "sum" ? this.sumOver(token, body) : this.extremum(node.op, token, body);
    });
  }

  /** An expression without binders, as its normal form is written. Throws NoIndexForm, and what the normal form throws. */
  normalForm(expr: Expr): Expr {
    const normal = this.normalizer.normalize(this.flatten(expr));
    const printer = new Printer(this.kernels.list);
    const written = printer.polynomial(normal);
    if (printer.entries.length > 0) throw new NoIndexForm("a root of an exponential");
    return written;
  }

  /** A number by itself, of which nothing is known but what it is the largest or smallest of. */
  private extremum(op: BinderOp, token: Token, body: Expr): Expr {
    const isAlone = (node: Expr): boolean => {
      if (node.kind !== "symbol") return false;
      return this.sums.has(node) || (partsOfEntry(node.name)?.tokens.some((each) => each !== token) ?? false);
    };
    if (postorder(body).some(isAlone)) throw new NoIndexForm(`a ${op} beside other indices`);
    return symbol(`${op}‹${this.tokens.classOf(token)}›(${canonicalText(body).replaceAll(token, "⟪0.0⟫")})`);
  }

  /** One index in the place of another, inside the names of sums too. */
  renamed(expr: Expr, from: Token, to: Token): Expr {
    if (from === to || !hasToken(expr, from)) return expr;
    return rebuild(expr, (node) => {
      if (node.kind !== "symbol" || !node.name.includes(from)) return node;
      const known = this.sums.get(node);
      if (known) return this.renamedSum(known, from, to);
      const parts = partsOfEntry(node.name);
      if (!parts) throw new NoIndexForm("an index in a name that is not understood");
      const tokens = parts.tokens.map((token) => replaced(token, from, to));
      return entryAt(parts.whole, tokens);
    });
  }

  private renamedSum({ bound, factors }: SumName, from: Token, to: Token): Expr {
    const renamed = factors.map((factor) => this.renamed(factor, from, to));
    // A delta that became 0 or 1 leaves the sum to be taken anew.
    const isSame = renamed.every((factor, i) => factor.kind !== "number" || factors[i]?.kind === "number");
    if (isSame) return this.named(bound, renamed);
    return bound.reduceRight<Expr>((body, token) => this.sumOver(token, body), productOf(renamed));
  }

  /** Names of sums whose terms are positive wherever they are defined. */
  positiveSums(expr: Expr): Expr[] {
    return postorder(expr).filter((node) => this.sums.get(node)?.factors.every((factor) => isOp(factor, "exp")));
  }

  /**
   * What is left of an expression when its sums are gathered: Σ f and Σ g with one factor before them are Σ (f + g), and
   * leave nothing where f + g vanishes. Every summand that is left has to vanish, too. Of sums over several indices the
   * one over this class is the outer one. Factors before sums may be the same without looking so: `within`, they are
   * taken into the sums.
   */
  gathered(expr: Expr, outer: string, place: "before" | "within"): readonly Expr[] {
    const isWithin = place === "within";
    const normal = this.kernels.expanded(this.normalizer.normalize(expr));
    const printer = new Printer(this.kernels.list);
    const groups = new Map<string, { readonly bound: Token; readonly bodies: Expr[] }>();
    const rest: Expr[] = [];
    for (const { factors, coefficient } of normal.values()) {
      const parts = Array.from(
        { length: factors.length / 2 },
        (_, i) => [printer.polynomial(kernelPower(factors[2 * i] as number, UNIT)), factors[2 * i + 1] as number] as const,
      );
      const first = parts.find(([base, units]) => units === UNIT && this.outerToken(base, outer) !== undefined);
      const others = parts.filter((part) => part !== first).map(([base, units]) => productOf(this.factor(base, units)));
      if (!first) {
        rest.push(productOf([number(coefficient), ...others]));
        continue;
      }
      const { bound, factors: inside } = this.sums.get(first[0]) as SumName;
      const token = this.outerToken(first[0], outer) as Token;
      const sizeClass = this.tokens.classOf(token);
      const key = isWithin ? sizeClass : `${sizeClass}|${others.map(canonicalText).sort().join("·")}`;
      const group = groups.get(key) ?? { bound: this.tokens.fresh("g", sizeClass), bodies: [] };
      groups.set(key, group);
      const body = [...inside.map((each) => this.renamed(each, token, group.bound)), ...(isWithin ? others : [])];
      const inner = bound.filter((each) => each !== token);
      group.bodies.push(productOf([number(coefficient), ...(inner.length > 0 ? this.components(inner, body) : body)]));
    }
    return [sumOf(rest), ...[...groups.values()].map(({ bodies }) => sumOf(bodies))];
  }

  /** The classes over which sums of an expression run. */
  classesIn(expr: Expr): string[] {
    const tokens = postorder(expr).flatMap((node) => this.sums.get(node)?.bound ?? []);
    return [...new Set(tokens.map((token) => this.tokens.classOf(token)))];
  }

  /** The only index of a sum, or the only one of this class. */
  private outerToken(sum: Expr, outer: string): Token | undefined {
    const bound = this.sums.get(sum)?.bound ?? [];
    const mine = bound.filter((token) => bound.length === 1 || this.tokens.classOf(token) === outer);
    return mine.length === 1 ? mine[0] : undefined;
  }

  // Sums -----------------------------------------------------------------------------------------------------------------

  private sumOver(token: Token, body: Expr): Expr {
    // Kronecker's delta first: what it leaves needs no normal form, which may want signs that nobody knows.
    const plain = this.withoutDelta(token, factorsOf(body));
    if (plain) return productOf(plain);
    // What does not depend on the index stays apart: the normal form would make e^{z_k} e^{s} one exponential.
    const factors = factorsOf(body);
    const outside = factors.filter((factor) => !hasToken(factor, token));
    const inside = factors.filter((factor) => !outside.includes(factor));
    if (outside.length > 0 && inside.length > 0) return productOf([...outside, this.sumOver(token, productOf(inside))]);
    const normal = this.kernels.expanded(this.normalizer.normalize(body));
    if (normal.size > MOST_TERMS) throw new NoIndexForm("a sum of too many terms");
    const printer = new Printer(this.kernels.list);
    const terms: Expr[] = [];
    for (const { factors, coefficient } of normal.values()) {
      const parts: Expr[] = [];
      for (let at = 0; at < factors.length; at += 2)
        parts.push(...this.factor(printer.polynomial(kernelPower(factors[at] as number, UNIT)), factors[at + 1] as number));
      terms.push(productOf([number(coefficient), this.sumOfProduct(token, parts)]));
    }
    if (printer.entries.length > 0) throw new NoIndexForm("a root of an exponential");
    return sumOf(terms);
  }

  /** A kernel's power as factors; small whole powers of what holds an index are written out. */
  private factor(base: Expr, units: number): Expr[] {
    const exponent = q.rational(BigInt(units), BigInt(UNIT));
    const delta_ = deltaIndices(base);
    if (delta_ && q.isInteger(exponent) && exponent.n > 0n) return [base];
    const whole = base.kind === "symbol" ? partsOfEntry(base.name)?.whole : undefined;
    const isBinary = isStep(base) || (whole !== undefined && (isIndicator(whole) || this.said.isBinary(whole)));
    if (isBinary && q.isInteger(exponent) && exponent.n > 0n) return [base];
    if (this.sums.has(base) && q.isInteger(exponent) && exponent.n > 0n && exponent.n <= 3n)
      return Array.from({ length: Number(exponent.n) }, () => base);
    return [q.equal(exponent, q.ONE) ? base : pow(base, number(exponent))];
  }

  private sumOfProduct(token: Token, factors: readonly Expr[]): Expr {
    const outside = factors.filter((factor) => !hasToken(factor, token));
    const inside = factors.filter((factor) => hasToken(factor, token));
    if (inside.length === 0) return productOf([...outside, this.countOf(this.tokens.classOf(token))]);
    const settled = this.withoutDelta(token, inside);
    if (settled) return productOf([...outside, ...settled]);
    const bound: Token[] = [token];
    const all = inside.flatMap((factor) => this.opened(factor, bound));
    return productOf([...outside, ...this.withoutIndices(bound, all)]);
  }

  /** Factors with what an index is put in for it, where Kronecker's delta tells; undefined where none does. */
  private withoutDelta(token: Token, factors: readonly Expr[]): readonly Expr[] | undefined {
    for (const single of factors) {
      if (!deltaIndices(single) || !hasToken(single, token)) continue;
      const others = factors.filter((factor) => factor !== single);
      const value = this.settledBy(single, token, others);
      if (value !== undefined) return others.map((factor) => this.renamed(factor, token, value));
    }
    return undefined;
  }

  /**
   * A_{ik} A⁻¹_{kj} summed over k, and nothing else with k: Kronecker's delta, which the sums over i or j take in their
   * turn, as any delta that only an outer sum can settle.
   */
  private withoutIndices(bound: readonly Token[], factors: readonly Expr[]): Expr[] {
    for (const token of bound) {
      const [a, b, ...more] = factors.filter((factor) => hasToken(factor, token));
      const found = a && b && more.length === 0 ? cancelled(a, b, token) : undefined;
      const rest = found ? [...factors.filter((factor) => factor !== a && factor !== b), found] : this.withoutDelta(token, factors);
      if (!rest) continue;
      const summed = bound.filter((each) => each !== token);
      return [summed.reduceRight<Expr>((body, each) => this.sumOver(each, body), productOf(rest))];
    }
    return this.components(bound, factors);
  }

  /** What an index is where Kronecker's delta is 1: another one, or, where all that has it is zero outside, a computed one. */
  private settledBy(single: Expr, token: Token, others: readonly Expr[]): Token | undefined {
    const [a, b] = deltaIndices(single) as readonly [Token, Token];
    const [mineClass, otherClass] = [a, b].map((each) => this.tokens.classOf(each));
    // What a sum over a part leaves out may be the other index.
    if (isPart(this.tokens.classOf(token)) && mineClass !== otherClass) return undefined;
    if (a === token && !isComputed(b)) return b;
    if (b === token && !isComputed(a)) return a;
    if (isPart(this.tokens.classOf(token))) return undefined;
    const [x, y] = [linear(a), linear(b)];
    const mine = [x, y].find(({ terms }) => terms.some(([each]) => each === token)) as Linear;
    const other = mine === x ? y : x;
    const times = mine.terms.find(([each]) => each === token)?.[1] ?? 0;
    const isZeroElsewhere = others.some((factor) => {
      const parts = factor.kind === "symbol" ? partsOfEntry(factor.name) : undefined;
      return parts !== undefined && parts.tokens.includes(token) && this.said.isZeroOutside(parts.whole);
    });
    const isElsewhere = [...other.terms, ...mine.terms.filter(([each]) => each !== token)].some(([each]) => each === token);
    if (Math.abs(times) !== 1 || !isZeroElsewhere || isElsewhere || others.filter((factor) => hasToken(factor, token)).length > 1)
      return undefined;
    const rest = mine.terms.filter(([each]) => each !== token);
    return computed({
      terms: [...other.terms, ...rest.map(([each, count]) => [each, -count] as const)].map(
        ([each, count]) => [each, count * times] as const,
      ),
      constant: (other.constant - mine.constant) * times,
    });
  }

  /** The factors of a sum inside, its indices made new ones; anything else as it is. */
  private opened(factor: Expr, bound: Token[]): readonly Expr[] {
    const sum = this.sums.get(factor);
    if (!sum) {
      if (!deltaIndices(factor) && postorder(factor).some((node) => deltaIndices(node)))
        throw new NoIndexForm("Kronecker's delta inside a function");
      return [factor];
    }
    let factors = sum.factors;
    for (const token of sum.bound) {
      const own = this.tokens.fresh("s", this.tokens.classOf(token));
      factors = factors.map((each) => this.renamed(each, token, own));
      bound.push(own);
    }
    return factors;
  }

  /** Σ_{j,k} a_j b_k is Σ_j a_j · Σ_k b_k: factors that share an index stay together. */
  private components(bound: readonly Token[], factors: readonly Expr[]): Expr[] {
    const groups: { tokens: Set<Token>; factors: Expr[] }[] = [];
    for (const factor of factors) {
      const mine = new Set(bound.filter((token) => hasToken(factor, token)));
      const joined = groups.filter((group) => [...group.tokens].some((token) => mine.has(token)));
      const merged = {
        tokens: new Set([...mine, ...joined.flatMap((group) => [...group.tokens])]),
        factors: [...joined.flatMap((group) => group.factors), factor],
      };
      groups.splice(0, groups.length, ...groups.filter((group) => !joined.includes(group)), merged);
    }
    return groups.map((group) => (group.tokens.size === 0 ? productOf(group.factors) : this.named([...group.tokens], group.factors)));
  }

  /** The name of a sum: the same for the same sum, whatever its indices are called and its factors' order is. */
  private named(bound: readonly Token[], factors: readonly Expr[]): Expr {
    if (bound.length > MOST_BOUND) throw new NoIndexForm(`a sum over more than ${MOST_BOUND} indices at once`);
    const texts = factors.map(canonicalText);
    const level = 1 + Math.max(0, ...texts.flatMap((text) => [...text.matchAll(/⟪(\d+)\./g)].map(([, at]) => Number(at))));
    let best: string | undefined;
    for (const order of permutations(bound)) {
      const marked = texts.map((text) => inOrder(order.reduce((all, token, i) => all.replaceAll(token, `⟪${level}.${i}⟫`), text))).sort();
      const classes = order.map((token) => this.tokens.classOf(token)).join();
      const name = `Σ‹${classes}›(${marked.join("·")})`;
      if (best === undefined || name < best) best = name;
    }
    const made = symbol(best as string);
    if (!this.sums.has(made)) this.sums.set(made, { bound, factors });
    return made;
  }
}

/** The factors of a product, those of its factors included. */
export function factorsOf(expr: Expr): readonly Expr[] {
  const found: Expr[] = [];
  const open = [expr];
  for (let node = open.pop(); node; node = open.pop()) {
    if (isOp(node, "mul")) open.push(...node.args.toReversed());
    else found.push(node);
  }
  return found;
}

/** The terms of computed indices sorted, and the indices of symmetric matrices, whatever they are called now. */
function inOrder(text: string): string {
  const sorted = text.replace(
    /⟦((?:[+-]\d+[⟦⟪][^⟦⟧⟪⟫]*[⟧⟫])+)/g,
    (_, terms: string) => `⟦${(terms.match(/[+-]\d+[⟦⟪][^⟦⟧⟪⟫]*[⟧⟫]/g) ?? []).sort().join("")}`,
  );
  const symmetric = new RegExp(`${SYMMETRIC}\\[([^\\[\\]]*)\\]`, "g");
  return sorted.replace(symmetric, (_, tokens: string) => `${SYMMETRIC}[${tokens.split(",").sort().join(",")}]`);
}

/** The text of an expression in which the order of terms and factors does not matter. */
function canonicalText(expr: Expr): string {
  const texts = new Map<number, string>();
  for (const node of postorder(expr)) {
    const args = node.args.map((arg) => texts.get(arg.id) as string);
    if (isOp(node, "add") || isOp(node, "mul")) args.sort();
    const head = node.kind === "apply" ? node.op : node.kind === "call" ? `${node.name}'${node.orders.join()}` : toPlain(node);
    texts.set(node.id, args.length === 0 ? head : `${head}(${args.join(";")})`);
  }
  return texts.get(expr.id) as string;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]));
}
