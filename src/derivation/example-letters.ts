/**
 * Letters that count examples, or times, in superscripts: y^n = Σ_i w_i x_i^n, ∂E/∂y_j^k. Nobody defines a power, or
 * differentiates by one, and a quantity that is raised to powers stands without them, too.
 */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { TOLD_BY, nameParts } from "../expression/name.ts";
import type { ChainSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

export interface ExampleLetter {
  /** The names that it counts. */
  readonly bases: ReadonlySet<string>;
  /** Whether it stands for one example throughout: no sum runs over it, and nothing is added to it. */
  readonly isFixed: boolean;
}

interface Raised {
  readonly node: ScriptedSyntax;
  readonly base: string;
  readonly letter: string;
  readonly isShifted: boolean;
}

/** What is raised to a power even by a letter that counts: rates and factors, as in 1 − β^t. */
export const RATES: ReadonlySet<string> = new Set("λγβηαερτ");
const DEFINES: ReadonlySet<string> = new Set(["=", ":=", "≡"]);
/** Not the l of layers, the T of transposes, nor the e and i of numbers. */
const COUNTS = /^[a-df-hj-km-zα-ωi]$/u;

export function exampleLetters(chains: readonly ChainSyntax[]): ReadonlyMap<string, ExampleLetter> {
  const judged = chains.filter((chain) => chain.links.length > 0);
  const raised = judged.flatMap((chain) => raisedIn(chain));
  const plain = new Set(judged.flatMap((chain) => (isCount(chain) ? [] : namesBeside(chain))));
  const meant = new Set(judged.flatMap((chain) => lettersMeant(chain)));
  const bound = new Set(chains.flatMap((chain) => lettersBound(chain)));
  const found = new Map<string, ExampleLetter>();
  for (const letter of meant) {
    if (plain.has(letter)) continue;
    const mine = raised.filter((each) => each.letter === letter);
    if (mine.every(({ base }) => plain.has(base))) continue;
    const bases = new Set(mine.map(({ base }) => base).filter((base) => !RATES.has(base)));
    found.set(letter, { bases, isFixed: !bound.has(letter) && !mine.some(({ isShifted }) => isShifted) });
  }
  return found;
}

/** Makes those superscripts labels, and the k of E_k beside y_j^k. Changes the tree in place. */
export function applyExamples(chain: ChainSyntax, letters: ReadonlyMap<string, ExampleLetter>): void {
  if (letters.size === 0) return;
  for (const { node, base, letter } of raisedIn(chain)) {
    const counts = letters.get(letter);
    const sup = node.sup as Syntax;
    if (!counts?.bases.has(base)) continue;
    const label: Syntax = counts.isFixed
      ? { kind: "name", name: TOLD_BY + letter, word: false, span: sup.span }
      : { kind: "group", open: "(", items: [sup], span: sup.span };
    (node as { sup: Syntax }).sup = label;
  }
  for (const node of nodesOf(chain)) {
    const { sub } = node.kind === "scripted" ? node : {};
    if (node.kind !== "scripted" || node.sup || sub?.kind !== "name" || !letters.get(sub.name)?.isFixed) continue;
    Object.assign(node, { sub: undefined, sup: { kind: "name", name: TOLD_BY + sub.name, word: false, span: sub.span } });
  }
}

const raisedIn = (root: Syntax): Raised[] => nodesOf(root).flatMap((node) => raisedTo(node) ?? []);

/** y and n of y^n, y_j^n and y^{n-1}. */
function raisedTo(node: Syntax): Raised | undefined {
  if (node.kind !== "scripted" || !node.sup) return undefined;
  const [first, second, ...more] = node.sup.kind === "sum" ? node.sup.terms : [{ sign: "+", term: node.sup }];
  const isShift = second === undefined || (more.length === 0 && second.term.kind === "number");
  const head = headOf({ ...node, sup: undefined });
  if (!head || head.power || !isShift || first?.sign !== "+" || first.term.kind !== "name" || !COUNTS.test(first.term.name))
    return undefined;
  return { node, base: nameParts(head.name).base, letter: first.term.name, isShifted: second !== undefined };
}

/** The names that stand somewhere as they are, with their bases; not those that are raised to a letter, nor the letter. */
function namesBeside(chain: ChainSyntax): string[] {
  const found: string[] = [];
  const open: Syntax[] = [chain];
  for (let node = open.pop(); node; node = open.pop()) {
    if (raisedTo(node)) continue;
    const head = headOf(node);
    if (head) found.push(head.name, nameParts(head.name).base);
    if (head?.power) open.push(head.power);
    if (!head && node.kind !== "name") open.push(...partsOf(node));
  }
  return found;
}

/** n = 1, …, N */
const isCount = ({ first, links }: ChainSyntax): boolean => first?.kind === "name" && links.length === 1 && COUNTS.test(first.name);

/** The letters of what is defined or differentiated by. */
function lettersMeant(chain: ChainSyntax): string[] {
  const [link] = chain.links;
  const defined = chain.first && link && DEFINES.has(link.relation) ? raisedTo(chain.first) : undefined;
  const by = nodesOf(chain).flatMap((node) => (node.kind === "fraction" ? (differentiatedBy(node) ?? []) : []));
  return [...(defined && link && !namesBeside({ ...chain, first: undefined }).includes(defined.base) ? [defined.letter] : []), ...by];
}

/** n of ∂E/∂y^n, and not of ∂^n E/∂y^n. */
function differentiatedBy({ numerator, denominator }: Syntax & { readonly kind: "fraction" }): string | undefined {
  const sign = numerator.kind === "juxtaposition" ? numerator.items[0] : numerator;
  const [by, name, ...more] = denominator.kind === "juxtaposition" ? denominator.items : [];
  const isSign = (each: Syntax | undefined): boolean => each?.kind === "name" && /^[∂d]$/u.test(each.name);
  return isSign(sign) && isSign(by) && name && more.length === 0 ? raisedTo(name)?.letter : undefined;
}

function lettersBound(chain: ChainSyntax): string[] {
  return nodesOf(chain).flatMap((node) => {
    const index = node.kind === "big" ? (node.sub?.kind === "chain" ? node.sub.first : node.sub) : undefined;
    return index?.kind === "name" ? [index.name] : [];
  });
}
