/** Layers that a page counts in superscripts: z^l and w^{l+1}_{jk} are names with labels where l is nothing but a layer. */
import { partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

const LETTERS = ["l", "ℓ"] as const;
const LAYER_WORDS = /layer|레이어|층|層|层|couche|schicht|capa\b/i;
/** What is raised to a power rather than numbered: rates and factors. */
const RATES: ReadonlySet<string> = new Set("λγβηαερτ");

interface Raised {
  readonly node: ScriptedSyntax;
  readonly base: string;
  /** The letter, and whether a number is added to it. */
  readonly letter: string;
  readonly isShifted: boolean;
}

/**
 * Makes labels of the l in z^l, w^{l+1}_{jk}, (a^{l-1})^T, where l stands in superscripts only, on several names, and the
 * words or a shift speak of layers; then of the L in a^L too. Changes the trees in place, before anything is read from them.
 */
export function labelLayers(chains: readonly ChainSyntax[], prose: string): void {
  const raised: Raised[] = [];
  const alone = new Set<string>();
  for (const chain of chains) if (!isCount(chain)) gather(chain, raised, alone);
  for (const letter of LETTERS) {
    const mine = raised.filter((each) => each.letter === letter && !RATES.has(each.base));
    const bases = new Set(mine.map(({ base }) => base));
    if (alone.has(letter) || bases.size < 2 || !(LAYER_WORDS.test(prose) || mine.some(({ isShifted }) => isShifted))) continue;
    const isLast = ({ letter: other, base }: Raised): boolean => other === letter.toUpperCase() && bases.has(base);
    for (const each of raised) if (mine.includes(each) || isLast(each)) label(each.node);
  }
}

/** l, l − 1, or l = 1, …, L: what the words count by. */
function isCount({ first, links }: ChainSyntax): boolean {
  return first !== undefined && letterIn(first) !== undefined && links.every(({ right }) => right.kind !== "juxtaposition");
}

function gather(root: Syntax, raised: Raised[], alone: Set<string>): void {
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "name") {
      alone.add(node.name);
      continue;
    }
    const sup = node.kind === "scripted" && node.sup ? labelIn(node.sup) : undefined;
    const head = node.kind === "scripted" ? headOf({ ...node, sup: undefined }) : undefined;
    if (node.kind === "scripted" && sup && head && !head.power) {
      raised.push({ node, base: nameParts(head.name).base, ...sup });
      continue;
    }
    open.push(...partsOf(node));
  }
}

/** The l of ^l, ^{l+1}, and of ^{lT}. */
function labelIn(sup: Syntax): { readonly letter: string; readonly isShifted: boolean } | undefined {
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

function label(node: ScriptedSyntax): void {
  const { sup } = node;
  if (!sup) return;
  const group = (item: Syntax): Syntax => ({ kind: "group", open: "(", items: [item], span: item.span });
  const made: Syntax =
    sup.kind === "juxtaposition" ? { ...sup, items: [group(sup.items[0] as Syntax), ...sup.items.slice(1)] } : group(sup);
  (node as { sup: Syntax }).sup = made;
}
