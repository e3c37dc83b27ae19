/**
 * Einstein's convention, where the words of a page agree on it: an index that stands twice in a term is summed over, W_{ij} x_j
 * is Σ_j W_{ij} x_j, unless the formula has it once in a term elsewhere, as h_i = f_i c_i has.
 */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import type { ChainSyntax, LinkSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { boundIn } from "./letter-families.ts";

const SAID =
  /\bsummation convention\b|\bEinstein(?:'s|ian)?\b[^.]{0,30}\b(?:summ?\w*|notation|convention)\b|\brepeated (?:index|indices|subscripts?)\b[^.]{0,40}\bsumm?\w*|\bsumm?\w*\b[^.]{0,30}\brepeated (?:index|indices|subscripts?)|\b(?:implied|implicit) sum\w*|\bsum\w* (?:is|are) (?:implied|implicit|understood)|아인슈타인[^.]{0,10}(?:표기|합|규약)|반복[^.]{0,6}(?:첨자|인덱스)[^.]{0,12}(?:합|더)|アインシュタイン[^。]{0,6}(?:縮約|規約|記法|の和)|(?:繰り返|重複)[^。]{0,6}添字[^。]{0,10}和|爱因斯坦[^。]{0,6}(?:求和|约定|记号)|重复[^。]{0,3}(?:指标|下标)[^。]{0,8}求和/iu;
const DENIED = /\b(?:no|not|never|without)\b[^.]{0,30}\b(?:summ?\w*|convention|Einstein)/iu;

/** Whether the words of a page say so. */
export function agreesOnSums(_: readonly ChainSyntax[], prose: string): boolean {
  return SAID.test(prose) && !DENIED.test(prose);
}

/** Writes the sums that are understood. Changes the tree in place. */
export function applySums(chain: ChainSyntax, areUnderstood: boolean): void {
  if (!areUnderstood) return;
  const kept = new Set([...boundIn(chain), ...sidesOf(chain).flatMap(lettersOnce)]);
  const counts = new Map<Syntax, Counts>();
  for (const node of nodesOf(chain).toReversed()) {
    for (const term of termsOf(node)) {
      const twice = [...(counts.get(term) ?? [])].filter(([letter, count]) => count === 2 && !kept.has(letter));
      for (const [letter] of twice) sumOver(letter, term);
      counts.set(term, new Map([...(counts.get(term) ?? [])].filter(([letter]) => !twice.some(([each]) => each === letter))));
    }
    counts.set(node, countsOf(node, counts));
  }
}

const COUNTS = /^[i-n]$/;

/** A letter that one side of a relation has twice in a term and the other has not: a reader may take it to be summed over. */
export function letterTwice(chain: ChainSyntax, link: LinkSyntax, fixed: ReadonlySet<string>): string | undefined {
  const sides = sidesOf(chain);
  const at = sides.indexOf(link.right);
  if (at < 1) return undefined;
  const [left, right] = [sides[at - 1], sides[at]].map((side) => termsIn(side as Syntax).flatMap((term) => [...countsIn(term)])) as [
    [string, number][],
    [string, number][],
  ];
  const inOne = (counts: [string, number][], others: [string, number][]): string | undefined =>
    counts.find(
      ([letter, count]) => count === 2 && COUNTS.test(letter) && !fixed.has(letter) && !others.some(([each]) => each === letter),
    )?.[0];
  return inOne(right, left) ?? inOne(left, right);
}

/** Whether a page writes sums, or products: what it says of every index it writes. */
export const hasSums = (chains: readonly ChainSyntax[]): boolean =>
  chains.some((chain) => nodesOf(chain).some((node) => node.kind === "big" && /[∑∏]/u.test(node.operator)));

type Counts = ReadonlyMap<string, number>;

const sidesOf = ({ first, links }: ChainSyntax): Syntax[] => [...(first ? [first] : []), ...links.map(({ right }) => right)];

/** The letters that stand once in some term of a side. */
const lettersOnce = (side: Syntax): string[] =>
  termsIn(side).flatMap((term) => [...countsIn(term)].flatMap(([letter, count]) => (count === 1 ? [letter] : [])));

const termsIn = (side: Syntax): readonly Syntax[] => (side.kind === "sum" ? side.terms.map(({ term }) => term) : [side]);

function countsIn(term: Syntax): Counts {
  const counts = new Map<Syntax, Counts>();
  for (const node of nodesOf(term).toReversed()) counts.set(node, countsOf(node, counts));
  return counts.get(term) as Counts;
}

/** The parts of a node that are terms of their own. */
function termsOf(node: Syntax): readonly Syntax[] {
  if (node.kind === "product" || node.kind === "juxtaposition" || node.kind === "big" || node.kind === "scripted") return [];
  return node.kind === "name" ? [] : partsOf(node);
}

/** How often each letter stands in a node as an index; of several terms it is the one with most. */
function countsOf(node: Syntax, of: ReadonlyMap<Syntax, Counts>): Counts {
  if (node.kind === "name" || node.kind === "number") return new Map();
  const parts = partsOf(node).map((part) => of.get(part) ?? new Map<string, number>());
  if (node.kind === "scripted")
    return together([...parts, ...(isSquare(node) ? parts : []), subscripts(node), ...(isSquare(node) ? [subscripts(node)] : [])]);
  if (node.kind === "product" || node.kind === "juxtaposition" || node.kind === "fraction") return together(parts);
  const most = new Map<string, number>();
  for (const [letter, count] of parts.flatMap((part) => [...part])) most.set(letter, Math.max(count, most.get(letter) ?? 0));
  return most;
}

function together(parts: readonly Counts[]): Counts {
  const found = new Map<string, number>();
  for (const [letter, count] of parts.flatMap((part) => [...part])) found.set(letter, count + (found.get(letter) ?? 0));
  return found;
}

const isSquare = ({ sup }: ScriptedSyntax): boolean => sup?.kind === "number" && sup.text === "2";

function subscripts({ base, sub }: ScriptedSyntax): Counts {
  if (base.kind === "name" && base.name === "∇") return new Map();
  const items = sub?.kind === "juxtaposition" || (sub?.kind === "group" && sub.open === ",") ? sub.items : sub ? [sub] : [];
  return together(items.map((item) => new Map(item.kind === "name" && /^\p{Ll}$/u.test(item.name) ? [[item.name, 1]] : [])));
}

function sumOver(letter: string, term: Syntax): void {
  const { span } = term;
  const body = { ...term };
  const sub: Syntax = { kind: "name", name: letter, word: false, span };
  for (const key of Object.keys(term)) delete (term as unknown as Record<string, unknown>)[key];
  Object.assign(term, { kind: "big", operator: "∑", sub, sup: undefined, body, span });
}
