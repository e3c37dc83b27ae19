/**
 * Families that a page tells apart by the letter of their index alone: δ_j = ∂E/∂a_j of the hidden units beside δ_k = ∂E/∂a_k
 * of the output units, and then w_{ji} beside w_{kj} and b_j beside b_k (the notation of Bishop, Pattern Recognition and
 * Machine Learning, 5.3).
 */
import { partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { definiendumOf } from "./definiendum.ts";

/** How often each base of a page occurs with which subscripts; `undefined` is an occurrence that is no run of letters. */
type Uses = ReadonlyMap<string, ReadonlySet<string | undefined>>;

const DEFINES: ReadonlySet<string> = new Set(["=", ":=", "≡"]);
export const LETTERS = /^[a-z](?:,?[a-z])*$/;

/**
 * The names, such as δ_k, whose letter is part of them. A page does so where a name is defined for two letters, once from
 * itself with the other letter or as derivatives by different names, and where no definition takes both letters as the
 * index of one name; what steps do with the letters does not matter, as a step may be wrong.
 */
export function namesToldByLetter(chains: readonly ChainSyntax[]): ReadonlyMap<string, string> {
  const definitions = definitionsIn(chains);
  const dummies = dummiesIn(chains, definitions);
  const uses = usesIn(chains, definitions, dummies);
  const several = [...uses].filter(([, subs]) => subs.size > 1);
  const byDefinition = several.filter(([base, subs]) => areToldApart(base, subs, definitions)).map(([base]) => base);
  const told = new Set(byDefinition.length > 0 ? byDefinition : betweenUnits(uses, definitions));
  if (told.size === 0) return new Map();
  // What stands beside them is told apart, too, where no two of its subscripts have a letter in one place.
  const apart = new Set(several.filter(([base, subs]) => told.has(base) || isApart(base, subs, definitions)).map(([base]) => base));
  const compared = comparedIn(chains);
  for (;;) {
    const linked = linkedIn(uses, apart, compared);
    const kept = [...apart].filter((base) => pairsOf(uses.get(base)).every(([a, b]) => !linked(a, b)));
    if (kept.length === apart.size) break;
    apart.clear();
    for (const base of kept) apart.add(base);
  }
  if (![...told].some((base) => apart.has(base))) return new Map();
  const cotangents = cotangentsBy(apart, uses, definitions, chains);
  const names = [...apart].flatMap((base) => [...(uses.get(base) ?? [])].map((sub) => [`${base}_${sub}`, sub as string] as const));
  return new Map([...names, ...cotangents, ...[...dummies].filter(([name]) => apart.has(nameParts(name).base))]);
}

/**
 * The w_{ih} of a_h = Σ_i w_{ih} x_i beside the w_{hk} of y_k = Σ_h w_{hk} b_h, on a page where every other name has one
 * letter throughout, so that letters are kinds of units. w_{ij} and w_{kl} that a sum of squares runs over are no such.
 */
function betweenUnits(uses: Uses, definitions: ReadonlyMap<string, Defined>): string[] {
  const several = [...uses].filter(([, subs]) => subs.size > 1);
  const leadsTo = (name: string): string[] =>
    [...definitions].flatMap(([to, { sides }]) => (sides.some((side) => namesIn(side).includes(name)) ? [to] : []));
  const isBetween = ([base, subs]: readonly [string, ReadonlySet<string | undefined>]): boolean => {
    if (!isApart(base, subs, definitions) || [...subs].some((sub) => (sub as string).length < 2)) return false;
    const into = [...subs].map((sub) =>
      leadsTo(`${base}_${sub as string}`).filter((to) => nameParts(to).sub.length === 1 && (sub as string).includes(nameParts(to).sub)),
    );
    const targets = into.map((names) => new Set(names.map((to) => nameParts(to).base)));
    return targets.every((set) => set.size === 1) && new Set(targets.map((set) => [...set][0])).size === targets.length;
  };
  return several.every(isBetween) ? several.map(([base]) => base) : [];
}

/** The a_l of y_k = e^{a_k} / Σ_l e^{a_l}, with the k of what it runs through. */
function dummiesIn(chains: readonly ChainSyntax[], definitions: ReadonlyMap<string, Defined>): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>();
  for (const chain of chains) {
    const head = chain.first ? headOf(chain.first) : undefined;
    const sides = head ? definitions.get(head.name)?.sides : undefined;
    const bound = new Set(sides?.flatMap(boundIn));
    const names = sides?.flatMap(namesIn) ?? [];
    for (const name of names.filter((each) => bound.has(nameParts(each).sub) && !definitions.has(each))) {
      const others = names.filter((each) => nameParts(each).base === nameParts(name).base && !bound.has(nameParts(each).sub));
      found.set(name, new Set([...(found.get(name) ?? []), ...others.map((each) => nameParts(each).sub)]));
    }
  }
  return new Map([...found].flatMap(([name, letters]) => (letters.size === 1 ? [[name, [...letters][0] as string] as const] : [])));
}

