/** The * of W^⊤ δ * σ'(z), entry by entry as in a program, on a page that writes matrix products side by side. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf, isTranspose } from "../elaborate/script.ts";
import type { ChainSyntax, ProductSyntax, Syntax } from "../syntax/tree.ts";

/**
 * Whether the page does so: some star has a product of matrices beside it, W^⊤ δ, or a slope, σ'(z), where such products stand
 * elsewhere, and none has a transposed matrix alone, as X^⊤ * δ has, which is a matrix product whatever stands there.
 */
export function isStarEntrywise(chains: readonly ChainSyntax[]): boolean {
  const nodes = chains.flatMap(nodesOf);
  const factors = nodes.flatMap((node) => (node.kind === "product" ? factorsOfStars(node) : []));
  const isToldBySlope = factors.some(isSlope) && nodes.some((node) => isMatrixProduct(node) || isOuterProduct(node));
  return (factors.some(isMatrixProduct) || isToldBySlope) && !factors.some(isTransposed);
}

/** Writes those stars as ⊙. Changes the tree in place. */
export function applyEntrywiseStars(chain: ChainSyntax, isEntrywise: boolean): void {
  // The × of ℝ^{m × n} stands between sizes.
  if (!isEntrywise || chain.links.some(({ relation }) => relation === "∈" || relation === ":")) return;
  for (const node of nodesOf(chain)) {
    if (node.kind !== "product") continue;
    const factors = node.factors.map((each, i) => {
      const isStar = i > 0 && each.operator === "*" && !isNumber(node.factors[i - 1]?.factor) && !isNumber(each.factor);
      return isStar ? { ...each, operator: "⊙" as const } : each;
    });
    Object.assign(node, { factors });
  }
}

const isNumber = (factor: Syntax | undefined): boolean => factor?.kind === "number" || factor?.kind === "fraction";

function factorsOfStars({ factors }: ProductSyntax): Syntax[] {
  return factors.flatMap(({ factor }, i) => {
    const isBesideStar = (i > 0 && factors[i]?.operator === "*") || factors[i + 1]?.operator === "*";
    return isBesideStar ? [factor] : [];
  });
}

/** W^⊤ δ, and W^⊤ ∂L/∂y. */
const isMatrixProduct = (factor: Syntax): boolean =>
  factor.kind === "juxtaposition" && factor.items.slice(0, -1).some((item) => isTransposed(item));

/** δ a^⊤ */
const isOuterProduct = (node: Syntax): boolean => node.kind === "juxtaposition" && node.items.slice(1).some((item) => isTransposed(item));

/** σ'(z) */
const isSlope = (factor: Syntax): boolean =>
  factor.kind === "juxtaposition" && factor.items.some((item) => (headOf(item)?.primes ?? 0) > 0);

function isTransposed(factor: Syntax): boolean {
  return headOf(factor)?.transposed === true || (factor.kind === "scripted" && factor.sup !== undefined && isTranspose(factor.sup));
}
