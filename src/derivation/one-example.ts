/**
 * The i of L_i, x_i and y_i on a page about one example, where s = W x_i has no i and no sum runs over it, and the u and i of
 * ℓ = (r_{ui} − Σ_f p_{uf} q_{if})²: what is said of one example, or of one pair, is said without its number.
 */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { lettersShared } from "./fixed-letters.ts";
import { boundIn, comparedIn, definitionsIn, namesIn } from "./letter-families.ts";
import { LOSS_NAMES } from "./loss-name.ts";

const COUNTS_EXAMPLES: ReadonlySet<string> = new Set("in");

/** The letters that count examples; none where a page speaks of several, or the letter counts anything else. */
export function oneExample(chains: readonly ChainSyntax[], prose: string): ReadonlySet<string> {
  const definitions = definitionsIn(chains);
  const subs = subscriptsIn(chains);
  const bare = [...definitions].filter(([name]) => nameParts(name).sub === "");
  const barred = new Set([...chains.flatMap(boundIn), ...comparedIn(chains).flat()]);
  const inBodies = bare.flatMap(([, { rests }]) => [...rests].flatMap((each) => [...nameParts(each).sub]));
  const leftOut = new Set(inBodies.filter((letter) => !barred.has(letter)));
  const shared = new Set([...definitions.values()].flatMap(({ sides }) => sides.flatMap(lettersShared)));
  // t_n log y_n may be a sum over n, unless the words speak of "one example $n$", "the pair $(u, i)$".
  if (!SUMS_REPEATED.test(prose)) for (const letter of chains.flatMap(lettersSpokenOf)) shared.delete(letter);
  const alone = new Set(chains.filter(({ links }) => links.length > 0).flatMap(namesIn));
  const isOne = (letter: string): boolean => {
    if (!/^[a-z]$/.test(letter)) return false;
    const mine = [...subs].filter(([, own]) => own.some((sub) => sub.includes(letter)));
    if (mine.length < 2 || !mine.every(([, own]) => isInOnePlace(letter, own))) return false;
    if (COUNTS_EXAMPLES.has(letter) && !subs.has(letter) && mine.some(isLoss) && mine.every(([, own]) => isFirst(letter, own))) return true;
    // Where it stands alone in every subscript it may as well stay.
    return !shared.has(letter) && !alone.has(letter) && mine.some(([, own]) => !own.every(isOfLetters(leftOut)));
  };
  return new Set([...leftOut].filter(isOne));
}

const SUMS_REPEATED = /\brepeated\b|\bEinstein|\bimplied\b|\bimplicit|반복되는|아인슈타인|繰り返|重复|アインシュタイン|爱因斯坦/iu;

function lettersSpokenOf({ first, links }: ChainSyntax): string[] {
  const items = first?.kind === "group" && links.length === 0 ? first.items : first && links.length === 0 ? [first] : [];
  return items.flatMap((item) => (item.kind === "name" ? [item.name] : []));
}

type Subscript = readonly string[];

const isOfLetters =
  (letters: ReadonlySet<string>) =>
  (sub: Subscript): boolean =>
    sub.every((item) => letters.has(item));

const isLoss = ([base, own]: readonly [string, readonly Subscript[]]): boolean =>
  LOSS_NAMES.has(base) && own.every((sub) => sub.length === 1);

/** Whether all subscripts of a base have the letter, in one place and no other. */
function isInOnePlace(letter: string, own: readonly Subscript[]): boolean {
  const [place = -1] = own.map((sub) => sub.indexOf(letter));
  return place >= 0 && own.every((sub) => sub[place] === letter && sub.lastIndexOf(letter) === place);
}

const isFirst = (letter: string, own: readonly Subscript[]): boolean =>
  own.every(([first]) => first === letter) && own.some((sub) => sub.length === 1);

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

/** Leaves those letters out of subscripts. Changes the tree in place. */
export function applyOneExample(chain: ChainSyntax, letters: ReadonlySet<string>): void {
  if (letters.size === 0) return;
  // The y_i of s_{y_i}, too.
  const open = nodesOf(chain);
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind !== "scripted" || !node.sub) continue;
    open.push(...nodesOf(node.sub));
    const items = itemsOf(node.sub);
    const rest = items.filter((item) => item.kind !== "name" || !letters.has(item.name));
    if (rest.length < items.length) Object.assign(node, without(node, rest));
  }
}

function without(node: ScriptedSyntax, rest: readonly Syntax[]): object {
  const [only, ...more] = rest;
  const isBare = !only && !node.sup && node.primes === 0;
  if (isBare) return { base: undefined, sub: undefined, sup: undefined, ...node.base, span: node.span };
  const sub = only && more.length > 0 ? { kind: "juxtaposition", items: rest, span: only.span } : only;
  return { sub };
}
