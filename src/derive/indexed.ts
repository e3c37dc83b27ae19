/**
 * Local derivatives of sums over indices, and what comes back through them. Each place at which a family stands in a
 * definition is one term: the product of the slopes on the way to it, summed over what the sums on the way run through.
 * The index that it has there is the one that is asked for, which settles one of those sums (Kronecker's delta).
 */
import { NotDifferentiable, partial } from "../derivative/differentiate.ts";
import { productOf, sumOf } from "../derivative/tidy.ts";
import { type Expr, type SymbolExpr, binder, div, isOp, neg, one, symbol } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { atIndex, freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { inOrder } from "./product.ts";

/** Something that has no form over indices here. */
export class NoIndexedForm extends Error {
  override readonly name = "NoIndexedForm";
}

/** A sum on the way to a place: its letter, and its bounds if it has any. */
interface Over {
  readonly letter: string;
  readonly range: readonly [Expr, Expr] | undefined;
}

export interface Place {
  /** The indices that the family has there. */
  readonly at: readonly string[];
  readonly factors: readonly Expr[];
  readonly over: readonly Over[];
}

/** The indices of a name if it belongs to the family that is asked for; none of a name that stands for itself. */
export type IndicesOf = (name: SymbolExpr) => readonly string[] | undefined;

/** Every place of a family in an expression; the sums on the way have letters of their own. Throws NoIndexedForm. */
export function placesIn(body: Expr, ofFamily: IndicesOf): Place[] {
  const found: Place[] = [];
  let own = 0;
  const open: { node: Expr; factors: readonly Expr[]; over: readonly Over[] }[] = [{ node: body, factors: [], over: [] }];
  for (let top = open.pop(); top; top = open.pop()) {
    const { node, factors, over } = top;
    const at = node.kind === "symbol" ? ofFamily(node) : undefined;
    if (at) found.unshift({ at, factors, over });
    if (node.kind === "symbol" || !freeSymbols(node).some((name) => ofFamily(name))) continue;
    if (node.kind === "derivative" || isOp(node, "gradient")) throw new NoIndexedForm("a derivative inside");
    if (node.kind === "binder") {
      if (node.op !== "sum") throw new NoIndexedForm(`a ${node.op} over an index`);
      const [index, from, to, summand] = node.args as [SymbolExpr, Expr, Expr, Expr];
      const letter = OWN[own++];
      if (letter === undefined) throw new NoIndexedForm("more sums than there are letters");
      const range = node.bounded ? ([from, to] as const) : undefined;
      open.push({ node: atIndex(summand, index.name, letter), factors, over: [...over, { letter, range }] });
      continue;
    }
    for (const [i, arg] of node.args.entries()) open.push({ node: arg, factors: [...factors, ...slope(node, i)], over });
  }
  return found;
}

/** Letters for the sums on the way to a place, until it is known which of them are left. */
const OWN = [..."ξηζωψφχυτ"];

export function isOwnLetter(letter: string): boolean {
  return OWN.includes(letter);
}

/** What a node changes by with an argument, as factors; of a quotient in terms of the quotient, which has a name more often. */
function slope(node: Expr, i: number): Expr[] {
  if (isOp(node, "mul")) return node.args.filter((_, k) => k !== i);
  if (isOp(node, "div")) {
    const below = div(one, node.args[1] as Expr);
    return i === 0 ? [below] : [neg(node), below];
  }
  if (isOp(node, "piecewise")) throw new NoIndexedForm("a case distinction");
  try {
    return [partial(node, i)];
  } catch (error) {
    if (error instanceof NotDifferentiable) throw new NoIndexedForm(error.message);
    throw error;
  }
}

export interface Share {
  /** The definition through which it comes back, and the letters of its name that are summed over. */
  readonly body: Expr;
  readonly letters: readonly string[];
  /** What comes back to the name that is defined, by those letters. */
  readonly cotangent: Expr;
}

/** Gives factors the names that the page has for products of some of them. */
export type Fold = (factors: readonly Expr[]) => readonly Expr[];

/**
 * What comes back to a family at these letters through one definition: Σ cotangent · slope, a term for each place. The
 * letters of the definition must differ from those. Throws NoIndexedForm.
 */
export function backThrough({ body, letters, cotangent }: Share, ofFamily: IndicesOf, by: readonly string[], fold: Fold): Expr {
  const taken = new Set([...by, ...letters, ...lettersIn(body), ...lettersIn(cotangent)]);
  return sumOf(placesIn(body, ofFamily).map((place) => termAt(place, cotangent, letters, by, taken, fold)));
}

function termAt(
  place: Place,
  cotangent: Expr,
  letters: readonly string[],
  by: readonly string[],
  taken: ReadonlySet<string>,
  fold: Fold,
): Expr {
  let open: readonly Over[] = [...letters.map((letter) => ({ letter, range: undefined })), ...place.over];
  let factors: readonly Expr[] = [cotangent, ...place.factors];
  const put = (from: string, to: string): void => {
    factors = factors.map((factor) => atIndex(factor, from, to));
  };
  for (const [axis, letter] of place.at.entries()) {
    const to = by[axis] as string;
    if (open.some((each) => each.letter === letter)) {
      put(letter, to);
      open = open.filter((each) => each.letter !== letter);
    } else if (letter !== to) factors = [...factors, symbol(`δ_${letter}${to}`)];
  }
  // What is left gets letters that people use.
  const used = new Set(taken);
  const named = open.map((each) => {
    if (!OWN.includes(each.letter)) return each;
    const letter = FRESH.find((free) => !used.has(free));
    if (letter === undefined) throw new NoIndexedForm("more indices than there are letters");
    used.add(letter);
    put(each.letter, letter);
    return { ...each, letter };
  });
  return tidied(summed(productOf(fold(factors)), named));
}

/** Sums over what a term depends on; factors without the letter stand before the sum. */
function summed(term: Expr, over: readonly Over[]): Expr {
  return over.reduceRight<Expr>((body, { letter, range }) => {
    const inner = isOp(body, "neg") ? (body.args[0] as Expr) : body;
    const factors = (isOp(inner, "mul") ? inner.args : [inner]).flatMap(apart);
    const outside = factors.filter((factor) => !dependsOn(factor, letter));
    const inside = factors.filter((factor) => !outside.includes(factor));
    const product = productOf([...outside, binder("sum", symbol(letter), range, inside.length === 0 ? one : productOf(inside))]);
    return inner === body ? product : neg(product);
  }, term);
}

/** a / b as a and 1 / b. */
function apart(factor: Expr): readonly Expr[] {
  if (!isOp(factor, "div")) return [factor];
  const [above, below] = factor.args as [Expr, Expr];
  return [...(isOp(above, "mul") ? above.args : above === one ? [] : [above]), div(one, below)];
}

/** Whether an index stands in it, by itself or in the subscript of a name. */
function dependsOn(expr: Expr, letter: string): boolean {
  return atIndex(expr, letter, OWN[0] as string) !== expr;
}

/** The simplest form in the order of the chain; sums are names of their own meanwhile, and what they hold is tidied first. */
export function tidied(expr: Expr): Expr {
  const held = new Map<Expr, Expr>();
  const bare = rebuild(expr, (node) => {
    if (node.kind !== "binder") return node;
    const [index, from, to, body] = node.args as [SymbolExpr, Expr, Expr, Expr];
    const inner = inOrder(body);
    const sum = summed(substitute(inner, held), [{ letter: index.name, range: node.bounded ? [from, to] : undefined }]);
    return heldIn(sum, held);
  });
  return substitute(inOrder(bare), held);
}

/** An expression with its outermost sums as names. */
function heldIn(expr: Expr, held: Map<Expr, Expr>): Expr {
  const inside = new Set<Expr>();
  for (const node of postorder(expr).toReversed())
    if (node.kind === "binder" && !inside.has(node)) for (const part of postorder(node)) if (part !== node) inside.add(part);
  return rebuild(expr, (node, original) => {
    if (original.kind !== "binder" || inside.has(original)) return node;
    const known = [...held].find(([, sum]) => sum === original)?.[0];
    const name = known ?? symbol(`Σ‹${held.size}›`);
    held.set(name, original);
    return name;
  });
}

const FRESH = [..."kijmnlpqrs"];

/** The letters of subscripts and of sums. */
export function lettersIn(expr: Expr): string[] {
  return postorder(expr).flatMap((node) =>
    node.kind === "symbol" ? [...indicesOf(nameParts(node.name).sub), ...(node.name.length === 1 ? [node.name] : [])] : [],
  );
}