/** The letters that sums and the like run over. */
export function boundIn(root: Syntax): string[] {
  const found: string[] = [];
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const index = node.kind === "big" ? (node.sub?.kind === "chain" ? node.sub.first : node.sub) : undefined;
    // Pairs that a sum runs over, Σ_{(u,i)}.
    for (const each of index?.kind === "group" ? index.items : index ? [index] : []) if (each.kind === "name") found.push(each.name);
    if (node.kind !== "name") open.push(...partsOf(node));
  }
  return found;
}

export interface Defined {
  /** What it is; what that comes to, behind further equals signs, is a step where it is a derivative. */
  readonly sides: readonly Syntax[];
  readonly rests: ReadonlySet<string>;
}

export function definitionsIn(chains: readonly ChainSyntax[]): ReadonlyMap<string, Defined> {
  const found = new Map<string, Defined>();
  for (const { first, links } of chains) {
    const head = first ? headOf(first) : undefined;
    const [link] = links;
    if (!head || head.power || !link || !DEFINES.has(link.relation) || found.has(head.name)) continue;
    const sides = derivativeBy(link.right) === undefined ? links.map(({ right }) => right) : [link.right];
    found.set(head.name, { sides, rests: new Set(links.flatMap(({ right }) => namesIn(right))) });
  }
  return found;
}

function usesIn(chains: readonly ChainSyntax[], definitions: ReadonlyMap<string, Defined>, dummies: ReadonlyMap<string, string>): Uses {
  const uses = new Map<string, Set<string | undefined>>();
  const use = (name: string): void => {
    const { base, sub, label } = nameParts(name);
    if (base === "∂" || isKronecker(name)) return;
    if (!uses.has(base)) uses.set(base, new Set());
    uses.get(base)?.add(label === "" && LETTERS.test(sub) ? (dummies.get(name) ?? sub) : undefined);
  };
  for (const [name, { sides }] of definitions) for (const each of [name, ...sides.flatMap((side) => namesIn(side))]) use(each);
  // The whole δ, or δ_1, beside them is no matter of letters.
  for (const chain of chains) {
    const bound = new Set(chain.first ? definiendumOf(chain.first)?.parameters?.map(({ name }) => name) : []);
    for (const name of namesIn(chain)) if (!LETTERS.test(nameParts(name).sub) && !bound.has(name)) use(name);
  }
  return uses;
}

/** The names of a tree, without what is in their subscripts. */
export function namesIn(root: Syntax): string[] {
  const found: string[] = [];
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = node.kind === "name" || node.kind === "scripted" ? headOf(node) : undefined;
    if (head) found.push(head.name);
    if (!head) open.push(...partsOf(node));
    else if (head.power) open.push(head.power);
  }
  return found;
}

const isKronecker = (name: string): boolean => /^δ_\{?[a-z],?[a-z]\}?$/.test(name);

/** The letters that δ_{kj}, j ≠ k or 𝟙[j = k] compare. */
export function comparedIn(chains: readonly ChainSyntax[]): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  const open: Syntax[] = [...chains];
  for (let node = open.pop(); node; node = open.pop()) {
    open.push(...(node.kind === "name" ? [] : partsOf(node)));
    const head = node.kind === "scripted" ? headOf(node) : undefined;
    const [a, b] = head && isKronecker(head.name) ? [...nameParts(head.name).sub.replace(",", "")] : [];
    if (a !== undefined && b !== undefined) found.push([a, b]);
    const sides = node.kind === "chain" && node.first ? [node.first, ...node.links.map(({ right }) => right)] : [];
    const letters = sides.flatMap((side) => (side.kind === "name" && /^[a-z]$/.test(side.name) ? [side.name] : []));
    for (const letter of letters.slice(1)) found.push([letters[0] as string, letter]);
  }
  return found;
}

/** Pairs of the letters that would stand for different things in a place. */
function pairsOf(subs: ReadonlySet<string | undefined> | undefined): (readonly [string, string])[] {
  const rows = [...(subs ?? [])].flatMap((sub) => (sub === undefined ? [] : [[...sub.replaceAll(",", "")]]));
  return rows.flatMap((row, n) => rows.slice(n + 1).flatMap((other) => row.map((letter, i) => [letter, other[i] ?? letter] as const)));
}

