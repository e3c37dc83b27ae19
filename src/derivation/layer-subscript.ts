/**
 * Layers that a page counts in subscripts: z_l = W_l a_{l-1} + b_l says of every layer what z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}
 * does, and W_l has entries of its own.
 */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { subscriptLabel, nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { boundIn, definitionsIn } from "./letter-families.ts";

/** Letters that count steps in time, which one W is used in. */
const TIMES: ReadonlySet<string> = new Set(["t", "τ"]);

/** The bases of the names that every letter of layers counts. */
export type SubscriptLayers = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The letters l of which some z_l is made of a_{l-1} behind weights W_l of its own, where no sum runs over l and it stands in no
 * other place of a subscript.
 */
export function subscriptLayers(chains: readonly ChainSyntax[]): SubscriptLayers {
  const nodes = chains.flatMap(nodesOf);
  const subs = nodes.flatMap((node) => (node.kind === "scripted" ? [headOf({ ...node, sup: undefined })?.name ?? ""] : []));
  const bound = new Set(chains.flatMap(boundIn));
  const letters = new Set(
    [...definitionsIn(chains)].flatMap(([name, { sides }]) => {
      const letter = nameParts(name).sub;
      return /^\p{Ll}$/u.test(letter) && sides.some((side) => weighsBefore(side, letter)) ? [letter] : [];
    }),
  );
  const isOfLayers = (letter: string): boolean =>
    !TIMES.has(letter) && !bound.has(letter) && subs.every((name) => counts(name, letter) || !isBesideOthers(name, letter));
  return new Map(
    [...letters].filter(isOfLayers).map((letter) => {
      const counted = subs.filter((name) => counts(name, letter));
      return [letter, new Set(counted.map((name) => nameParts(name).base))] as const;
    }),
  );
}

/** w_{lj}, x_{l,j}; the l of z_{total} and of ∇_{z_l} is none. */
function isBesideOthers(name: string, letter: string): boolean {
  const { base, sub } = nameParts(name);
  return base !== "∇" && (sub.includes(",") || sub.length <= MOST_INDICES) && sub.includes(letter);
}

const MOST_INDICES = 3;

/** W_l a_{l-1}, side by side. */
function weighsBefore(side: Syntax, letter: string): boolean {
  const subOf = (item: Syntax | undefined): string => nameParts((item && headOf(item)?.name) ?? "").sub;
  return nodesOf(side).some(
    (node) =>
      node.kind === "juxtaposition" && node.items.some((item, i) => subOf(item) === letter && subOf(node.items[i + 1]) === `${letter}-1`),
  );
}

/** z_l, z_{l-1} */
function counts(name: string, letter: string): boolean {
  const { sub, label } = nameParts(name);
  return label === "" && (sub === letter || new RegExp(`^${letter}[+-]\\d+$`, "u").test(sub));
}

/** Makes those subscripts labels, and those of z_1 and of z_L beside them. Changes the tree in place. */
export function applySubscriptLayers(chain: ChainSyntax, layers: SubscriptLayers): void {
  const open: Syntax[] = layers.size > 0 ? [chain] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind !== "name") open.push(...partsOf(node));
    // ∇_{W_l}
    if (node.kind === "scripted" && node.sub?.kind === "scripted") open.push(node.sub);
    const head = node.kind === "scripted" && node.sub ? headOf({ ...node, sup: undefined }) : undefined;
    if (node.kind !== "scripted" || !head || !isOfLayer(head.name, layers)) continue;
    const mark: Syntax = { kind: "name", name: subscriptLabel(nameParts(head.name).sub), word: false, span: node.span };
    const sup: Syntax = node.sup ? { kind: "juxtaposition", items: [mark, node.sup], span: node.sup.span } : mark;
    Object.assign(node, { sub: undefined, sup });
  }
}

function isOfLayer(name: string, layers: SubscriptLayers): boolean {
  const { base, sub } = nameParts(name);
  return [...layers].some(
    ([letter, bases]) => counts(name, letter) || (bases.has(base) && (/^\d+$/.test(sub) || sub === letter.toUpperCase())),
  );
}
