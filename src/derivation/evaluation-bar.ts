/** \left.\frac{df}{dx}\right|_{x = 2} = 12: a step about derivatives at a place, which is judged there. */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { isNabla, nodesOf } from "../elaborate/names.ts";
import type { ChainSyntax, EvaluatedSyntax, LinkSyntax, Syntax } from "../syntax/tree.ts";

interface Barred {
  chain: ChainSyntax | undefined;
  at?: Syntax;
}

/** Leaves bars out that all say the same place, and keeps that with the formula. */
export function writeEvaluations(formulas: readonly Barred[]): void {
  for (const formula of formulas) {
    const { chain } = formula;
    const at = chain && placeOf(chain);
    if (!chain || !at) continue;
    const links = chain.links.map((link): LinkSyntax => ({ ...link, right: withoutBar(link.right) }));
    formula.chain = { ...chain, first: withoutBar(chain.first as Syntax), links };
    formula.at = at;
  }
}

const withoutBar = (side: Syntax): Syntax => (side.kind === "evaluated" ? side.body : side);

/** x = 2, where a derivative stands on the left, every bar is around a whole side, and all say so. */
function placeOf({ first, links }: ChainSyntax): Syntax | undefined {
  const sides = [...(first ? [first] : []), ...links.map(({ right }) => right)];
  const bars = sides.filter((side): side is EvaluatedSyntax => side.kind === "evaluated");
  const [bar, ...others] = bars;
  const isWhole = sides.flatMap(nodesOf).filter(({ kind }) => kind === "evaluated").length === bars.length;
  if (!bar || !first || !isWhole || links.length === 0 || !isDerivative(withoutBar(first)) || !isPlace(bar.at)) return undefined;
  return others.every(({ at }) => shapeOf(at) === shapeOf(bar.at)) ? bar.at : undefined;
}

/** df/dx, ∇f and f'(x) */
const isDerivative = (side: Syntax): boolean =>
  nodesOf(side).some(
    (node) => isNabla(node) || (node.kind === "fraction" && leibnizIn(node) !== undefined) || (node.kind === "scripted" && node.primes > 0),
  );

/** x = 2 and x = x_0 */
const isPlace = (at: Syntax): at is ChainSyntax =>
  at.kind === "chain" && at.links.length === 1 && at.links[0]?.relation === "=" && at.first?.kind !== "group";

const shapeOf = (syntax: Syntax): string => JSON.stringify(syntax, (key: string, value: unknown) => (key === "span" ? undefined : value));
