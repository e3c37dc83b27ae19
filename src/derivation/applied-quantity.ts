/**
 * J of J = ℓ(w) + λ w² / 2, of which a page takes the derivative at w_t, J'(w_t), and f of f = x² − a beside f(x_n) and f(3): a
 * function of what its definition has in that place. Where that is w itself, or nothing, J is a quantity.
 */
import { isArgument, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts, primedName } from "../expression/name.ts";
import type { ChainSyntax, JuxtapositionSyntax, Syntax } from "../syntax/tree.ts";
import { definitionsIn, namesIn } from "./letter-families.ts";

/** What is a function where brackets follow it, even without a prime. */
const FUNCTIONS: ReadonlySet<string> = new Set("fghFJLEℓϕφψ");
/** Of those, what is no factor in front of a name in brackets, as g of ∂L/∂w = g (x) is. */
const NO_FACTORS: ReadonlySet<string> = new Set("fJLEℓ");
const VARIABLE = /^[t-z]$/;

/** Such names, each with the name that it is a function of; with undefined those that depend on it through others, and stay quantities. */
export type AppliedQuantities = ReadonlyMap<string, string | undefined>;

export function appliedQuantities(chains: readonly ChainSyntax[]): AppliedQuantities {
  const applied = argumentsOf(chains);
  const definitions = applied.size === 0 ? new Map<string, never>() : definitionsIn(chains);
  return new Map(
    [...applied].flatMap(([name, args]): (readonly [string, string | undefined])[] => {
      const [body] = definitions.get(name)?.sides ?? [];
      const inside = new Set(body ? namesIn(body) : []);
      const elsewhere = args.filter((arg) => arg === undefined || !inside.has(arg));
      const under = elsewhere.length > 0 ? namesUnder(inside, definitions) : inside;
      const isNoFactor = NO_FACTORS.has(name);
      const variables = new Set(args.flatMap((arg) => variableOf(arg, inside, isNoFactor ? under : undefined)));
      const [variable, ...more] = variables;
      const isThroughOthers =
        isNoFactor && variables.size === 0 && elsewhere.length === args.length && args.every((arg) => under.has(arg ?? ""));
      if (isThroughOthers && args.length > 0 && body) return [[name, undefined] as const];
      return variable !== undefined && more.length === 0 && elsewhere.length > 0 ? [[name, variable] as const] : [];
    }),
  );
}

/**
 * w for the argument w, w' or w_t, where a body has w; for a number, or a name that it is not made of, what it has of the
 * letters for variables. J(x) of J = z² with z = w x is J as it depends on x.
 */
function variableOf(argument: string | undefined, inside: ReadonlySet<string>, under: ReadonlySet<string> | undefined): string[] {
  const [own] = argument === undefined ? [] : [argument, nameParts(argument).base.replaceAll("'", "")].filter((name) => inside.has(name));
  if (own !== undefined) return [own];
  const isElsewhere = argument === undefined || under?.has(argument) === false;
  return isElsewhere ? [...inside].filter((name) => VARIABLE.test(name)) : [];
}

/** Names, and those that their definitions are made of. */
function namesUnder(names: ReadonlySet<string>, definitions: ReturnType<typeof definitionsIn>): ReadonlySet<string> {
  const seen = new Set(names);
  for (const name of seen) for (const side of definitions.get(name)?.sides ?? []) for (const each of namesIn(side)) seen.add(each);
  return seen;
}

/** The names, and for numbers undefined, at which what stands before brackets is taken. */
function argumentsOf(chains: readonly ChainSyntax[]): ReadonlyMap<string, readonly (string | undefined)[]> {
  const found = new Map<string, (string | undefined)[]>();
  for (const node of chains.flatMap(nodesOf)) {
    if (node.kind !== "juxtaposition") continue;
    for (const [i, item] of node.items.entries()) {
      const [head, brackets] = [headOf(item), node.items[i + 1]];
      const [argument, ...more] = brackets?.kind === "group" && isArgument(brackets) ? brackets.items : [];
      if (!head || !argument || more.length > 0 || (head.primes === 0 && !FUNCTIONS.has(head.name))) continue;
      const inner = headOf(argument);
      const name = inner && primedName(inner.name, inner.primes);
      if (name !== undefined || argument.kind === "number") found.set(head.name, [...(found.get(head.name) ?? []), name]);
    }
  }
  return found;
}

/** Writes J(w) where J is defined, and J for the J(x) of a J that depends on x through others. Changes the tree in place. */
export function applyQuantities(chain: ChainSyntax, functions: AppliedQuantities): void {
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

function withoutBrackets(node: JuxtapositionSyntax, functions: AppliedQuantities): void {
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
