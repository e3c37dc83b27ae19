/**
 * Sums over a set of indices, Σ_{i ∈ B}, and its size |B|: read as Σ_{i=1}^B where B is the one set that a page sums over,
 * and what is summed up has no index beyond it. Σ_{i ∈ {1, …, n}} is Σ_{i=1}^n.
 */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { nameParts } from "../expression/name.ts";
import { headOf, subscriptText } from "../elaborate/script.ts";
import type { BigSyntax, ChainSyntax, Syntax } from "../syntax/tree.ts";

/** A set, and the name that stands for how many it has. */
export type IndexSet = readonly [set: string, size: string];

/** The set that a page sums over; undefined where there is none, or where that is not all that the page sums over. */
export function indexSetOf(chains: readonly ChainSyntax[]): IndexSet | undefined {
  const nodes = chains.flatMap(nodesOf);
  const sums = nodes.flatMap((node) => (node.kind === "big" ? [{ node, ...rangeOf(node) }] : []));
  const sets = new Set(sums.flatMap(({ set }) => set ?? []));
  const [set] = sets;
  if (set === undefined || sets.size > 1 || isUsedOtherwise(set, chains)) return undefined;
  const mine = new Set(sums.flatMap(({ letter, set: over }) => (over && letter !== undefined ? [letter] : [])));
  const others = new Set(sums.flatMap(({ letter, set: over }) => (!over && letter !== undefined ? [letter] : [])));
  if ([...mine].some((letter) => others.has(letter))) return undefined;
  const places = placesOfLetters(nodes);
  const ofSet = places.filter(([, letter]) => mine.has(letter)).map(([place]) => place);
  if (places.some(([place, letter]) => others.has(letter) && ofSet.includes(place))) return undefined;
  const size = /^\p{Script=Latin}$/u.test(set) ? set : set.normalize("NFKD");
  const isFree = size === set || !nodes.some((node) => node.kind === "name" && node.name === size);
  return /^\p{Lu}$/u.test(size) && isFree ? [set, size] : undefined;
}

/** Changes the tree in place. */
export function applyIndexSet(chain: ChainSyntax, set: IndexSet | undefined): void {
  for (const node of nodesOf(chain)) {
    if (node.kind === "big") countUp(node, set);
    else if (set && isSizeOf(node, set[0]))
      Object.assign(node, { kind: "name", name: set[1], word: false, open: undefined, items: undefined });
  }
}

function countUp(node: BigSyntax, set: IndexSet | undefined): void {
  const { sub } = node;
  // Σ_{(u,i)} is Σ_{u,i}.
  if (!node.sup && sub?.kind === "group" && sub.open === "(" && sub.items.length > 1) Object.assign(node, { sub: { ...sub, open: "," } });
  const [link] = sub?.kind === "chain" ? sub.links : [];
  if (node.sup || sub?.kind !== "chain" || sub.links.length !== 1 || link?.relation !== "∈") return;
  const { right, span } = link;
  const named =
    set && right.kind === "name" && right.name === set[0] ? ({ kind: "name", name: set[1], word: false, span } as const) : undefined;
  const to = named ?? lastOfList(right);
  if (!to) return;
  const from: Syntax = { kind: "number", text: "1", span };
  Object.assign(node, { sub: { ...sub, links: [{ ...link, relation: "=", right: from }] }, sup: to });
}

/** n of {1, …, n}. */
function lastOfList(list: Syntax): Syntax | undefined {
  if (list.kind !== "group" || list.open !== "{") return undefined;
  const [first, dots, last, ...more] = list.items;
  const isList = first?.kind === "number" && first.text === "1" && dots?.kind === "name" && /^[…⋯]$/u.test(dots.name);
  return isList && more.length === 0 ? last : undefined;
}

function rangeOf({ sub, sup }: BigSyntax): { readonly letter?: string; readonly set?: string } {
  const first = sub?.kind === "chain" ? sub.first : sub;
  const letter = first?.kind === "name" ? first.name : undefined;
  const [link] = sub?.kind === "chain" ? sub.links : [];
  const set = !sup && link?.relation === "∈" && link.right.kind === "name" ? link.right.name : undefined;
  return { ...(letter === undefined ? {} : { letter }), ...(set === undefined ? {} : { set }) };
}

/** Whether a page has the name of the set for anything but the set. */
function isUsedOtherwise(set: string, chains: readonly ChainSyntax[]): boolean {
  const open: Syntax[] = [...chains];
  for (let node = open.pop(); node; node = open.pop()) {
    if (isSizeOf(node, set)) continue;
    if (node.kind === "chain" && node.links.length === 1 && node.links[0]?.relation === "∈") continue;
    const head = headOf(node);
    if (head && nameParts(head.name).base === set) return true;
    if (node.kind !== "name") open.push(...partsOf(node));
  }
  return false;
}

function isSizeOf(node: Syntax, set: string): boolean {
  const [only, ...more] = node.kind === "group" && node.open === "|" ? node.items : [];
  return more.length === 0 && only?.kind === "name" && only.name === set;
}

/** x and i of x_i: which letters stand at which places of names. */
function placesOfLetters(nodes: readonly Syntax[]): (readonly [place: string, letter: string])[] {
  return nodes.flatMap((node) => {
    if (node.kind !== "scripted" || !node.sub) return [];
    const base = headOf({ ...node, sub: undefined, sup: undefined })?.name ?? "";
    const letters = [...(subscriptText(node.sub) ?? "").replaceAll(",", "")];
    return letters.map((letter, at) => [`${base} ${at}`, letter] as const);
  });
}
