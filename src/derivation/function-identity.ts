/**
 * Identities between functions as such, σ' = σ(1 - σ) and dσ/da = σ(1 - σ): read as what they say at any place,
 * σ'(x) = σ(x)(1 - σ(x)).
 */
import { type Usage, emptyUsage, gatherUsage, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { leibnizIn } from "../elaborate/leibniz.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, JuxtapositionSyntax, Syntax } from "../syntax/tree.ts";

/** The names that some formula applies to brackets, and those that stand alone; but for formulas that are such identities themselves. */
export function usageOfOthers(chains: readonly ChainSyntax[]): Usage {
  const usage = emptyUsage();
  // "The sigmoid σ" only mentions it.
  const isMention = ({ first, links }: ChainSyntax): boolean => links.length === 0 && first !== undefined && headOf(first) !== undefined;
  for (const chain of chains) if (identityIn(chain) === undefined && !isMention(chain)) gatherUsage(chain, usage);
  return usage;
}

/** Writes the argument behind the function wherever it stands. Changes the tree in place. */
export function applyFunctionIdentity(chain: ChainSyntax, { applied, scalar }: Usage): void {
  const { name, by } = identityIn(chain) ?? {};
  if (name === undefined || !(applied.has(name) || functionNamed(name))) return;
  // p of dp/dz = p(1 - p) is a number where p stands alone elsewhere.
  if (by && scalar.has(name)) return;
  const isFunction = (item: Syntax): boolean => headOf(item)?.name === name;
  const withArgument = (item: Syntax): Syntax[] => {
    const letter: Syntax = by ?? { kind: "name", name: "x", word: false, span: item.span };
    return [{ ...item }, { kind: "group", open: "(", items: [letter], span: item.span }];
  };
  const all = nodesOf(chain);
  const done = new Set<Syntax>();
  for (const node of all) {
    if (done.has(node)) continue;
    if (node.kind === "juxtaposition") {
      for (const item of node.items) if (isFunction(item)) for (const part of nodesOf(item)) done.add(part);
      (node as { items: readonly Syntax[] }).items = node.items.flatMap((item) => (isFunction(item) ? withArgument(item) : [item]));
    } else if (isFunction(node)) {
      for (const part of nodesOf(node)) done.add(part);
      const both: JuxtapositionSyntax = { kind: "juxtaposition", items: withArgument(node), span: node.span };
      Object.assign(node, { name: undefined, base: undefined, sub: undefined, sup: undefined }, both);
    }
  }
}

interface Identity {
  readonly name: string;
  /** What it is differentiated by, where that is said. */
  readonly by: Syntax | undefined;
}

/** σ of σ' = σ (1 - σ): the only name of an equation that begins with its derivative, applied to nothing but sums of itself. */
function identityIn({ first, links }: ChainSyntax): Identity | undefined {
  const { of, by } = (first && differentiated(first)) ?? {};
  const head = of && headOf(of);
  if (!head || (by ? head.primes > 0 : head.primes === 0) || head.power || head.transposed || links.length === 0) return undefined;
  const isEquation = links.every(({ relation }) => /^(=|:=|≡)$/.test(relation));
  const names = links.flatMap(({ right }) => nodesOf(right)).flatMap((node) => (node.kind === "name" ? (headOf(node)?.name ?? "") : []));
  return isEquation && names.length > 0 && names.every((name) => name === head.name) ? { name: head.name, by } : undefined;
}

/** σ of σ' and of dσ/da, with the a. */
function differentiated(side: Syntax): { readonly of: Syntax; readonly by: Syntax | undefined } | undefined {
  if (side.kind !== "fraction") return { of: side, by: undefined };
  const shape = leibnizIn(side);
  const [of, ...more] = shape?.of ?? [];
  const [variable, ...others] = shape?.variables ?? [];
  return of && variable?.times === 1 && more.length + others.length === 0 ? { of, by: variable.variable } : undefined;
}
