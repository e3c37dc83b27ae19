/** Families that are written as functions of an index: p(k) = e^{z_k} / Σ_j e^{z_j} is p_k, and is read as such. */
import { isArgument, nodesOf } from "../elaborate/names.ts";
import { headOf, subscriptText } from "../elaborate/script.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, JuxtapositionSyntax, NameSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

/**
 * The names that are defined of a letter which their definitions have in subscripts only, and those beside them that are
 * applied to such letters: q of q(k). None that is applied to anything else.
 */
export function indexedByArgument(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const bases = new Set(
    chains.flatMap(nodesOf).flatMap((node) => (node.kind === "scripted" && node.base.kind === "name" ? [node.base.name] : [])),
  );
  // θ of J(θ) = Σ_a π_θ(a) r_a is no index, where there is a θ_a.
  const defined = chains.flatMap((chain) => definedOfIndex(chain) ?? []).filter(({ letter }) => !bases.has(letter));
  if (defined.length === 0) return new Set();
  const letters = new Set(defined.map(({ letter }) => letter));
  const all = chains.flatMap(nodesOf).flatMap((node) => (node.kind === "juxtaposition" ? applications(node) : []));
  const found = new Set(defined.map(({ name }) => name));
  for (const { name, index } of all)
    if (index?.kind === "name" && letters.has(index.name) && !functionNamed(name.name)) found.add(name.name);
  for (const { name, index } of all) if (!index) found.delete(name.name);
  return found;
}

/** Changes the tree in place. */
export function applyIndexArguments(chain: ChainSyntax, names: ReadonlySet<string>): void {
  if (names.size === 0) return;
  for (const node of nodesOf(chain)) {
    if (node.kind !== "juxtaposition") continue;
    const items = [...node.items];
    for (const { name, index, at } of applications(node).reverse()) {
      if (!index || !names.has(name.name)) continue;
      const brackets = items[at + 1] as Syntax;
      const { sup } = brackets.kind === "scripted" ? brackets : {};
      const span = { start: name.span.start, end: brackets.span.end };
      items.splice(at, 2, { kind: "scripted", base: name, sub: index, sup, primes: 0, span } as ScriptedSyntax);
    }
    const [only, ...others] = items;
    if (only && others.length === 0) Object.assign(node, { items: undefined }, only);
    else (node as { items: readonly Syntax[] }).items = items;
  }
}

/** p of p(k) = …, where k stands in subscripts there, and nowhere else. */
function definedOfIndex({ first, links: [link] }: ChainSyntax): { readonly name: string; readonly letter: string } | undefined {
  const [application, ...others] = first?.kind === "juxtaposition" ? applications(first) : [];
  if (!application?.index || others.length > 0 || first?.kind !== "juxtaposition" || first.items.length !== 2) return undefined;
  const { name, index } = application;
  if (!link || !/^(=|:=|≡)$/.test(link.relation) || index.kind !== "name" || !/^[a-z]$/.test(index.name) || functionNamed(name.name))
    return undefined;
  const nodes = nodesOf(link.right);
  const isAlone = nodes.some((node) => node.kind === "name" && node.name === index.name);
  const isIndex = nodes.some((node) => node.kind === "scripted" && node.sub && subscriptText(node.sub)?.includes(index.name));
  return isIndex && !isAlone ? { name: name.name, letter: index.name } : undefined;
}

interface Application {
  readonly name: NameSyntax;
  /** The letter or number in the brackets, where that is all. */
  readonly index: Syntax | undefined;
  readonly at: number;
}

/** The names before brackets. */
function applications({ items }: JuxtapositionSyntax): Application[] {
  return items.flatMap((name, at) => {
    const next = items[at + 1];
    if (name.kind !== "name" || !isArgument(next)) return [];
    const brackets = next?.kind === "scripted" ? next.base : next;
    const [index, ...others] = brackets?.kind === "group" && brackets.open === "(" ? brackets.items : [];
    const isPlain = next?.kind !== "scripted" || (!next.sub && next.primes === 0);
    const isLetter = index?.kind === "number" || (index?.kind === "name" && headOf(index) !== undefined && /^\p{L}$/u.test(index.name));
    return [{ name, index: isPlain && isLetter && others.length === 0 ? index : undefined, at }];
  });
}
