/** ℓ(μ, σ²): a function of a square is one of the number that is squared, where the page never gives it anything else. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

type Square = ScriptedSyntax & { readonly sup: Syntax };

/** Functions that a formula says of a square, with the places of their squares. */
export function squaredArguments(chains: readonly ChainSyntax[]): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, ReadonlySet<number>>();
  for (const { first, links } of chains) {
    const [call] = first?.kind === "juxtaposition" && first.items.length === 2 && links.length > 0 ? callsIn(first) : [];
    const places = call?.items.flatMap((item, i) => (isSquare(item) ? [i] : [])) ?? [];
    if (call && places.length > 0) found.set(call.name, new Set(places));
  }
  const calls = found.size === 0 ? [] : chains.flatMap(nodesOf).flatMap(callsIn);
  for (const { name, items } of calls) if (![...(found.get(name) ?? [])].every((place) => isSquare(items[place]))) found.delete(name);
  return found;
}

/** Changes the tree in place. */
export function applySquaredArguments(chain: ChainSyntax, squared: ReadonlyMap<string, ReadonlySet<number>>): void {
  if (squared.size === 0) return;
  for (const { name, items } of nodesOf(chain).flatMap(callsIn))
    for (const place of squared.get(name) ?? []) {
      const item = items[place];
      if (isSquare(item)) Object.assign(item, { sup: undefined });
    }
}

interface Call {
  readonly name: string;
  readonly items: readonly Syntax[];
}

function callsIn(node: Syntax): Call[] {
  if (node.kind !== "juxtaposition") return [];
  return node.items.flatMap((item, i) => {
    const head = headOf(item);
    const brackets = node.items[i + 1];
    return head && brackets?.kind === "group" && brackets.open === "(" ? [{ name: head.name, items: brackets.items }] : [];
  });
}

function isSquare(item: Syntax | undefined): item is Square {
  return (
    item?.kind === "scripted" && item.base.kind === "name" && item.primes === 0 && item.sup?.kind === "number" && item.sup.text === "2"
  );
}
