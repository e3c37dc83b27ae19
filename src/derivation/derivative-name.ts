/** Derivatives of functions that are written without their arguments: f' = 2x of f(x) = x², and f_x of f(x, y). */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, GroupSyntax, JuxtapositionSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { nameParts } from "../expression/name.ts";
import { definiendumOf } from "./definiendum.ts";
import { namesIn } from "./letter-families.ts";

/** The functions of a page with the names of their parameters, each defined once. */
export type FunctionParameters = ReadonlyMap<string, readonly string[]>;

/** Densities, kernels and numbers, whose subscripts say of what they are: p_x, k_x, d_x. */
const OF_THEIRS: ReadonlySet<string> = new Set("p q P Q Φ F k K d D n N m M".split(" "));
/** What counts the members of a sequence, a(n) and a_n. */
const COUNTS = /^[i-n]$/;

export function functionParameters(chains: readonly ChainSyntax[]): FunctionParameters {
  const found = new Map<string, readonly string[]>();
  const others = new Set<string>();
  for (const { first, links } of chains) {
    const definiendum = first && /^(?::?=|≡)$/.test(links[0]?.relation ?? "") ? definiendumOf(first) : undefined;
    if (!definiendum) continue;
    // f_x := … is a name of its own.
    if (links[0]?.relation === ":=" && !definiendum.parameters) others.add(nameParts(definiendum.name).base);
    const own = definiendum.parameters?.map(({ name }) => name);
    const before = found.get(definiendum.name);
    // f = x + y beside f(x) = …, or another f(u), leaves open which of them is meant; f_x of f(x, y) = f_x + f_y is a part.
    const hasParts = own && links.some(({ right }) => nodesOf(right).some((node) => isPart(node, definiendum.name)));
    if (!own || hasParts || (before && before.join() !== own.join())) others.add(definiendum.name);
    else found.set(definiendum.name, own);
  }
  const functions = new Map([...found].filter(([name]) => !others.has(name) && !OF_THEIRS.has(name)));
  // f_x(1, 2) is f_x somewhere else.
  for (const node of functions.size > 0 ? chains.flatMap(nodesOf) : []) {
    for (const [i, item] of (node.kind === "juxtaposition" ? node.items : []).entries()) {
      const partial = item.kind === "scripted" ? partialOf(item, functions) : undefined;
      const brackets = node.kind === "juxtaposition" ? node.items[i + 1] : undefined;
      const own = functions.get(partial?.name ?? "") ?? [];
      if (partial && brackets?.kind === "group" && brackets.items.length === own.length && !isOwn(brackets, own))
        functions.delete(partial.name);
    }
  }
  return functions;
}

const isPart = (node: Syntax, name: string): boolean =>
  node.kind === "scripted" && node.sub !== undefined && node.base.kind === "name" && node.base.name === name;

/** Changes the tree in place. */
export function applyDerivativeNames(chain: ChainSyntax, functions: FunctionParameters): void {
  if (functions.size === 0) return;
  for (const node of nodesOf(chain)) if (node.kind === "juxtaposition") applyPartials(node, functions);
  for (const node of nodesOf(chain)) if (node.kind === "scripted") applyPartial(node, functions);
  applyPrimes(chain, functions);
}

/** f' = 2x, where nothing but the formula itself says at what: at the x of its right side. */
function applyPrimes(chain: ChainSyntax, functions: FunctionParameters): void {
  const { first, links } = chain;
  const head = first && links.length > 0 && links.every(({ relation }) => relation === "=") ? headOf(first) : undefined;
  const [parameter, ...more] = (head && head.primes > 0 && !head.power && functions.get(head.name)) || [];
  if (!first || !head || parameter === undefined || more.length > 0) return;
  const names = links.flatMap(({ right }) => namesIn(right));
  const isWhole = names.includes(head.name) || links.some(({ right }) => nodesOf(right).some((node) => hasPrimes(node)));
  if (isWhole || (names.length > 0 && !names.includes(parameter))) return;
  const { span } = first;
  const argument: Syntax = { kind: "group", open: "(", items: [{ kind: "name", name: parameter, word: false, span }], span };
  Object.assign(chain, { first: { kind: "juxtaposition", items: [first, argument], span } satisfies Syntax });
}

const hasPrimes = (node: Syntax): boolean => node.kind === "scripted" && node.primes > 0;

const isOwn = (brackets: Syntax | undefined, own: readonly string[]): brackets is GroupSyntax =>
  brackets?.kind === "group" && brackets.open === "(" && brackets.items.map((item) => headOf(item)?.name).join() === own.join();

/** f_x(x, y) is f_x. */
function applyPartials(node: JuxtapositionSyntax, functions: FunctionParameters): void {
  const items = node.items.filter((item, i) => {
    const before = node.items[i - 1];
    const partial = before?.kind === "scripted" ? partialOf(before, functions) : undefined;
    return !(partial && isOwn(item, functions.get(partial.name) ?? []));
  });
  const [only] = items;
  if (items.length === node.items.length || !only) return;
  if (items.length === 1) Object.assign(node, { items: undefined }, only);
  else Object.assign(node, { items });
}

interface Partial {
  readonly name: string;
  readonly by: readonly Syntax[];
}

/** f and x, y of f_{xy}, where f(x, y) is defined. */
function partialOf({ base, sub, sup, primes }: ScriptedSyntax, functions: FunctionParameters): Partial | undefined {
  const isPower = sup === undefined || sup.kind === "number";
  const own = base.kind === "name" && isPower && primes === 0 ? functions.get(base.name) : undefined;
  if (base.kind !== "name" || !own || own.length < 2 || !sub) return undefined;
  const by = sub.kind === "juxtaposition" ? sub.items : [sub];
  const isBy = (item: Syntax): boolean => item.kind === "name" && own.includes(item.name) && !COUNTS.test(item.name);
  return by.length <= 3 && by.every(isBy) ? { name: base.name, by } : undefined;
}

/** ∂²f/∂x∂y for f_{xy}. */
function applyPartial(node: ScriptedSyntax, functions: FunctionParameters): void {
  const partial = partialOf(node, functions);
  if (!partial) return;
  const { span, base } = node;
  const sign: Syntax = { kind: "name", name: "∂", word: true, span };
  const order = partial.by.length;
  const power: Syntax = { kind: "number", text: String(order), span };
  const top: Syntax = order === 1 ? sign : { kind: "scripted", base: sign, sub: undefined, sup: power, primes: 0, span };
  const numerator: Syntax = { kind: "juxtaposition", items: [top, base], span };
  const denominator: Syntax = { kind: "juxtaposition", items: partial.by.flatMap((item) => [sign, item]), span };
  const fraction: Syntax = { kind: "fraction", numerator, denominator, span };
  if (node.sup) Object.assign(node, { base: { kind: "group", open: "(", items: [fraction], span } satisfies Syntax, sub: undefined });
  else Object.assign(node, { base: undefined, sub: undefined, sup: undefined, primes: undefined }, fraction);
}
