/**
 * φ of w^⊤ φ(x_n), of which a page says nothing more: what is known of the features of x_n is that they are a vector, and they
 * are read as φ_n, and those of x as φ.
 */
import { nablaOf } from "../elaborate/differential.ts";
import { leibnizIn } from "../elaborate/leibniz.ts";
import { isArgument, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, JuxtapositionSyntax, Syntax } from "../syntax/tree.ts";
import { definitionsIn } from "./letter-families.ts";

const MAPS: ReadonlySet<string> = new Set("ϕφψΦΨ");

/** The maps behind a row or before a transpose, which are applied to names that nothing is made of and nobody differentiates by. */
export function featureMaps(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const found = new Set<string>();
  const others = new Set(definitionsIn(chains).keys());
  const nodes = chains.flatMap(nodesOf);
  const variables = nodes.flatMap((node) => {
    const by = node.kind === "fraction" ? leibnizIn(node)?.variables.map(({ variable }) => variable) : [nablaOf(node)?.by];
    return (by ?? []).flatMap((each) => (each ? (headOf(each)?.name ?? []) : []));
  });
  const given = new Set(others);
  const isVaried = (name: string): boolean => [...given, ...variables].some((each) => nameParts(each).base === nameParts(name).base);
  // f'(x) of f(x) = w^⊤ φ(x) is a derivative by x.
  if (nodes.some((node) => node.kind === "scripted" && node.primes > 0)) return found;
  for (const node of nodes) {
    if (node.kind !== "juxtaposition") continue;
    for (const { name, at, argument } of applications(node)) {
      if (!argument || isVaried(headOf(argument)?.name ?? "")) others.add(name);
      const [before, behind] = [node.items[at - 1], node.items[at + 1]];
      if ((before && headOf(before)?.transposed) || behind?.kind === "scripted") found.add(name);
    }
  }
  for (const { first } of chains)
    if (first?.kind === "juxtaposition" && first.items.length === 2) for (const { name } of applications(first)) others.add(name);
  return new Set([...found].filter((name) => !others.has(name)));
}

/** Changes the tree in place. */
export function applyFeatureMaps(chain: ChainSyntax, maps: ReadonlySet<string>): void {
  if (maps.size === 0) return;
  for (const node of nodesOf(chain)) {
    if (node.kind !== "juxtaposition") continue;
    const items = [...node.items];
    for (const { name, at, argument } of applications(node).reverse()) {
      const [map, brackets] = items.slice(at, at + 2) as [Syntax, Syntax];
      if (!argument || !maps.has(name)) continue;
      const { sub, sup: label } = argument.kind === "scripted" ? argument : { sub: undefined, sup: undefined };
      const sup = brackets.kind === "scripted" ? brackets.sup : label;
      const { span } = map;
      const whole = sub || sup ? ({ kind: "scripted", base: map, sub, sup, primes: 0, span } as Syntax) : map;
      // A product with what brackets behind it hold.
      const isBeforeBrackets = items[at + 2]?.kind === "group";
      items.splice(at, 2, isBeforeBrackets ? { kind: "group", open: "(", items: [whole], span } : whole);
    }
    const [only, ...more] = items;
    if (only && more.length === 0) Object.assign(node, { items: undefined }, only);
    else Object.assign(node, { items });
  }
}

interface Application {
  readonly name: string;
  readonly at: number;
  /** x_n of φ(x_n); undefined for what is no name. */
  readonly argument: Syntax | undefined;
}

/** φ(x_n), and φ(x_n)^⊤. */
function applications({ items }: JuxtapositionSyntax): Application[] {
  return items.flatMap((item, at): Application[] => {
    const next = items[at + 1];
    const group = next?.kind === "scripted" && !next.sub && next.primes === 0 ? next.base : next;
    if (item.kind !== "name" || !MAPS.has(item.name) || group?.kind !== "group" || !isArgument(group)) return [];
    const [only, ...more] = group.items;
    const head = only && more.length === 0 ? headOf(only) : undefined;
    const isName = head && !head.power && !head.transposed && head.primes === 0;
    return [{ name: item.name, at, argument: isName ? only : undefined }];
  });
}
