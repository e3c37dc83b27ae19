/**
 * Entries of functions of a vector: s_i(x) = e^{x_i} / Σ_j e^{x_j}, and s(x)_i, are s_i, where a page takes s of nothing but x.
 */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { OWN } from "../expression/name.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, JuxtapositionSyntax, NameSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";

interface Application {
  readonly at: number;
  readonly name: NameSyntax;
  /** The i of s_i(x) and s(x)_i. */
  readonly index: Syntax | undefined;
  readonly isBehind: boolean;
  /** What stands in the brackets, where that is one name. */
  readonly argument: NameSyntax | undefined;
  readonly isOfSum: boolean;
  readonly power: Syntax | undefined;
}

/** The functions that have entries, of which no other argument is known. */
export function functionsWithEntries(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const applied = chains.flatMap(nodesOf).flatMap((node) => (node.kind === "juxtaposition" ? applications(node) : []));
  const defined = new Set(chains.flatMap((chain) => definedByEntries(chain) ?? []));
  for (const { name, isBehind, index } of applied) if (isBehind && index) defined.add(name.name);
  const bare = new Set(chains.flatMap(nodesOf).flatMap(bareIn));
  const isOfOne = (name: string): boolean => {
    // s_i (δ_ij − s_j) is a product, where s_i stands alone elsewhere.
    const [first, ...others] = applied.filter((each) => each.name.name === name && !(each.isOfSum && bare.has(name)));
    return first?.argument !== undefined && others.every(({ argument }) => argument?.name === first.argument?.name);
  };
  const mayHave = (name: string): boolean => (/^\p{L}$/u.test(name) && !functionNamed(name)) || name.endsWith(OWN);
  return new Set([...defined].filter((name) => mayHave(name) && isOfOne(name)));
}

/** Writes them without their arguments. Changes the tree in place. */
export function applyFunctionsWithEntries(chain: ChainSyntax, names: ReadonlySet<string>): void {
  if (names.size === 0) return;
  for (const node of nodesOf(chain)) {
    if (node.kind !== "juxtaposition") continue;
    const items = [...node.items];
    for (const { at, name, index, power, argument } of applications(node).reverse()) {
      if (!names.has(name.name) || !argument) continue;
      const span = { start: name.span.start, end: (items[at + 1] as Syntax).span.end };
      const entry: ScriptedSyntax = { kind: "scripted", base: name, sub: index, sup: power, primes: 0, span };
      items.splice(at, 2, index || power ? entry : name);
    }
    const [only, ...others] = items;
    if (only && others.length === 0) Object.assign(node, { items: undefined }, only);
    else (node as { items: readonly Syntax[] }).items = items;
  }
}

/** s of s_i(x) = …, where that is made of entries of x: x_i, x_j. */
function definedByEntries({ first, links: [link] }: ChainSyntax): string | undefined {
  const [application, ...others] = first?.kind === "juxtaposition" && first.items.length === 2 ? applications(first) : [];
  const { name, index, argument } = application ?? {};
  if (others.length > 0 || !name || !argument || index?.kind !== "name" || !/^[a-z]$/.test(index.name)) return undefined;
  if (!link || !/^(=|:=|≡)$/.test(link.relation)) return undefined;
  const letter = argument.name.normalize("NFKC");
  const isEntry = (node: Syntax): boolean =>
    node.kind === "scripted" && node.sub !== undefined && node.base.kind === "name" && node.base.name.normalize("NFKC") === letter;
  return nodesOf(link.right).some(isEntry) ? name.name : undefined;
}

/** The letters of entries that stand before no brackets. */
function bareIn(node: Syntax): string[] {
  const isBefore = (at: number): boolean => node.kind === "juxtaposition" && isBrackets(node.items[at + 1]);
  const names = partsOf(node).filter((part, at) => part.kind === "scripted" && part.sub && !isBefore(at));
  return names.flatMap((part) => (part.kind === "scripted" && part.base.kind === "name" ? [part.base.name] : []));
}

const isBrackets = (item: Syntax | undefined): boolean =>
  item?.kind === "scripted" ? isBrackets(item.base) : item?.kind === "group" && item.open === "(";

/** The names before brackets, with an index, or without. */
function applications({ items }: JuxtapositionSyntax): Application[] {
  return items.flatMap((item, at) => {
    const next = items[at + 1];
    const [brackets, behind, power, primes] = next?.kind === "scripted" ? [next.base, next.sub, next.sup, next.primes] : [next];
    const [name, before, isPlain] =
      item.kind === "scripted" ? [item.base, item.sub, !item.sup && item.primes === 0] : [item, undefined, true];
    if (name.kind !== "name" || brackets?.kind !== "group" || brackets.open !== "(") return [];
    const [inside, ...more] = brackets.items;
    const isName = inside?.kind === "name" && headOf(inside) !== undefined && more.length === 0;
    const isMeant = isPlain && !(before && behind) && !primes;
    const argument = isMeant && isName ? inside : undefined;
    return [{ at, name, index: before ?? behind, isBehind: !before, argument, isOfSum: inside?.kind === "sum", power }];
  });
}
