/**
 * The i of L_i, x_i and y_i on a page about one example, where s = W x_i has no i and no sum runs over it: what is said of the
 * example i is said without its number.
 */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { boundIn, comparedIn, definitionsIn } from "./letter-families.ts";
import { LOSS_NAMES } from "./loss-name.ts";

const COUNTS_EXAMPLES = ["i", "n"] as const;

/** The letter that counts examples; undefined where a page speaks of several, or the letter counts anything else. */
export function oneExample(chains: readonly ChainSyntax[]): string | undefined {
  return COUNTS_EXAMPLES.find((letter) => isOfOne(letter, chains));
}

function isOfOne(letter: string, chains: readonly ChainSyntax[]): boolean {
  if (chains.some((chain) => boundIn(chain).includes(letter)) || comparedIn(chains).flat().includes(letter)) return false;
  const subs = subscriptsIn(chains);
  const mine = [...subs].filter(([, own]) => own.some((sub) => sub.includes(letter)));
  const isExample = (own: readonly (readonly string[])[]): boolean =>
    own.every((sub) => sub[0] === letter && !sub.slice(1).includes(letter)) && own.some((sub) => sub.length === 1);
  if (mine.length < 2 || !mine.every(([, own]) => isExample(own)) || subs.has(letter)) return false;
  const hasLoss = mine.some(([base, own]) => LOSS_NAMES.has(base) && own.every((sub) => sub.length === 1));
  // s = W x_i is the score of the example.
  const isLeftOut = [...definitionsIn(chains)].some(
    ([name, { rests }]) => nameParts(name).sub === "" && [...rests].some((each) => nameParts(each).sub === letter),
  );
  return hasLoss && isLeftOut;
}

/** The subscripts that each base has on a page, item by item; none where it stands without. */
function subscriptsIn(chains: readonly ChainSyntax[]): ReadonlyMap<string, readonly (readonly string[])[]> {
  const found = new Map<string, (readonly string[])[]>();
  const inScripts = new Set<Syntax>();
  for (const node of chains.flatMap(nodesOf)) {
    const head = node.kind === "name" || node.kind === "scripted" ? headOf(node) : undefined;
    if (!head || inScripts.has(node)) continue;
    if (node.kind === "scripted") inScripts.add(node.base);
    const { base } = nameParts(head.name);
    const sub = node.kind === "scripted" && node.sub ? itemsOf(node.sub).map((item) => (item.kind === "name" ? item.name : "?")) : [];
    found.set(base, [...(found.get(base) ?? []), sub]);
  }
  // The letters of subscripts stand there for themselves.
  for (const [base, own] of found) if (own.every((sub) => sub.length === 0) && /^\p{Ll}$/u.test(base)) found.delete(base);
  return found;
}

/** i and d of x_{id} and of x_{i,d}. */
const itemsOf = (sub: Syntax): readonly Syntax[] =>
  sub.kind === "juxtaposition" || (sub.kind === "group" && sub.open === ",") ? sub.items : [sub];

/** Leaves that letter out of subscripts. Changes the tree in place. */
export function applyOneExample(chain: ChainSyntax, letter: string | undefined): void {
  if (letter === undefined) return;
  // The y_i of s_{y_i}, too.
  const open = nodesOf(chain);
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind !== "scripted" || !node.sub) continue;
    open.push(...nodesOf(node.sub));
    const [first, ...rest] = itemsOf(node.sub);
    if (first?.kind === "name" && first.name === letter) Object.assign(node, without(node, rest));
  }
}

function without(node: ScriptedSyntax, rest: readonly Syntax[]): object {
  const [only, ...more] = rest;
  const isBare = !only && !node.sup && node.primes === 0;
  if (isBare) return { base: undefined, sub: undefined, sup: undefined, ...node.base, span: node.span };
  const sub = only && more.length > 0 ? { kind: "juxtaposition", items: rest, span: only.span } : only;
  return { sub };
}
