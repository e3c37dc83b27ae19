/**
 * Letters in subscripts that only say which quantity is meant: the k of d_k in S = Q K^⊤ / √d_k, the n of E_n in
 * δ_j = ∂E_n/∂a_j. What has an index cannot stand for what has none, so that such a letter is a label of that name.
 */
import { partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { type NameParts, TOLD_BY, nameParts } from "../expression/name.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { boundIn, definitionsIn } from "./letter-families.ts";

/** Whether e_c may be a vector of the basis; 𝟏_n has n ones. */
export const isBasis = ({ base, sub }: Pick<NameParts, "base" | "sub">): boolean =>
  base === "e" || base === "𝐞" || (base === "𝟏" && /^[cy]$/.test(sub));

interface Occurrence {
  readonly name: string;
  /** Whether a sum runs over the letter of its subscript there. */
  readonly isBound: boolean;
}

/**
 * Names with one letter in their subscript that is a label: a definition has them and its own name has not that letter, no
 * sum runs over it where they stand, no other name shares it there, and no other subscript is written in its place.
 */
export function labelLetters(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const definitions = definitionsIn(chains);
  const occurrences = chains.map(occurrencesIn);
  const names = new Set(occurrences.flat().map(({ name }) => name));
  const sizes = new Set(chains.flatMap((chain) => (isDeclaration(chain) ? occurrencesIn(chain).map(({ name }) => name) : [])));
  const beyond = new Set([...definitions].flatMap(([name, { sides }]) => sides.flatMap((side) => lettersBeyond(name, side))));
  const isAlone = (name: string, all: readonly Occurrence[]): boolean =>
    all.every((each) => each.name === name || !nameParts(each.name).sub.includes(letterOf(name)) || each.isBound) &&
    all.every((each) => each.name !== name || !each.isBound);
  // e_c beside p_c of a vector p is one of the basis.
  const isOfBasis = (name: string): boolean =>
    isBasis(nameParts(name)) &&
    [...names].some((each) => each !== name && letterOf(each) === letterOf(name) && definitions.has(nameParts(each).base));
  // The d of dQ is none of √d_k.
  const isLabel = (name: string): boolean =>
    ![...names].some((each) => each !== name && each !== "d" && nameParts(each).base === nameParts(name).base) &&
    !definitions.has(name) &&
    !isOfBasis(name) &&
    !sizes.has(name) &&
    occurrences.every((all) => !all.some((each) => each.name === name) || isAlone(name, all));
  return new Set([...beyond].filter(isLabel));
}

const letterOf = (name: string): string => nameParts(name).sub;

/** W ∈ ℝ^{m×d_k}: sizes are told by their letters anyway. */
const isDeclaration = ({ links }: ChainSyntax): boolean => links.some(({ relation }) => relation === "∈" || relation === ":");

/** The names with a letter of their own in what a name without it is said to be. */
function lettersBeyond(name: string, side: Syntax): string[] {
  return occurrencesIn(side).flatMap((each) => {
    const { base, sub, label } = nameParts(each.name);
    return /^\p{L}$/u.test(base) && /^[a-z]$/.test(sub) && label === "" && !nameParts(name).sub.includes(sub) && !each.isBound
      ? [each.name]
      : [];
  });
}

function occurrencesIn(root: Syntax): Occurrence[] {
  const found: Occurrence[] = [];
  const open: (readonly [Syntax, ReadonlySet<string>])[] = [[root, new Set()]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, bound] = next;
    const head = node.kind === "name" || node.kind === "scripted" ? headOf(node) : undefined;
    if (head) found.push({ name: head.name, isBound: bound.has(nameParts(head.name).sub) });
    const inside = node.kind === "big" ? new Set([...bound, ...boundIn({ ...node, body: node.sub ?? node.body })]) : bound;
    const parts = head ? (head.power ? [head.power] : []) : partsOf(node);
    for (const part of parts) open.push([part, inside]);
  }
  return found;
}

/** Makes those letters labels. Changes the tree in place. */
export function applyLabelLetters(chain: ChainSyntax, labels: ReadonlySet<string>): void {
  const open: Syntax[] = labels.size > 0 ? [chain] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = node.kind === "scripted" && node.sub ? headOf({ ...node, sup: undefined }) : undefined;
    if (node.kind !== "name") open.push(...partsOf(node));
    if (node.kind !== "scripted" || !head || !labels.has(head.name)) continue;
    const mark: Syntax = { kind: "name", name: TOLD_BY + letterOf(head.name), word: false, span: node.span };
    const sup: Syntax = node.sup ? { kind: "juxtaposition", items: [mark, node.sup], span: node.sup.span } : mark;
    Object.assign(node, { sub: undefined, sup });
  }
}
