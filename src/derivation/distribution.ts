/** "$\epsilon \sim \mathcal{N}(0, 1)$", "$P(y = 1 \mid x) = \sigma(z)$": distributions and the probability of an event are no expressions here. */
import { type Span, cover } from "../base/span.ts";
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, GroupSyntax, LinkSyntax, Syntax } from "../syntax/tree.ts";

/** Add a distribution by adding its name. */
const DISTRIBUTIONS: ReadonlySet<string> = new Set(
  "𝒩 N 𝒰 U Normal Gaussian Bernoulli Ber Bern Categorical Cat Uniform Unif Dirichlet Dir Multinomial Mult Laplace Poisson Poi Beta".split(
    " ",
  ),
);
/** Of these ∼ alone makes a distribution: U(x, y) may be a function as well. */
const LETTERS: ReadonlySet<string> = new Set(["N", "U", "𝒰"]);
const PROBABILITIES: ReadonlySet<string> = new Set(["P", "p", "Pr", "ℙ", "q", "Q", "π"]);

/** A chain without the sides that are distributions or probabilities of events; a list of parameters where nothing else is left. */
export function withoutDistributions(chain: ChainSyntax): ChainSyntax {
  const { first, links } = chain;
  const kept = links.filter(({ relation, right }) => !isDistribution(right, relation === "∼") && !isOfEvent(right));
  const isFirstKept = first !== undefined && !isDistribution(first, false) && !isOfEvent(first);
  if (kept.length === links.length && (isFirstKept || first === undefined)) return chain;
  if (isFirstKept) return { ...chain, links: kept };
  const [begin, ...rest] = kept as [LinkSyntax?, ...LinkSyntax[]];
  if (!begin) return { ...chain, first: first && listOf(first), links: [] };
  return { ...chain, span: cover(begin.right.span, rest.at(-1)?.span ?? begin.right.span), first: begin.right, links: rest };
}

/** 𝒩(μ, σ²), Bernoulli(p) */
function isDistribution(side: Syntax, isDrawn: boolean): boolean {
  const { name } = applied(side) ?? {};
  return name !== undefined && DISTRIBUTIONS.has(name) && (isDrawn || !LETTERS.has(name));
}

/** P(y = 1 | x), and p(y | x), which is another function than the p of p(x). */
function isOfEvent(side: Syntax): boolean {
  const { name, list, isGiven } = applied(side) ?? {};
  const isProbability = name !== undefined && PROBABILITIES.has(name);
  return isProbability && (isGiven === true || list?.some((item) => item.kind === "chain") === true);
}

/** Where p(y | x) stands inside an expression. */
export function conditionedIn(chain: ChainSyntax): Span | undefined {
  return nodesOf(chain).find((node) => node.kind === "group" && node.given)?.span;
}

/** A formula as it was written, with its bars. */
export interface Conditioned {
  readonly whole: ChainSyntax;
  /** Takes it as it is now. */
  readonly read: () => void;
}

/**
 * p of p(x | λ) = λ e^{-λx}, the only p that a page speaks of: a function of x and λ. Writes such names with commas, in place,
 * and has the formulas with them read again; `others` are the formulas without bars.
 */
export function readDensities(found: readonly Conditioned[], others: readonly ChainSyntax[]): void {
  if (found.length === 0) return;
  const bars = new Map<string, GroupSyntax[]>();
  const isPlain = new Set<string>();
  for (const node of [...found.map(({ whole }) => whole), ...others].flatMap(nodesOf))
    for (const [i, item] of node.kind === "juxtaposition" ? node.items.entries() : []) {
      const [name, next] = [headOf(item)?.name, node.kind === "juxtaposition" ? node.items[i + 1] : undefined];
      if (name === undefined || next?.kind !== "group" || next.open !== "(") continue;
      if (next.given) bars.set(name, [...(bars.get(name) ?? []), next]);
      else isPlain.add(name);
    }
  const isDefinition = ({ first, links: [link, ...more] }: ChainSyntax, name: string): boolean => {
    const side = first && applied(first);
    return (
      side?.name === name && side.isGiven && link?.relation === "=" && ![link, ...more].some((each) => nodesOf(each.right).some(isGiven))
    );
  };
  // p(θ | x) is another one.
  const baseOf = (item: Syntax | undefined): string | undefined =>
    item && headOf(item) ? nameParts(headOf(item)?.name ?? "").base : undefined;
  const isAlike = ({ items }: GroupSyntax, other: GroupSyntax | undefined): boolean =>
    items.length === other?.items.length && items.every((item, i) => headOf(item) !== undefined && baseOf(item) === baseOf(other.items[i]));
  const isDensity = (name: string, groups: readonly GroupSyntax[]): boolean =>
    !isPlain.has(name) &&
    groups.every((group) => isAlike(group, groups[0])) &&
    found.filter(({ whole }) => isDefinition(whole, name)).length === 1;
  const densities = [...bars].filter(([name, groups]) => isDensity(name, groups));
  for (const group of densities.flatMap(([, groups]) => groups)) Object.assign(group, { given: undefined });
  for (const { whole, read } of found) if (!nodesOf(whole).some(isGiven)) read();
}

const isGiven = (node: Syntax): boolean => node.kind === "group" && node.given === true;

/** (μ, σ²) of 𝒩(μ, σ²) */
const listOf = (side: Syntax): Syntax => (side.kind === "juxtaposition" ? (side.items[1] as Syntax) : side);

/** The name of a side that is nothing but a name before brackets, and what those hold. */
function applied(side: Syntax): { readonly name: string; readonly list: readonly Syntax[]; readonly isGiven: boolean } | undefined {
  const [head, brackets, ...more] = side.kind === "juxtaposition" ? side.items : [];
  const name = head && headOf(head)?.name;
  if (name === undefined || brackets?.kind !== "group" || more.length > 0) return undefined;
  return { name: name.replace(/_.*$/u, ""), list: brackets.items, isGiven: brackets.given === true };
}
