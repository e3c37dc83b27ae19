/**
 * Equations between functions as such: f = g ∘ h, where f, g and h are applied or primed elsewhere, is written as
 * f(x) = g(h(x)); φ = σ, ψ = ρ' and f' = φ as what they say at any place.
 */
import { emptyUsage, gatherUsage, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { copyOf, equalTo } from "./gradient-in-words.ts";

/** Letters for an argument, of which most pages leave one alone. */
const PLACES = ["u", "t", "s", "ξ", "ζ"] as const;

/** What people call activations without saying that they are functions. */
const CUSTOMARY: ReadonlySet<string> = new Set(["σ", "φ", "ϕ", "ψ", "f", "g"]);

export interface Functions {
  /** The names that a page applies to something, each with the first that it is applied to. */
  readonly arguments: ReadonlyMap<string, Syntax>;
  /** Those that are nothing else. */
  readonly areFunctions: ReadonlySet<string>;
  /** A letter that the page does not use. */
  readonly place: string | undefined;
}

export function functionsApplied(chains: readonly ChainSyntax[]): Functions {
  const found = new Map<string, Syntax>();
  const nodes = chains.flatMap(nodesOf);
  for (const node of nodes) {
    if (node.kind !== "juxtaposition") continue;
    for (const [i, item] of node.items.entries()) {
      const [name, next] = [headOf(item)?.name, node.items[i + 1]];
      const [argument, ...more] = next?.kind === "group" && next.open === "(" ? next.items : [];
      if (name !== undefined && argument && more.length === 0 && !found.has(name)) found.set(name, argument);
    }
  }
  const usage = emptyUsage();
  for (const chain of chains) if (chain.links.length > 0 && !namesEquated(chain)) gatherUsage(chain, usage);
  const names = new Set(nodes.flatMap((node) => (node.kind === "name" ? [node.name] : [])));
  return {
    arguments: found,
    areFunctions: new Set([...found.keys()].filter((name) => !usage.scalar.has(name))),
    place: PLACES.find((letter) => !names.has(letter)),
  };
}

/** Writes such equations so. Changes the tree in place. */
export function applyComposition(chain: ChainSyntax, functions: Functions): void {
  if (chain.links.length !== 1) return;
  const sides = composed(chain, functions) ?? atPlace(chain, functions);
  if (sides) Object.assign(chain, { first: sides[0], links: [equalTo(sides[1])] });
}

function composed({ first, links: [link] }: ChainSyntax, { arguments: applied }: Functions): readonly [Syntax, Syntax] | undefined {
  const argument = first?.kind === "name" ? applied.get(first.name) : undefined;
  if (!first || !argument || !link || link.relation !== "=" || link.right.kind !== "product") return undefined;
  const factors = link.right.factors.map(({ factor }) => factor);
  const isComposed = link.right.factors.every(({ operator }, i) => i === 0 || operator === "∘");
  if (!isComposed || factors.length < 2 || !factors.every((factor) => factor.kind === "name" && applied.has(factor.name))) return undefined;
  if (headOf(argument) === undefined) return undefined;
  const body = factors.reduceRight((inner, factor) => at(factor, inner), copyOf(argument));
  return [at(first, copyOf(argument)), body];
}

/** φ(u) = σ(u) of φ = σ, where both are functions, or one of them is primed. */
function atPlace(chain: ChainSyntax, { arguments: applied, areFunctions, place }: Functions): readonly [Syntax, Syntax] | undefined {
  const equated = namesEquated(chain);
  if (!equated || place === undefined) return undefined;
  const heads = equated.map((name) => headOf(name));
  // g = \tanh is understood as it stands.
  const isFunction = (name: string): boolean =>
    !functionNamed(name) && (areFunctions.has(name) || (CUSTOMARY.has(name) && !applied.has(name)));
  const isApplied = heads.some((head) => head !== undefined && areFunctions.has(head.name));
  if (!isApplied || !heads.every((head) => head !== undefined && isFunction(head.name))) return undefined;
  const [left, right] = equated.map((name) => at(name, { kind: "name", name: place, word: false, span: name.span }));
  return left && right && [left, right];
}

function namesEquated({ first, links: [link, ...more] }: ChainSyntax): readonly [Syntax, Syntax] | undefined {
  const isName = (side: Syntax): boolean => side.kind === "name" || (side.kind === "scripted" && !side.sub && !side.sup);
  const isEquation = link !== undefined && more.length === 0 && /^(=|:=|≡)$/.test(link.relation);
  return isEquation && first && isName(first) && isName(link.right) ? [first, link.right] : undefined;
}

const at = (name: Syntax, argument: Syntax): Syntax => ({
  kind: "juxtaposition",
  span: name.span,
  items: [copyOf(name), { kind: "group", span: argument.span, open: "(", items: [argument] }],
});
