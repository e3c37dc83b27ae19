/**
 * What comes back through an operation on vectors and matrices, in matrix form: the cotangent of a part from that of the
 * whole (Giles 2008, "Collected matrix derivative results"). Vectors are columns; a vector before a matrix is a row.
 */
import { partial } from "../derivative/differentiate.ts";
import { type Expr, type SymbolExpr, add, apply, callOf, div, isOp, mul, neg, one, pow, symbol, two } from "../expression/expr.ts";
import { ONES } from "../expression/name.ts";
import { contains, rebuild } from "../expression/traverse.ts";
import { isEuclideanNorm } from "../primitive/linear.ts";
import { simplest } from "../simplify/simplest.ts";

/** How many indices an expression has; undefined where nobody knows. */
export type RankOf = ((expr: Expr) => number | undefined) & {
  /** Whether a matrix is a single row that stands for every row of a larger one. */
  readonly isRow?: (expr: Expr) => boolean;
};

/** A column of ones. */
const ALL_ONES = symbol(ONES);

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
  if (node.kind === "call") return ofCall(node, above, target, rankOf);
  switch (node.op) {
    case "add":
      return node.args.map((arg) => [arg, summedLike(arg, node, above, rankOf)] as const);
    case "neg":
      return [[a, negated(above)]];
    case "transpose":
      return [[a, transposed(above, rankOf)]];
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
      // d(A⁻¹) = −A⁻¹ dA A⁻¹.
      if (rankOf(a) === 2 && isReciprocal(node)) return [[a, negated(mul(transposed(node), above, transposed(node)))]];
      if (rankOf(a) === 2) throw new NoMatrixForm("a power of a matrix");
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

/** A⁻¹. */
function isReciprocal({ args: [, exponent] }: Expr): boolean {
  return !!exponent && isMinusOne(exponent);
}

function isMinusOne(expr: Expr): boolean {
  return (isOp(expr, "neg") && expr.args[0] === one) || (expr.kind === "number" && expr.value.n === -1n && expr.value.d === 1n);
}

/** Functions of whole vectors and matrices: a row each; any other acts entry by entry. */
function ofCall(node: Expr & { kind: "call" }, above: Expr, target: SymbolExpr, rankOf: RankOf): Shares {
  const [a] = node.args as [Expr];
  switch (node.name) {
    case "softmax": {
      // ∂L/∂z = p ⊙ (g − (pᵀ g) 𝟏), row by row.
      const mean =
        rankOf(a) === 1 ? mul(mul(transposed(node), above), ALL_ONES) : mul(mul(hadamard(above, node), ALL_ONES), transposed(ALL_ONES));
      return [[a, hadamard(node, add(...(isOp(above, "add") ? above.args : [above]), neg(mean)))]];
    }
    case "logsumexp":
      return [[a, scaled(above, callOf("softmax", [0], [a]), rankOf)]];
    case "det":
      return [[a, scaled(above, mul(node, inverseTransposed(a)), rankOf)]];
    case "tr":
    case "Tr":
    case "trace":
      return ofTrace(a, above, target, rankOf);
    case "diag":
      throw new NoMatrixForm("diag of a vector");
    default:
      return entrywise(node, above, rankOf);
  }
}

const inverseTransposed = (a: Expr): Expr => transposed(pow(a, neg(one)));

/** tr(A B C): what is left and right of each factor, turned round. */
function ofTrace(a: Expr, above: Expr, target: SymbolExpr, rankOf: RankOf): Shares {
  if (isOp(a, "transpose")) return ofTrace(a.args[0] as Expr, above, target, rankOf);
  if (isOp(a, "add")) return a.args.flatMap((term) => ofTrace(term, above, target, rankOf));
  if (isOp(a, "neg")) return ofTrace(a.args[0] as Expr, negated(above), target, rankOf);
  const factors = isOp(a, "mul") ? a.args : [a];
  const tensors = factors.filter((factor) => rankOf(factor) !== 0);
  const numbers = factors.filter((factor) => rankOf(factor) === 0);
  if (tensors.length < 2 || numbers.some((factor) => contains(factor, target))) throw new NoMatrixForm("the trace of what is no product");
  const outer = numbers.length === 0 ? above : scaled(above, productOf(numbers), rankOf);
  return tensors.map((factor, i) => {
    const others = [...tensors.slice(i + 1), ...tensors.slice(0, i)];
    return [factor, scaled(outer, productOf(others.toReversed().map((factor) => transposed(factor))), rankOf)] as const;
  });
}

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
  const before = left.toReversed().map((factor) => transposed(factor));
  const after = right.toReversed().map((factor) => transposed(factor));
  const inside = rankOf(above) === 0 ? [] : [above];
  const factors = [...before, ...inside, ...after];
  return rankOf(above) === 0 ? scaled(above, productOf(factors), rankOf) : numbersInFront(factors, rankOf);
}

/** A bias that is added to every row gets the sum over the rows. */
function summedLike(arg: Expr, node: Expr, above: Expr, rankOf: RankOf): Expr {
  const [mine, whole] = [rankOf(arg), rankOf(node)];
  if (whole === 2 && rankOf.isRow?.(arg)) return productOf([transposed(ALL_ONES), above]);
  if (mine === whole) return above;
  if (whole === 2 && mine === 1) return productOf([transposed(above), ALL_ONES]);
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

function transposed(expr: Expr, rankOf?: RankOf): Expr {
  if (isOp(expr, "transpose")) return expr.args[0] as Expr;
  if (isOp(expr, "neg")) return neg(transposed(expr.args[0] as Expr, rankOf));
  if (isOp(expr, "mul")) {
    const numbers = expr.args.filter((factor) => rankOf?.(factor) === 0);
    const rest = expr.args.filter((factor) => !numbers.includes(factor));
    return mul(...numbers, ...rest.toReversed().map((factor) => transposed(factor)));
  }
  return expr.kind === "number" ? expr : apply("transpose", [expr]);
}

function negated(expr: Expr): Expr {
  return isOp(expr, "neg") ? (expr.args[0] as Expr) : neg(expr);
}

function hadamard(a: Expr, b: Expr): Expr {
  if (isOp(a, "neg")) return neg(hadamard(a.args[0] as Expr, b));
  return a === one ? b : apply("hadamard", [a, b]);
}

/** Numbers in front gathered: 1/2 · 2 is 1. */
function scaled(factor: Expr, expr: Expr, rankOf: RankOf): Expr {
  const factors = [factor, expr].flatMap((each) => (isOp(each, "mul") ? each.args : [each]));
  const numbers = factors.filter((each) => rankOf(each) === 0);
  const rest = factors.filter((each) => rankOf(each) !== 0);
  const size = simplest(productOf(numbers));
  if (rest.length > 0 && isMinusOne(size)) return neg(productOf(rest));
  return productOf(size === one ? rest : [size, ...rest]);
}
