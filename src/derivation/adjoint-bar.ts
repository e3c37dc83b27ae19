/** Pages that write \bar v for ∂L/∂v, as they say of a v that stands for any name: \bar W is read as ∂L/∂W there. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf, isTranspose } from "../elaborate/script.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import { LOSSES, LOSS_NAMES, UNNAMED_LOSS } from "./loss-name.ts";

const BAR = "\u0304";

/** What is differentiated, and the names that have such a bar. */
export interface AdjointBars {
  readonly of: Syntax;
  readonly names: ReadonlySet<string>;
  /** The formulas that say so. */
  readonly said: ReadonlySet<ChainSyntax | undefined>;
}

/** "and likewise for the others" */
const LIKEWISE =
  /\b(?:likewise|similarly|analogous(?:ly)?|correspondingly|and so (?:on|forth)|same (?:notation|convention|for)|for (?:all|every|each|any|the) other)\b|마찬가지|나머지|同样|同樣|类似地?|同様|他の/iu;

/** "\bar v for ∂L/∂v", "\bar v = ∂L/∂v": where v occurs in nothing else, or the words say "likewise". */
export function adjointBars(chains: readonly ChainSyntax[], prose: string): AdjointBars | undefined {
  for (const [i, { first, links }] of chains.entries()) {
    const letter = first?.kind === "name" ? unbarred(first.name) : undefined;
    const next = chains[i + 1];
    const behind = links.length === 0 && next?.links.length === 0 ? [next, next.first] : [chains[i], links[0]?.right];
    const [at, derivative] = behind as [ChainSyntax | undefined, Syntax | undefined];
    const of = letter !== undefined && derivative ? differentiatedBy(derivative, letter) : undefined;
    if (!of || links.length > 1) continue;
    const said = new Set([chains[i], at]);
    const isAny = chains.every((chain) => said.has(chain) || !namesIn(chain).has(letter as string));
    if (isAny || LIKEWISE.test(prose)) return { of, names: barredIn(chains, said), said };
  }
  return seededBars(chains) ?? barsInWords(chains, prose);
}

/** What comes back, by the words of the page; of a mean there is no such thing. */
const BACKWARD = /\breverse[- ]mode\b|\badjoints?\b|\bcotangents?\b|\bbackward\b/iu;
const MEANS = /\bmeans?\b|\baverages?\b|\bestimates?\b|\btargets?\b|평균|平均|均值/iu;

/** Bars on several names of a page that speaks of a backward pass, and of no mean. */
function barsInWords(chains: readonly ChainSyntax[], prose: string): AdjointBars | undefined {
  const names = barredIn(chains, new Set());
  if (names.size < 2 || !BACKWARD.test(prose) || MEANS.test(prose)) return undefined;
  const all = new Set(chains.flatMap((chain) => [...namesIn(chain)]));
  const isBarred = (side: Syntax): boolean => nodesOf(side).some((node) => barredName(node) !== undefined);
  // \bar h = W h says what \bar h is.
  const isOther = ({ first, links }: ChainSyntax): boolean =>
    first !== undefined && isBarred(first) && links.some(({ right }) => right.kind !== "number" && !isBarred(right));
  if ([...all].some((name) => unbarred(name) !== undefined && !names.has(name)) || chains.some(isOther)) return undefined;
  const losses = new Set(
    chains.flatMap(({ first, links }) => (first?.kind === "name" && links.length > 0 && LOSS_NAMES.has(first.name) ? [first.name] : [])),
  );
  // C of C = A B, to which something comes back, is no loss.
  for (const name of names) losses.delete(unbarred(name) as string);
  const [loss = LOSSES.find((name) => !all.has(name)) ?? UNNAMED_LOSS] = losses.size === 1 ? losses : [];
  const span = chains[0]?.span ?? { start: 0, end: 0 };
  return { of: { kind: "name", name: loss, word: false, span }, names, said: new Set() };
}

/** \\bar f = 1 of an f that the page defines, beside bars on others of its names: where a backward pass begins. */
function seededBars(chains: readonly ChainSyntax[]): AdjointBars | undefined {
  const defined = new Set(chains.flatMap(({ first, links }) => (first?.kind === "name" && links[0]?.relation === "=" ? [first.name] : [])));
  const all = new Set(chains.flatMap((chain) => [...namesIn(chain)]));
  for (const { first, links } of chains) {
    const name = first?.kind === "name" ? unbarred(first.name) : undefined;
    const [link, ...more] = links;
    const isOne = link?.relation === "=" && link.right.kind === "number" && link.right.text === "1" && more.length === 0;
    if (first?.kind !== "name" || name === undefined || !isOne || !defined.has(name)) continue;
    const names = barredIn(chains, new Set());
    const others = [...names].filter((each) => each !== first.name && all.has(unbarred(each) as string));
    if (others.length < 2 || others.length + 1 < names.size) continue;
    return { of: { kind: "name", name, word: false, span: first.span }, names, said: new Set() };
  }
  return undefined;
}

