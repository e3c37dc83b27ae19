/** f = g ∘ h, where f, g and h are applied or primed elsewhere: written as f(x) = g(h(x)). */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { copyOf, equalTo } from "./gradient-in-words.ts";

export interface Functions {
  /** The names that a page applies to something, each with the first that it is applied to. */
  readonly arguments: ReadonlyMap<string, Syntax>;
}

export function functionsApplied(chains: readonly ChainSyntax[]): Functions {
  const found = new Map<string, Syntax>();
  for (const node of chains.flatMap(nodesOf)) {
    if (node.kind !== "juxtaposition") continue;
    for (const [i, item] of node.items.entries()) {
      const [name, next] = [headOf(item)?.name, node.items[i + 1]];
      const [argument, ...more] = next?.kind === "group" && next.open === "(" ? next.items : [];
      if (name !== undefined && argument && more.length === 0 && !found.has(name)) found.set(name, argument);
    }
  }
  return { arguments: found };
}

/** Writes such a definition so. Changes the tree in place. */
export function applyComposition(chain: ChainSyntax, { arguments: applied }: Functions): void {
  const [link, ...more] = chain.links;
  const { first } = chain;
  const argument = first?.kind === "name" ? applied.get(first.name) : undefined;
  if (!first || !argument || !link || more.length > 0 || link.relation !== "=" || link.right.kind !== "product") return;
  const factors = link.right.factors.map(({ factor }) => factor);
  const isComposed = link.right.factors.every(({ operator }, i) => i === 0 || operator === "∘");
  if (!isComposed || factors.length < 2 || !factors.every((factor) => factor.kind === "name" && applied.has(factor.name))) return;
  if (headOf(argument) === undefined) return;
  const of = (name: Syntax, inner: Syntax): Syntax => ({
    kind: "juxtaposition",
    span: name.span,
    items: [copyOf(name), { kind: "group", span: inner.span, open: "(", items: [inner] }],
  });
  const body = factors.reduceRight((inner, factor) => of(factor, inner), copyOf(argument));
  Object.assign(chain, { first: of(first, copyOf(argument)), links: [equalTo(body)] });
}
