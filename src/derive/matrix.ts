/**
 * What comes back through an operation on vectors and matrices, in matrix form: the cotangent of a part from that of the
 * whole (Giles 2008, "Collected matrix derivative results"). Vectors are columns; a vector before a matrix is a row.
 */
import { partial } from "../derivative/differentiate.ts";
import { type Expr, type SymbolExpr, add, apply, div, isOp, mul, neg, one, symbol, two } from "../expression/expr.ts";
import { contains, rebuild } from "../expression/traverse.ts";
import { isEuclideanNorm } from "../primitive/linear.ts";
import { simplest } from "../simplify/simplest.ts";

/** How many indices an expression has; undefined where nobody knows. */
export type RankOf = ((expr: Expr) => number | undefined) & {
  /** Whether a matrix is a single row that stands for every row of a larger one. */
  readonly isRow?: (expr: Expr) => boolean;
};

/** A column of ones. */
const ONES = symbol("𝟏");

/** An operation that has no form here. */
export class NoMatrixForm extends Error {
  override readonly name = "NoMatrixForm";
}

/** The cotangent of a name from that of an expression it stands in: one term for each place. Throws NoMatrixForm. */
export function cotangentThrough(body: Expr, cotangent: Expr, target: SymbolExpr, rankOf: RankOf): Expr {
  const terms: Expr[] = [];
  const open: (readonly [Expr, Expr])[] = [[body, cotangent]];
  for (let top = open.pop(); top; top = open.pop()) {
    const [node, above] = top;
    if (node === target) terms.unshift(above);
    else if (contains(node, target)) open.push(...through(node, above, target, rankOf));
  }
  return terms.length === 1 ? (terms[0] as Expr) : add(...terms);
}

type Shares = (readonly [Expr, Expr])[];

function through(node: Expr, above: Expr, target: SymbolExpr, rankOf: RankOf): Shares {
  const [a, b] = node.args as [Expr, Expr];
  if (node.kind !== "apply" && node.kind !== "call") throw new NoMatrixForm("a sum over an index, or a derivative inside");
  if (node.kind === "call") return entrywise(node, above, rankOf);
  switch (node.op) {
    case "add":
      return node.args.map((arg) => [arg, summedLike(arg, node, above, rankOf)] as const);
    case "neg":
      return [[a, negated(above)]];
    case "transpose":
      return [[a, transposed(above)]];
    case "mul":
      return product(node.args, above, target, rankOf);
    case "hadamard":
      return [
        [a, hadamard(above, b)],
        [b, hadamard(above, a)],
      ];
    case "inner":
      return [
        [a, scaled(above, b, rankOf)],
        [b, scaled(above, a, rankOf)],
      ];
    case "div":
      if (contains(b, target) || rankOf(b) !== 0) throw new NoMatrixForm("a divisor that is differentiated, or no number");
      return [[a, above === one ? div(one, b) : div(above, b)]];
    case "pow":
      if (isEuclideanNorm(a) && b === two) return [[a.args[0] as Expr, scaled(above, mul(two, a.args[0] as Expr), rankOf)]];
      return entrywise(node, above, rankOf);
    case "norm":
    case "norm2":
      return [[a, scaled(above, div(a, node), rankOf)]];
    default:
      return entrywise(node, above, rankOf);
  }
}

/** f entry by entry: what comes back, times f′ at every entry. */
function entrywise(node: Expr, above: Expr, rankOf: RankOf): Shares {
  const rank = rankOf(node);
  if (rank === undefined) throw new NoMatrixForm("something whose shape is not known");
  if (node.kind === "call" && NAMED.has(node.name)) throw new NoMatrixForm(`${node.name} of a vector or matrix`);
  return node.args.map((arg, i) => {
    if (rankOf(arg) !== rank) return [arg, above] as const;
    const slope = simplest(partial(node, i));
    return [arg, rank === 0 ? scaled(above, slope, rankOf) : hadamard(above, entryByEntry(slope, rankOf))] as const;
  });
}

/** Products in a slope are products of entries. */
function entryByEntry(slope: Expr, rankOf: RankOf): Expr {
  return rebuild(slope, (node) => {
    if (!isOp(node, "mul")) return node;
    const numbers = node.args.filter((arg) => rankOf(arg) === 0);
    const tensors = node.args.filter((arg) => rankOf(arg) !== 0);
    if (tensors.length < 2) return node;
    const whole = tensors.reduce((a, b) => apply("hadamard", [a, b]));
    return numbers.length === 0 ? whole : mul(...numbers, whole);
  });
}