/** Changes the tree in place. */
export function applyAdjointBars(chain: ChainSyntax, bars: AdjointBars | undefined): void {
  if (!bars || bars.names.size === 0 || bars.said.has(chain)) return;
  const done = new Set<Syntax>();
  for (const node of nodesOf(chain)) {
    const inner = done.has(node) ? undefined : barredName(node);
    if (!inner || !bars.names.has(inner.name)) continue;
    for (const part of nodesOf(node)) done.add(part);
    const { plain, transpose } = withoutBar(node);
    const { span } = node;
    const sign: Syntax = { kind: "name", name: "∂", word: false, span };
    const derivative: Syntax = {
      kind: "fraction",
      span,
      numerator: { kind: "juxtaposition", items: [sign, bars.of], span },
      denominator: { kind: "juxtaposition", items: [sign, plain], span },
    };
    const group: Syntax = { kind: "group", open: "(", items: [derivative], span };
    const whole: Syntax = transpose ? { kind: "scripted", base: group, sub: undefined, sup: transpose, primes: 0, span } : derivative;
    Object.assign(node, { name: undefined, base: undefined, sub: undefined, sup: undefined }, whole);
  }
}

/** v of \bar v. */
function unbarred(name: string): string | undefined {
  const apart = name.normalize("NFD");
  return apart.endsWith(BAR) ? apart.slice(0, -BAR.length).normalize("NFC") : undefined;
}

/** The name with a bar that a piece of syntax is, with its scripts. */
function barredName(node: Syntax): (Syntax & { readonly kind: "name" }) | undefined {
  let at = node;
  while (at.kind === "scripted") at = at.base;
  return at.kind === "name" && unbarred(at.name) !== undefined ? at : undefined;
}

/** \bar W^{(2)⊤} as W^{(2)}, and the ⊤. */
function withoutBar(node: Syntax): { readonly plain: Syntax; readonly transpose: Syntax | undefined } {
  if (node.kind === "name") return { plain: { ...node, name: unbarred(node.name) as string }, transpose: undefined };
  const scripted = node as Syntax & { kind: "scripted" };
  const inner = withoutBar(scripted.base);
  const { sup } = scripted;
  const [label, mark] = sup?.kind === "juxtaposition" && sup.items.length === 2 ? sup.items : [undefined, sup];
  const transpose = mark && isTranspose(mark) ? mark : undefined;
  const kept = transpose ? label : sup;
  const plain = kept || scripted.sub || scripted.primes > 0 ? { ...scripted, base: inner.plain, sup: kept } : inner.plain;
  return { plain, transpose: transpose ?? inner.transpose };
}

const namesIn = (chain: ChainSyntax): ReadonlySet<string> =>
  new Set(nodesOf(chain).flatMap((node) => (node.kind === "name" ? [node.name] : [])));

function barredIn(chains: readonly ChainSyntax[], said: ReadonlySet<ChainSyntax | undefined>): ReadonlySet<string> {
  const names = new Set(chains.flatMap((chain) => (said.has(chain) ? [] : [...namesIn(chain)])));
  const means = new Set(chains.flatMap((chain) => meanIn(chain) ?? []));
  return new Set([...names].filter((name) => names.has(unbarred(name) ?? "") && !means.has(name)));
}

/** \bar x = 1/N Σ x_i */
function meanIn({ first, links: [link] }: ChainSyntax): string | undefined {
  const name = first && barredName(first)?.name;
  const sums = link ? nodesOf(link.right).filter((node) => node.kind === "big") : [];
  const isOfItself = sums.some((sum) => nodesOf(sum).some((node) => node.kind === "name" && node.name === unbarred(name ?? "")));
  return name !== undefined && isOfItself ? name : undefined;
}

/** L of ∂L/∂v. */
function differentiatedBy(side: Syntax, letter: string): Syntax | undefined {
  const [top, bottom] = quotientOf(side);
  if (top?.kind !== "juxtaposition" || bottom?.kind !== "juxtaposition") return undefined;
  const [above, of, ...others] = top.items;
  const [below, by, ...more] = bottom.items;
  const isSign = (each: Syntax | undefined): boolean => each?.kind === "name" && /^[∂d]$/u.test(each.name);
  const isOf = isSign(above) && isSign(below) && others.length + more.length === 0 && by?.kind === "name" && by.name === letter;
  return isOf && of && headOf(of) ? of : undefined;
}

/** a and b of \frac{a}{b} and of a / b. */
function quotientOf(side: Syntax): readonly Syntax[] {
  if (side.kind === "fraction") return [side.numerator, side.denominator];
  const isQuotient = side.kind === "product" && side.factors.length === 2 && side.factors[1]?.operator === "/";
  return isQuotient ? side.factors.map(({ factor }) => factor) : [];
}
