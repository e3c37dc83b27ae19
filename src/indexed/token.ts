/**
 * Entries with symbolic indices. An index is a token that stands in the name of every entry it belongs to, `w[⟦k1⟧,⟦j2⟧]`,
 * so that putting one index in the place of another is a matter of names, and entries of different indices are different.
 */
import { type Expr, type SymbolExpr, number, one, symbol, zero } from "../expression/expr.ts";
import { productOf, sumOf } from "../derivative/tidy.ts";
import { rebuild } from "../expression/traverse.ts";

/** Each a text in double brackets; numbers count a fixed entry. */
export type Token = string;

/** What the name of a class begins with that is no size of anything, but bounds: of its indices nobody knows which entries they miss. */
export const PART = "part ";
export const isPart = (sizeClass: string): boolean => sizeClass.startsWith(PART);

/** A token that no other is the same as. */
export class Tokens {
  private count = 0;
  private readonly classes = new Map<Token, string>();
  private readonly lasts = new Map<string, Token>();

  /** An index over the entries of a class of sizes. */
  fresh(letter: string, sizeClass: string): Token {
    const token = `⟦${letter}·${++this.count}⟧`;
    this.classes.set(token, sizeClass);
    return token;
  }

  fixed(place: number, sizeClass: string): Token {
    const token = `⟦${place}⟧`;
    this.classes.set(token, sizeClass);
    return token;
  }

  /** The last entry of a class: T of h_T, where t runs from 1 to T. */
  last(sizeClass: string): Token {
    const known = this.lasts.get(sizeClass) ?? this.fresh("last", sizeClass);
    this.lasts.set(sizeClass, known);
    return known;
  }

  isLast(token: Token): boolean {
    return this.lasts.get(this.classOf(token)) === token;
  }

  classOf(token: Token): string {
    return this.classes.get(token) ?? "";
  }
}

/** An index that is computed, such as i + k − 1: tokens with how often each is taken, and a number. */
export interface Linear {
  readonly terms: readonly (readonly [token: Token, times: number])[];
  readonly constant: number;
}

