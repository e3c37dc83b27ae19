/** Superscripts that are no powers: layers that a page counts, as in z^l and w^{l+1}_{jk}, and σ_B^2 as the name of a variance. */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { SQUARE, headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { RATES } from "./example-letters.ts";

const LETTERS = ["l", "ℓ"] as const;
const LAYER_WORDS = /layer|레이어|층|層|层|couche|schicht|capa\b/i;

interface Raised {
  readonly node: ScriptedSyntax;
  readonly base: string;
  /** With its subscript. */
  readonly name: string;
  /** The letter, or 2, and whether a number is added to it. */
  readonly letter: string;
  readonly isShifted: boolean;
}

/** Which superscripts of a page are part of the name. */
export interface Superscripts {
  /** Letters of layers, and the names that each counts. */
  readonly layers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names that occur as squares only, and are defined or differentiated by as such: σ_B^2 of batch normalisation. */
  readonly squares: ReadonlySet<string>;
}

/**
 * The l in z^l, w^{l+1}_{jk}, (a^{l-1})^T is a label where l stands in superscripts only, on several names, and the words
 * or a shift speak of layers; then the L in a^L is one, too.
 */
export function superscriptsIn(chains: readonly ChainSyntax[], prose: string): Superscripts {
  const raised: Raised[] = [];
  const alone = new Set<string>();
  for (const chain of chains) if (!isCount(chain)) gather(chain, raised, alone);
  const layers = new Map<string, ReadonlySet<string>>();
  for (const letter of LETTERS) {
    const mine = raised.filter((each) => each.letter === letter && !RATES.has(each.base));
    const bases = new Set(mine.map(({ base }) => base));
    if (alone.has(letter) || bases.size < 2 || !(LAYER_WORDS.test(prose) || mine.some(({ isShifted }) => isShifted))) continue;
    layers.set(letter, bases);
    layers.set(letter.toUpperCase(), bases);
  }
  // L of ∂C/∂z^L, where L is nothing by itself: nobody differentiates by a power.
  const ofLast = new Set(raised.filter(({ letter }) => letter === "L").map(({ base }) => base));
  const isBy = (node: Syntax): boolean =>
    node.kind === "fraction" &&
    (leibnizIn(node)?.variables ?? []).some(({ variable }) => variable.kind === "scripted" && letterIn(variable.sup ?? variable) === "L");
  if (layers.size === 0 && ofLast.size > 0 && !alone.has("L") && chains.flatMap(nodesOf).some(isBy)) layers.set("L", ofLast);
  const squared = new Set(raised.filter(({ letter }) => letter === "2").map(({ name }) => name));
  const defined = chains.flatMap(({ first, links: [link] }) =>
    first && link?.relation === "=" && !isNegativeNumber(link.right) ? (squareOf(first) ?? []) : [],
  );
  const squares = new Set(defined.filter((name) => squared.has(name) && !alone.has(name)));
  return { layers, squares };
}

/** z and a of a page that writes z^1, a^1, z^2 and a^2, and neither alone: nobody writes a first power, so that these are layers. */
export function namesOfNumberedLayers(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const raised: Raised[] = [];
  const alone = new Set<string>();
  for (const chain of chains) gather(chain, raised, alone);
  const besides = new Set([...alone].map((name) => nameParts(name).base));
  const first = new Set(raised.flatMap(({ letter, base }) => (letter === "1" && !besides.has(base) ? [base] : [])));
  return first.size < 2 ? new Set() : first;
}

/** Makes the numbers above those names labels. Changes the tree in place. */
export function applyNumberedLayers(chain: ChainSyntax, names: ReadonlySet<string>): void {
  const raised: Raised[] = [];
  if (names.size > 0) gather(chain, raised, new Set());
  for (const { node, base, letter } of raised) if (/^\d$/.test(letter) && names.has(base)) label(node);
}

/** Makes those superscripts labels. Changes the tree in place. */
export function applySuperscripts(chain: ChainSyntax, { layers, squares }: Superscripts): void {
  const raised: Raised[] = [];
  gather(chain, raised, new Set());
  for (const { node, base, name, letter } of raised) {
    if (layers.get(letter)?.has(base)) label(node);
    else if (letter === "2" && squares.has(name)) (node as { sup: Syntax }).sup = square(node.sup as Syntax);
  }
}

/** l, l − 1, or l = 1, …, L: what the words count by. */
function isCount({ first, links }: ChainSyntax): boolean {
  return first !== undefined && letterIn(first) !== undefined && links.every(({ right }) => right.kind !== "juxtaposition");
}

function gather(root: Syntax, raised: Raised[], alone: Set<string>): void {
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const head = node.kind === "scripted" ? headOf({ ...node, sup: undefined }) : headOf(node);
    const sup = node.kind === "scripted" && node.sup ? labelIn(node.sup) : undefined;
    if (node.kind === "scripted" && sup && head && !head.power) {
      raised.push({ node, base: nameParts(head.name).base, name: head.name, ...sup });
      continue;
    }
    // w of w^{(1)}, and w^{(1)}.
    const whole = headOf(node);
    for (const each of [head, whole]) if (each && !each.power) alone.add(each.name);
    if (node.kind !== "name") open.push(...partsOf(node).filter((part) => !head || node.kind !== "scripted" || part !== node.base));
  }
}

/** −1 of i^2 = −1. */
function isNegativeNumber(side: Syntax): boolean {
  const [only, ...more] = side.kind === "sum" ? side.terms : [];
  return more.length === 0 && only?.sign === "-" && only.term.kind === "number";
}

/** σ_B of σ_B^2. */
function squareOf(side: Syntax): string | undefined {
  const isSquare = side.kind === "scripted" && side.sup?.kind === "number" && side.sup.text === "2";
  return isSquare ? headOf({ ...side, sup: undefined })?.name : undefined;
}

/** The l of ^l, ^{l+1}, and of ^{lT}; the 2 of a square. */
function labelIn(sup: Syntax): { readonly letter: string; readonly isShifted: boolean } | undefined {
  const [first] = sup.kind === "juxtaposition" && sup.items.length === 2 ? sup.items : [sup];
  if (first?.kind === "number") return /^\d$/.test(first.text) ? { letter: first.text, isShifted: false } : undefined;
  const letter = letterIn(sup.kind === "juxtaposition" && sup.items.length === 2 ? (sup.items[0] as Syntax) : sup);
  return letter === undefined ? undefined : { letter, isShifted: sup.kind === "sum" };
}

function letterIn(syntax: Syntax): string | undefined {
  const [first, second, ...more] = syntax.kind === "sum" ? syntax.terms : [{ sign: "+", term: syntax }];
  const isShift = second === undefined || second.term.kind === "number";
  return more.length === 0 && isShift && first?.sign === "+" && first.term.kind === "name" && /^[lℓL]$/u.test(first.term.name)
    ? first.term.name
    : undefined;
}

const square = ({ span }: Syntax): Syntax => ({ kind: "name", name: SQUARE, word: false, span });

function label(node: ScriptedSyntax): void {
  const { sup } = node;
  if (!sup) return;
  const group = (item: Syntax): Syntax => ({ kind: "group", open: "(", items: [item], span: item.span });
  const made: Syntax =
    sup.kind === "juxtaposition" ? { ...sup, items: [group(sup.items[0] as Syntax), ...sup.items.slice(1)] } : group(sup);
  (node as { sup: Syntax }).sup = made;
}
