/**
 * J of J = ℓ(w) + λ w² / 2, of which a page takes the derivative at w_t, J'(w_t), and f of f = x² − a beside f(x_n) and f(3): a
 * function of what its definition has in that place. Where that is w itself, or nothing, J is a quantity.
 */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { holdsNames, isArgument, isNabla, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts, primedName } from "../expression/name.ts";
import type { ChainSyntax, JuxtapositionSyntax, Syntax } from "../syntax/tree.ts";
import { definitionsIn, namesIn } from "./letter-families.ts";

/** What is a function where brackets follow it, even without a prime. */
const FUNCTIONS: ReadonlySet<string> = new Set("fghFJLEℓϕφψ");
/** Of those, what is no factor in front of a name in brackets, as g of ∂L/∂w = g (x) is. */
const NO_FACTORS: ReadonlySet<string> = new Set("fJLEℓ");
const VARIABLE = /^[t-z]$/;

type Definitions = ReturnType<typeof definitionsIn>;

export interface AppliedQuantities {
  /** Such names, each with the name that it is a function of; with undefined those that depend on it through others, and stay quantities. */
  readonly names: ReadonlyMap<string, string | undefined>;
  /** The formulas that begin with y(x), as a whole side, where y = x² stands before them: nobody writes a product so. */
  readonly againOf: ReadonlySet<ChainSyntax>;
  /** Whether all that stands in brackets behind a quantity is what it is made of: w of J(w). */
  readonly isOfOwn: (name: string, brackets: readonly Syntax[]) => boolean;
}

export function appliedQuantities(chains: readonly ChainSyntax[]): AppliedQuantities {
  const definitions = definitionsIn(chains);
  const names = functionsAmong(placesIn(chains), definitions);
  const isOfOwn = (name: string, brackets: readonly Syntax[]): boolean => {
    const own = names.has(name) ? undefined : definitions.get(name)?.sides[0];
    const under = own && namesUnder(new Set(namesIn(own)), definitions);
    return (
      under !== undefined &&
      brackets.every((argument) => {
        const head = headOf(argument);
        return head !== undefined && !head.power && head.name !== name && under.has(primedName(head.name, head.primes));
      })
    );
  };
  return { names, isOfOwn, againOf: new Set(chains.filter((chain, i) => saysAgain(chain, chains.slice(0, i), isOfOwn))) };
}

/** Whether a formula begins with y(x), or z(w, b), of a quantity that is made of just those, and was defined before. */
function saysAgain({ first, links }: ChainSyntax, before: readonly ChainSyntax[], isOfOwn: AppliedQuantities["isOfOwn"]): boolean {
  if (links.length === 0 || first?.kind !== "juxtaposition" || first.items.length !== 2) return false;
  const applied = appliedName(...(first.items as [Syntax, Syntax]));
  const isBefore = before.some(
    (chain) => chain.links.length > 0 && chain.first !== undefined && headOf(chain.first)?.name === applied?.name,
  );
  return applied !== undefined && isBefore && isOfOwn(applied.name, applied.brackets);
}

/** J and its brackets. */
function appliedName(item: Syntax | undefined, brackets: Syntax | undefined): { name: string; brackets: readonly Syntax[] } | undefined {
  const head = item && headOf(item);
  if (!head || head.primes > 0 || head.power || head.transposed || brackets?.kind !== "group" || brackets.open !== "(") return undefined;
  return { name: head.name, brackets: brackets.items };
}

/** What a quantity is taken at: a name, what a sum has of names, or a number. */
interface Place {
  readonly name: string | undefined;
  /** Whether it is the name and nothing more. */
  readonly isWhole: boolean;
}

