/** Sums of products in the order of their chains: ones left out, like powers gathered, common factors behind. */
import { type Expr, add, div, isOp, mul, neg } from "../expression/expr.ts";
import { fromProduct, productOf, simplify } from "../simplify/simplify.ts";
import { costOf, simplest, turned, wholePower } from "../simplify/simplest.ts";

/** The simplest form that keeps the order in which the factors came, unless another order is much shorter. */
export function inOrder(sum: Expr): Expr {
  const terms = (isOp(sum, "add") ? sum.args : [sum]).map(gathered);
  const kept = terms.filter((term) => !(term.kind === "number" && term.value.n === 0n));
  const ordered = kept.length === 1 ? (kept[0] as Expr) : kept.length === 0 ? (terms[0] as Expr) : withCommonBehind(kept);
  const shortest = simplest(sum);
  return costOf(shortest) < costOf(ordered) ? shortest : ordered;
}

/** One product, its minus taken by a factor that can. */
function gathered(term: Expr): Expr {
  const product = fromProduct(productOf(term), true);
  if (!isOp(product, "neg")) return product;
  const [without] = turned(product.args[0] as Expr);
  return without ?? product;
}

/** a x + b x is (a + b) x. */
function withCommonBehind(terms: readonly Expr[]): Expr {
  const products = terms.map(productOf);
  const common = [...(products[0]?.powers.keys() ?? [])].filter((base) =>
    products.every((product) => product.powers.has(base) && wholePower(product, base) === 1),
  );
  const signed = (list: readonly Expr[]): Expr => {
    const positive = list.filter((term) => !isOp(term, "neg"));
    return add(...positive, ...list.filter((term) => isOp(term, "neg")));
  };
  if (common.length === 0) return signed(terms);
  const rest = terms.map((term) => gathered(div(term, mul(...common))));
  return mul(signed(rest.map((each) => (isOp(each, "neg") ? neg(simplify(each.args[0] as Expr)) : each))), ...common);
}