/** The token of a computed index; the token itself where nothing is computed. */
export function computed({ terms, constant }: Linear): Token {
  const times = new Map<Token, number>();
  for (const [token, count] of terms) times.set(token, (times.get(token) ?? 0) + count);
  const left = [...times].filter(([, count]) => count !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const [only] = left;
  if (!only) return `⟦${constant}⟧`;
  if (left.length === 1 && only[1] === 1 && constant === 0) return only[0];
  return `⟦${left.map(([token, count]) => `${count < 0 ? "" : "+"}${count}${token}`).join("")}${constant < 0 ? "" : "+"}${constant}⟧`;
}

/** What a token is computed from. */
export function linear(token: Token): Linear {
  if (isNumber(token)) return { terms: [], constant: Number(token.slice(1, -1)) };
  if (!isComputed(token)) return { terms: [[token, 1]], constant: 0 };
  const terms = [...token.matchAll(/([+-]\d+)(⟦[^⟦⟧]*⟧)/g)].map(([, times, inner]) => [inner as Token, Number(times)] as const);
  return { terms, constant: Number(/([+-]\d+)⟧$/.exec(token)?.[1] ?? 0) };
}

/** Whether it counts a fixed entry. */
function isNumber(token: Token): boolean {
  return /^⟦\d+⟧$/.test(token);
}

export function isComputed(token: Token): boolean {
  return token.startsWith("⟦+") || token.startsWith("⟦-");
}

/** One index in the place of another, inside computed ones too. */
export function replaced(token: Token, from: Token, to: Token): Token {
  if (token === from) return to;
  if (!isComputed(token) || !token.includes(from)) return token;
  const { terms, constant } = linear(token);
  const put = linear(to);
  const times = terms.find(([each]) => each === from)?.[1] ?? 0;
  const others = terms.filter(([each]) => each !== from);
  return computed({
    terms: [...others, ...put.terms.map(([each, count]) => [each, count * times] as const)],
    constant: constant + put.constant * times,
  });
}

/** An index so many places farther on. */
export function shifted(token: Token, by: number): Token {
  if (by === 0 || token === ONLY) return token;
  const { terms, constant } = linear(token);
  return computed({ terms, constant: constant + by });
}

/** The place of a letter that is counted from 0 or from 1. */
export function placeOf(value: Token): Token {
  const { terms, constant } = linear(value);
  return isComputed(value) && terms.length === 1 ? shifted(value, -constant) : value;
}

/** The only index along an axis of one entry. */
export const ONLY: Token = "⟦⟧";

/** What the name of a symmetric matrix ends with: its entries do not depend on the order of their indices. */
export const SYMMETRIC = "~";

/** What the name of an inverse ends with. */
export const INVERSE = "⁻¹";

export function entry(whole: string, tokens: readonly Token[]): SymbolExpr {
  return entryAsWritten(whole, whole.endsWith(SYMMETRIC) ? [...tokens].sort() : tokens);
}

/** The same with the indices as they stand: a derivative by a symmetric matrix is one by its entries, each by itself. */
export function entryAsWritten(whole: string, tokens: readonly Token[]): SymbolExpr {
  return symbol(tokens.length === 0 ? whole : `${whole}[${tokens.join(",")}]`);
}

/** Entries of symmetric matrices with their indices in one order. */
export function inOneOrder(root: Expr): Expr {
  return rebuild(root, (node) => {
    const parts = node.kind === "symbol" ? partsOfEntry(node.name) : undefined;
    return parts?.whole.endsWith(SYMMETRIC) ? entry(parts.whole, parts.tokens) : node;
  });
}

/** The name and the tokens of an entry; undefined for anything else. */
export function partsOfEntry(name: string): { readonly whole: string; readonly tokens: readonly Token[] } | undefined {
  const match = /^([^⟦⟪]*)\[((?:⟦(?:[^⟦⟧]|⟦[^⟦⟧]*⟧)*⟧,?)+)\]$/u.exec(name);
  return match ? { whole: match[1] as string, tokens: (match[2] as string).split(",") } : undefined;
}

const KRONECKER = `δ‹Kronecker›${SYMMETRIC}`;
const isFixed = (token: Token): boolean => /^⟦\d*⟧$/.test(token);

/** Kronecker's delta of two indices. */
export function delta(a: Token, b: Token): Expr {
  if (a === b) return one;
  if (isFixed(a) && isFixed(b)) return zero;
  if (!isComputed(a) && !isComputed(b)) return entry(KRONECKER, [a, b]);
  return reduced(a, b) ?? entry(KRONECKER, [a, b]);
}

/** 2i and 2j are the same where i and j are, 2i and 2j − 1 nowhere: what the difference of two computed indices tells. */
function reduced(a: Token, b: Token): Expr | undefined {
  const [x, y] = [linear(a), linear(b)];
  const times = new Map<Token, number>();
  for (const [token, count] of x.terms) times.set(token, (times.get(token) ?? 0) + count);
  for (const [token, count] of y.terms) times.set(token, (times.get(token) ?? 0) - count);
  const left = [...times].filter(([, count]) => count !== 0);
  const constant = x.constant - y.constant;
  if (left.length === 0) return constant === 0 ? one : zero;
  const divisor = left.map(([, count]) => Math.abs(count)).reduce(gcd);
  if (constant % divisor !== 0) return zero;
  const [[p, m] = [a, 0], [r, n] = [b, 0], ...more] = left;
  return more.length === 0 && constant === 0 && left.length === 2 && m === -n ? entry(KRONECKER, [p, r]) : undefined;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** Kronecker's delta of two letters, which may be counted from 0 both. */
export function deltaOfValues(a: Token, b: Token): Expr {
  const areAlike = isComputed(a) && isComputed(b) && linear(a).constant === linear(b).constant;
  if (areAlike) return delta(placeOf(a), placeOf(b));
  return isNumber(a) || isNumber(b) ? deltaOfNumber(a, b) : delta(a, b);
}

/** j of δ_{j0}, counted from 0, is at the place 1. */
function deltaOfNumber(a: Token, b: Token): Expr {
  const [value, fixed] = isNumber(a) ? [b, a] : [a, b];
  const { terms, constant } = linear(value);
  const [[token, times] = [value, 0], ...more] = terms;
  if (more.length > 0 || times !== 1) return delta(a, b);
  return delta(token, `⟦${linear(fixed).constant - constant}⟧`);
}

/** An index as the number that it is. */
export function numberOf(value: Token): Expr {
  const { terms, constant } = linear(value);
  const counted = terms.map(([token, times]) => productOf([number(times), entry("#‹index›", [token])]));
  return sumOf([...counted, number(constant)]);
}

const ORDER = "≤‹indices›";

/** 1 where the first index is at most the second, else 0. */
export function ordered(a: Token, b: Token): Expr {
  return a === b ? one : entry(ORDER, [a, b]);
}

/** Whether the entries of that name are 0 or 1 by what they are. */
export function isIndicator(whole: string): boolean {
  return whole === ORDER;
}

/** The entry of that name at these indices; a number where they settle it. */
export function entryAt(whole: string, tokens: readonly Token[]): Expr {
  if (whole === KRONECKER) return delta(tokens[0] as Token, tokens[1] as Token);
  return whole === ORDER ? ordered(tokens[0] as Token, tokens[1] as Token) : entry(whole, tokens);
}

/** The indices of a Kronecker delta. */
export function deltaIndices(expr: Expr): readonly [Token, Token] | undefined {
  const parts = expr.kind === "symbol" ? partsOfEntry(expr.name) : undefined;
  return parts?.whole === KRONECKER ? (parts.tokens as [Token, Token]) : undefined;
}

export function hasToken(expr: Expr, token: Token): boolean {
  let found = false;
  rebuild(expr, (node) => {
    if (node.kind === "symbol" && node.name.includes(token)) found = true;
    return node;
  });
  return found;
}

/** δ_{ij} for A_{ik} A⁻¹_{kj} or A⁻¹_{ik} A_{kj}, summed over k; undefined for other pairs of entries. */
export function cancelled(a: Expr, b: Expr, over: Token): Expr | undefined {
  const [x, y] = [a, b].map((each) => (each.kind === "symbol" ? partsOfEntry(each.name) : undefined));
  if (!x || !y || x.tokens.length !== 2 || y.tokens.length !== 2) return undefined;
  if (inverseOf(x.whole) !== y.whole && inverseOf(y.whole) !== x.whole) return undefined;
  const isSymmetric = x.whole.endsWith(SYMMETRIC);
  for (const [left, right] of [
    [x.tokens, y.tokens],
    [y.tokens, x.tokens],
  ] as const) {
    const [i, k] = isSymmetric && left[0] === over ? left.toReversed() : left;
    const [m, j] = isSymmetric && right[1] === over ? right.toReversed() : right;
    if (k === over && m === over && i !== over && j !== over) return delta(i as Token, j as Token);
  }
  return undefined;
}

function inverseOf(whole: string): string {
  return whole.endsWith(SYMMETRIC) ? whole.slice(0, -SYMMETRIC.length) + INVERSE + SYMMETRIC : whole + INVERSE;
}