function functionsAmong(applied: ReadonlyMap<string, readonly Place[]>, definitions: Definitions): AppliedQuantities["names"] {
  return new Map(
    [...applied].flatMap(([name, places]): (readonly [string, string | undefined])[] => {
      const [body] = definitions.get(name)?.sides ?? [];
      const inside = new Set(body ? namesIn(body) : []);
      const elsewhere = places.filter((place) => !place.isWhole || place.name === undefined || !inside.has(place.name));
      const under = elsewhere.length > 0 ? namesUnder(inside, definitions) : inside;
      const isNoFactor = NO_FACTORS.has(name);
      const variables = new Set(places.flatMap((place) => variableOf(place.name, inside, isNoFactor ? under : undefined, definitions)));
      const [variable, ...more] = variables;
      const isThroughOthers =
        isNoFactor &&
        variables.size === 0 &&
        places.every((place) => place.isWhole && under.has(place.name ?? "") && elsewhere.includes(place));
      if (isThroughOthers && places.length > 0 && body) return [[name, undefined] as const];
      return variable !== undefined && more.length === 0 && elsewhere.length > 0 ? [[name, variable] as const] : [];
    }),
  );
}

/**
 * w for the argument w, w' or w_t, where a body has w; for a number, or a name that it is not made of, what it has of the
 * letters for variables. J(x) of J = z² with z = w x is J as it depends on x, and J(3) is J nobody knows where.
 */
function variableOf(
  argument: string | undefined,
  inside: ReadonlySet<string>,
  under: ReadonlySet<string> | undefined,
  definitions: Definitions,
): string[] {
  if (argument === undefined) return [...inside].filter((name) => VARIABLE.test(name) && !definitions.has(name));
  const own = [argument, nameParts(argument).base.replaceAll("'", "")].find((name) => inside.has(name));
  if (own !== undefined) return [own];
  return under?.has(argument) === false ? [...inside].filter((name) => VARIABLE.test(name)) : [];
}

/** Names, and those that their definitions are made of. */
function namesUnder(names: ReadonlySet<string>, definitions: Definitions): ReadonlySet<string> {
  const seen = new Set(names);
  for (const name of seen) for (const side of definitions.get(name)?.sides ?? []) for (const each of namesIn(side)) seen.add(each);
  return seen;
}

/** What stands before brackets, with where it is taken. A formula that begins with y(3) and goes on behind a relation means no product. */
function placesIn(chains: readonly ChainSyntax[]): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>();
  const beginning = new Set(chains.flatMap(({ first, links }) => (first && links.length > 0 ? [first] : [])));
  for (const node of chains.flatMap(nodesOf)) {
    if (node.kind !== "juxtaposition") continue;
    for (const [i, item] of node.items.entries()) {
      const [head, brackets] = [headOf(item), node.items[i + 1]];
      const [argument, ...more] = brackets?.kind === "group" && isArgument(brackets) ? brackets.items : [];
      if (!head || !argument || more.length > 0) continue;
      const begins = argument.kind === "number" && node.items.length === 2 && beginning.has(node);
      if (head.primes === 0 && !FUNCTIONS.has(head.name) && !begins) continue;
      found.set(head.name, [...(found.get(head.name) ?? []), ...placesOf(argument, head.primes === 0 && NO_FACTORS.has(head.name))]);
    }
  }
  return found;
}

/** x + h and -x, too, where it can be no factor. */
function placesOf(argument: Syntax, isNoFactor: boolean): Place[] {
  const inner = headOf(argument);
  if (inner) return [{ name: primedName(inner.name, inner.primes), isWhole: true }];
  if (argument.kind === "number") return [{ name: undefined, isWhole: true }];
  return isNoFactor && argument.kind === "sum" ? namesIn(argument).map((name) => ({ name, isWhole: false })) : [];
}