/** Whether every occurrence has letters, as many each time, and no letter in one place twice. */
function isApart(base: string, subs: ReadonlySet<string | undefined>, definitions: ReadonlyMap<string, Defined>): boolean {
  if (subs.has(undefined)) return false;
  const lengths = new Set([...subs].map((sub) => (sub as string).replaceAll(",", "").length));
  const names = [...subs].map((sub) => `${base}_${sub as string}`);
  const defined = names.filter((name) => definitions.has(name));
  // y_j = σ(Σ_i w_{ji} y_i), with nothing said of y_i: what comes from the layer below.
  const isGiven = (name: string): boolean => definitions.has(name) || defined.some((each) => restsOn(each, name, definitions));
  return lengths.size === 1 && pairsOf(subs).every(([a, b]) => a !== b) && (defined.length === 0 || names.every(isGiven));
}

/** Whether the definitions of a name with different letters cannot be of one family. */
function areToldApart(base: string, subs: ReadonlySet<string | undefined>, definitions: ReadonlyMap<string, Defined>): boolean {
  const names = [...subs].map((sub) => `${base}_${sub ?? ""}`);
  if (!isApart(base, subs, definitions) || !names.every((name) => /_.$/u.test(name)) || !names.some((name) => definitions.has(name)))
    return false;
  return names.every((name, n) =>
    names.slice(n + 1).every((other) => {
      const [by, byOther] = [name, other].map((each) => derivativeBy(definitions.get(each)?.sides[0]));
      if (by !== undefined && byOther !== undefined && by !== byOther) return true;
      return restsOn(name, other, definitions) || restsOn(other, name, definitions);
    }),
  );
}

/** δ_j and δ_k where a_j and a_k are told apart, and δ_j = ∂E/∂a_j is all that is said of δ. */
function cotangentsBy(
  apart: ReadonlySet<string>,
  uses: Uses,
  definitions: ReadonlyMap<string, Defined>,
  chains: readonly ChainSyntax[],
): (readonly [string, string])[] {
  const used = [...new Set(chains.flatMap(namesIn))].map((name) => ({ name, ...nameParts(name) }));
  return [...definitions].flatMap(([name, { sides }]) => {
    const { base, sub } = nameParts(name);
    const by = derivativeBy(sides[0]);
    if (by === undefined || apart.has(base) || !uses.get(by)?.has(sub)) return [];
    const mine = used.filter((each) => each.base === base);
    // δ_k beside δ_j = ∂E/∂a_j and z_j = h(a_j), where nothing says what a_k is: it is of the units that come next.
    const isOfOne = !apart.has(by) && uses.get(by)?.size === 1 && mine.some((each) => each.sub !== sub);
    const isOfUnits = mine.every((each) => each.label === "" && (isOfOne ? /^[a-z]$/u.test(each.sub) : uses.get(by)?.has(each.sub)));
    if (!isOfOne && !apart.has(by)) return [];
    return isOfUnits ? mine.map((each) => [each.name, each.sub] as const) : [];
  });
}

/** a of ∂E/∂a_j. */
function derivativeBy(side: Syntax | undefined): string | undefined {
  if (side?.kind !== "fraction") return undefined;
  const [sign, name, ...more] = side.denominator.kind === "juxtaposition" ? side.denominator.items : [];
  const head = name && more.length === 0 && sign?.kind === "name" && /^[∂d]$/u.test(sign.name) ? headOf(name) : undefined;
  return head ? nameParts(head.name).base : undefined;
}

function restsOn(name: string, other: string, definitions: ReadonlyMap<string, Defined>): boolean {
  const seen = new Set<string>();
  const open = [name];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const next of definitions.get(at)?.rests ?? []) {
      if (next === other) return true;
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  return false;
}

/** Which letters index the same thing: those that stand in one place of a name whose letters do not tell it apart. */
function linkedIn(
  uses: Uses,
  apart: ReadonlySet<string>,
  compared: readonly (readonly [string, string])[],
): (a: string, b: string) => boolean {
  const to = new Map<string, string>();
  const root = (letter: string): string => {
    let at = letter;
    for (let next = to.get(at); next !== undefined; next = to.get(at)) at = next;
    return at;
  };
  const pairs = [...uses].flatMap(([base, subs]) => (apart.has(base) ? [] : pairsOf(subs)));
  for (const [a, b] of [...pairs, ...compared]) if (root(a) !== root(b)) to.set(root(a), root(b));
  return (a, b) => root(a) === root(b);
}