const NAMED: ReadonlySet<string> = new Set(["softmax", "tr", "Tr", "trace", "det", "diag", "logsumexp"]);

function product(factors: readonly Expr[], above: Expr, target: SymbolExpr, rankOf: RankOf): Shares {
  const ranks = factors.map(rankOf);
  if (ranks.includes(undefined)) throw new NoMatrixForm("a factor whose shape is not known");
  const numbers = factors.filter((_, i) => ranks[i] === 0);
  const tensors = factors.filter((_, i) => ranks[i] !== 0);
  if (numbers.some((factor) => contains(factor, target)) && tensors.length > 0)
    throw new NoMatrixForm("a number beside matrices that is differentiated");
  if (tensors.length === 0)
    return numbers.map((factor, i) => [factor, scaled(above, productOf(numbers.filter((_, k) => k !== i)), rankOf)] as const);
  const outer = numbers.length === 0 ? above : scaled(above, productOf(numbers), rankOf);
  return tensors.map((factor, i) => [factor, share(tensors.slice(0, i), tensors.slice(i + 1), outer, rankOf)] as const);
}

/** leftᵀ · above · rightᵀ. */
function share(left: readonly Expr[], right: readonly Expr[], above: Expr, rankOf: RankOf): Expr {
  const [only] = left;
  // x of x W is a row: what W gets back is x times the row of what comes from above.
  if (only && left.length === 1 && right.length === 0 && rankOf(only) === 1 && rankOf(above) === 1) return mul(only, transposed(above));
  const before = left.toReversed().map(transposed);
  const after = right.toReversed().map(transposed);
  const inside = rankOf(above) === 0 ? [] : [above];
  const factors = [...before, ...inside, ...after];
  return rankOf(above) === 0 ? scaled(above, productOf(factors), rankOf) : numbersInFront(factors, rankOf);
}

/** A bias that is added to every row gets the sum over the rows. */
function summedLike(arg: Expr, node: Expr, above: Expr, rankOf: RankOf): Expr {
  const [mine, whole] = [rankOf(arg), rankOf(node)];
  if (whole === 2 && rankOf.isRow?.(arg)) return productOf([transposed(ONES), above]);
  if (mine === whole) return above;
  if (whole === 2 && mine === 1) return productOf([transposed(above), ONES]);
  throw new NoMatrixForm("an operand that is repeated along rows or columns: write its derivative as a sum over an index");
}

function numbersInFront(factors: readonly Expr[], rankOf: RankOf): Expr {
  const flat = factors.flatMap((factor) => (isOp(factor, "mul") ? factor.args : [factor]));
  const numbers = flat.filter((factor) => rankOf(factor) === 0);
  return productOf([...numbers, ...flat.filter((factor) => !numbers.includes(factor))]);
}

function productOf(factors: readonly Expr[]): Expr {
  const flat = factors.flatMap((factor) => (isOp(factor, "mul") ? factor.args : [factor]));
  return flat.length === 0 ? one : flat.length === 1 ? (flat[0] as Expr) : mul(...flat);
}

function transposed(expr: Expr): Expr {
  if (isOp(expr, "transpose")) return expr.args[0] as Expr;
  if (isOp(expr, "mul")) return mul(...expr.args.toReversed().map(transposed));
  return expr.kind === "number" ? expr : apply("transpose", [expr]);
}

function negated(expr: Expr): Expr {
  return isOp(expr, "neg") ? (expr.args[0] as Expr) : neg(expr);
}

function hadamard(a: Expr, b: Expr): Expr {
  return a === one ? b : apply("hadamard", [a, b]);
}

/** Numbers in front gathered: 1/2 · 2 is 1. */
function scaled(factor: Expr, expr: Expr, rankOf: RankOf): Expr {
  const factors = [factor, expr].flatMap((each) => (isOp(each, "mul") ? each.args : [each]));
  const numbers = factors.filter((each) => rankOf(each) === 0);
  const rest = factors.filter((each) => rankOf(each) !== 0);
  const size = simplest(productOf(numbers));
  return productOf(size === one ? rest : [size, ...rest]);
}
