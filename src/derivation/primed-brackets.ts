/**
 * (uv)' = u'v + uv': names with primes beside brackets with one are functions of what they are differentiated by, which no
 * formula names; of (u e^x)' it is x. Of (x^n)' it is x, too.
 */
import { isArgument, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, GroupSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { definitionsIn, namesIn } from "./letter-families.ts";

/** What things are differentiated by, unless they say it themselves. */
const VARIABLES = ["x", "t", "s"];
const FUNCTION = /^[a-z]$/u;
/** What is a function beside another one, and what is one by itself; other letters are constants. */
const BESIDE_ONE = /^[fghpqru-wyz]$/u;
const LIKELY = /^[fghuvyz]$/u;

type PrimedBrackets = ScriptedSyntax & { readonly base: GroupSyntax };

const isPrimedBrackets = (node: Syntax): node is PrimedBrackets =>
  node.kind === "scripted" && node.primes > 0 && !node.sup && !node.sub && node.base.kind === "group" && node.base.items.length === 1;

export interface BracketsPrimed {
  /** The names with primes on the page. */
  readonly primed: ReadonlySet<string>;
  readonly isDefined: (name: string) => boolean;
}

export function bracketsPrimed(chains: readonly ChainSyntax[]): BracketsPrimed {
  const definitions = definitionsIn(chains);
  const heads = chains.flatMap(nodesOf).flatMap((node) => (node.kind === "scripted" ? (headOf(node) ?? []) : []));
  return {
    primed: new Set(heads.filter(({ primes }) => primes > 0).map(({ name }) => name)),
    isDefined: (name) => definitions.has(name),
  };
}

/** Writes d/dx (u(x) v(x)) = u'(x) v(x) + u(x) v'(x). Changes the tree in place. */
export function applyPrimedBrackets(chain: ChainSyntax, { primed, isDefined }: BracketsPrimed): void {
  const nodes = nodesOf(chain);
  const brackets = nodes.filter(isPrimedBrackets);
  const inside = [...new Set(brackets.flatMap(({ base }) => namesIn(base)))];
  const isPrimed = inside.some((name) => primed.has(name));
  // v of (uv)' = u'v is a function, too.
  const functions = inside.filter((name) => !VARIABLES.includes(name) && (primed.has(name) || (isPrimed ? BESIDE_ONE : LIKELY).test(name)));
  // b of (ab)' = a'b may be no constant, where a is none.
  const isConstant = (name: string): boolean => !VARIABLES.includes(name) && !BESIDE_ONE.test(name);
  if (functions.some(isConstant) && inside.some((name) => isConstant(name) && !primed.has(name))) return;
  const named = inside.filter((name) => VARIABLES.includes(name));
  const by = named[0] ?? VARIABLES.find((name) => !namesOfChain(chain).has(name));
  if (by === undefined || named.length > 1 || (inside.length < 2 && !hasPrimes(nodes, inside))) return;
  if (isPrimed ? functions.some((name) => isDefined(name) || !FUNCTION.test(name) || name === by) : functions.length + 1 > named.length)
    return;
  if (nodes.some((node) => isApplied(node, functions))) return;
  for (const node of nodes) if (node.kind === "name" || node.kind === "scripted") applyTo(node, functions, by);
  for (const each of brackets) differentiate(each, by);
}

const hasPrimes = (nodes: readonly Syntax[], names: readonly string[]): boolean =>
  nodes.some((node) => node.kind === "scripted" && node.primes > 0 && names.includes(headOf(node)?.name ?? ""));

/** u(t), which says by itself what u is of. */
const isApplied = (node: Syntax, functions: readonly string[]): boolean =>
  node.kind === "juxtaposition" &&
  node.items.some((item, i) => isArgument(node.items[i + 1]) && functions.includes(headOf(item)?.name ?? ""));

const namesOfChain = ({ first, links }: ChainSyntax): ReadonlySet<string> =>
  new Set([...(first ? namesIn(first) : []), ...links.flatMap(({ right }) => namesIn(right))]);

/** u(x) for u, and (u'(x))^2 for u'^2. */
function applyTo(node: Syntax, functions: readonly string[], by: string): void {
  const { span } = node;
  const isOwn =
    node.kind === "name"
      ? functions.includes(node.name)
      : node.kind === "scripted" && node.base.kind === "name" && !node.sub && node.primes > 0 && functions.includes(node.base.name);
  if (!isOwn) return;
  const sup = node.kind === "scripted" ? node.sup : undefined;
  const plain: Syntax = node.kind === "scripted" ? { ...node, base: { ...node.base }, sup: undefined } : { ...node };
  const argument: Syntax = { kind: "group", open: "(", items: [{ kind: "name", name: by, word: false, span }], span };
  const taken: Syntax = { kind: "juxtaposition", items: [plain, argument], span };
  const whole: Syntax = sup
    ? { kind: "scripted", base: { kind: "group", open: "(", items: [taken], span }, sub: undefined, sup, primes: 0, span }
    : { kind: "group", open: "(", items: [taken], span };
  Object.assign(node, { base: undefined, sup: undefined, sub: undefined, primes: 0, name: undefined }, whole);
}

function differentiate(node: PrimedBrackets, by: string): void {
  const { base, primes, span } = node;
  const sign: Syntax = { kind: "name", name: "d", word: false, span };
  const operator: Syntax = {
    kind: "fraction",
    numerator: sign,
    denominator: { kind: "juxtaposition", items: [{ ...sign }, { kind: "name", name: by, word: false, span }], span },
    span,
  };
  let whole: Syntax = base;
  for (let k = 0; k < primes; k++)
    whole = { kind: "group", open: "(", items: [{ kind: "juxtaposition", items: [{ ...operator }, whole], span }], span };
  Object.assign(node, { base: undefined, sup: undefined, sub: undefined, primes: 0 }, whole);
}