/** Writes J(w) where J is defined, and J for the J(x) of a J that depends on x through others. Changes the tree in place. */
export function applyQuantities(chain: ChainSyntax, { names: functions, againOf, isOfOwn }: AppliedQuantities): void {
  withoutDependence(chain);
  for (const node of nodesOf(chain)) if (node.kind === "juxtaposition") withoutOwn(node, isOfOwn);
  if (againOf.has(chain) && chain.first?.kind === "juxtaposition") Object.assign(chain, { first: chain.first.items[0] });
  if (functions.size === 0) return;
  for (const node of nodesOf(chain)) if (node.kind === "juxtaposition") withoutBrackets(node, functions);
  const { first, links } = chain;
  const head = first && links.length > 0 ? headOf(first) : undefined;
  const variable = head && head.primes === 0 && !head.power ? functions.get(head.name) : undefined;
  if (!first || variable === undefined) return;
  const { span } = first;
  const argument: Syntax = { kind: "group", open: "(", items: [{ kind: "name", name: variable, word: false, span }], span };
  Object.assign(chain, { first: { kind: "juxtaposition", items: [first, argument], span } satisfies Syntax });
}

/** ∂J(w)/∂w, ∇_w J(w) and d/dx y(x): nobody writes the derivative of a product so. ∇J(w) says by what. */
function withoutOwn(node: JuxtapositionSyntax, isOfOwn: AppliedQuantities["isOfOwn"]): void {
  const at = node.items.findIndex((item, i) => {
    const applied = isDerivation(item, node.items.length - i) ? appliedName(node.items[i + 1], node.items[i + 2]) : undefined;
    return applied !== undefined && isOfOwn(applied.name, applied.brackets);
  });
  const [sign, quantity, brackets] = node.items.slice(at, at + 3);
  if (at < 0 || !sign || !quantity || brackets?.kind !== "group") return;
  const [by, ...more] = brackets.items;
  const isOpen = isNabla(sign) && by !== undefined && more.length === 0 && !(sign.kind === "scripted" && sign.sub);
  const { base, sup } = sign.kind === "scripted" ? sign : { base: sign, sup: undefined };
  const said: Syntax = isOpen ? { kind: "scripted", base, sub: by, sup, primes: 0, span: sign.span } : sign;
  Object.assign(node, { items: node.items.toSpliced(at, 3, said, quantity) });
}

/** ∇, the d of a numerator, and d/dx, which is nothing but that. */
function isDerivation(item: Syntax, length: number): boolean {
  const sign = item.kind === "scripted" && !item.sub ? item.base : item;
  const isOperator = item.kind === "fraction" && length === 3 && leibnizIn(item)?.of.length === 0;
  return isOperator || isNabla(item) || (length === 3 && sign.kind === "name" && /^[d∂]$/u.test(sign.name));
}

function withoutBrackets(node: JuxtapositionSyntax, functions: AppliedQuantities["names"]): void {
  const isQuantity = (item: Syntax | undefined): boolean => {
    const head = item && headOf(item);
    return head !== undefined && head.primes === 0 && functions.has(head.name) && functions.get(head.name) === undefined;
  };
  const items = node.items.filter((item, i) => !(isQuantity(node.items[i - 1]) && item.kind === "group" && isArgument(item)));
  const [only] = items;
  if (items.length === node.items.length || !only) return;
  if (items.length === 1) Object.assign(node, { items: undefined }, only);
  else Object.assign(node, { items });
}

/** x of a formula that begins with x = x(t): all that this says is on what x depends. */
export function saidToDepend({ first, links: [link] }: ChainSyntax): string | undefined {
  const head = first && link?.relation === "=" ? headOf(first) : undefined;
  const [own, brackets, ...more] = link?.right.kind === "juxtaposition" ? link.right.items : [];
  const other = own && more.length === 0 && isArgument(brackets) && holdsNames(brackets) ? headOf(own) : undefined;
  const isOwn = head && other?.name === head.name && [head, other].every(({ power, primes }) => !power && primes === 0);
  return isOwn ? head.name : undefined;
}

/** x = x(t) = t² says that x is t². */
function withoutDependence(chain: ChainSyntax): void {
  if (chain.links.length > 1 && saidToDepend(chain) !== undefined) Object.assign(chain, { links: chain.links.slice(1) });
}
