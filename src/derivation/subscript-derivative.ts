/** ∂_w L is \\frac{∂}{∂w} L, ∂_w^2 L the second derivative, and ∂_{xy} f the mixed one. */
import { partsOf } from "../elaborate/names.ts";
import type { ChainSyntax, JuxtapositionSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

/** Changes the tree in place. */
export function applySubscriptDerivatives(chain: ChainSyntax): void {
  const open: Syntax[] = [chain];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "scripted" && isSubscripted(node)) {
      Object.assign(node, asFraction(node), { base: undefined, sub: undefined, sup: undefined, primes: undefined });
      continue;
    }
    if (node.kind !== "name") open.push(...partsOf(node));
  }
}

type Subscripted = ScriptedSyntax & { readonly sub: Syntax };

/** By one name, or by two that are no indices: ∂_{ij} is by x_i and x_j. */
function isSubscripted(node: ScriptedSyntax): node is Subscripted {
  const isPower = node.sup === undefined || (node.sup.kind === "number" && node.sup.text === "2");
  const isName = node.sub?.kind === "name" || (node.sub?.kind === "scripted" && !node.sub.sup);
  const isBy = isName || (!node.sup && isPair(node.sub));
  return node.base.kind === "name" && node.base.name === "∂" && node.primes === 0 && isPower && isBy;
}

const isPair = (sub: Syntax | undefined): sub is JuxtapositionSyntax =>
  sub?.kind === "juxtaposition" &&
  sub.items.length === 2 &&
  sub.items.every((item) => item.kind === "name" && /^[^i-n\d]$/u.test(item.name));

function asFraction({ base, sub, sup, span }: Subscripted): Syntax {
  if (isPair(sub)) {
    const order: Syntax = { kind: "number", text: "2", span };
    const numerator: Syntax = { kind: "scripted", base, sub: undefined, sup: order, primes: 0, span };
    const items = sub.items.flatMap((item) => [base, item]);
    return { kind: "fraction", numerator, denominator: { kind: "juxtaposition", items, span }, span };
  }
  const by: Syntax = sup ? { kind: "scripted", base: sub, sub: undefined, sup, primes: 0, span: sub.span } : sub;
  const numerator: Syntax = sup ? { kind: "scripted", base, sub: undefined, sup, primes: 0, span } : base;
  return { kind: "fraction", numerator, denominator: { kind: "juxtaposition", items: [base, by], span }, span };
}
