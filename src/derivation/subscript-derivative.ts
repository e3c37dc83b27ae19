/** ∂_w L is \\frac{∂}{∂w} L, and ∂_w^2 L the second derivative. */
import { partsOf } from "../elaborate/names.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

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

/** By one name; and by what, of ∂_{xy}, is not said here. */
function isSubscripted(node: ScriptedSyntax): node is Subscripted {
  const isPower = node.sup === undefined || (node.sup.kind === "number" && node.sup.text === "2");
  const isName = node.sub?.kind === "name" || (node.sub?.kind === "scripted" && !node.sub.sup);
  return node.base.kind === "name" && node.base.name === "∂" && node.primes === 0 && isPower && isName;
}

function asFraction({ base, sub, sup, span }: Subscripted): Syntax {
  const by: Syntax = sup ? { kind: "scripted", base: sub, sub: undefined, sup, primes: 0, span: sub.span } : sub;
  const numerator: Syntax = sup ? { kind: "scripted", base, sub: undefined, sup, primes: 0, span } : base;
  return { kind: "fraction", numerator, denominator: { kind: "juxtaposition", items: [base, by], span }, span };
}
