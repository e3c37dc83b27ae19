/** Δw, the change of w, and δc_t = ∂L/∂c_t, what comes back to c_t, as names of their own. */
import { partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, JuxtapositionSyntax, Syntax } from "../syntax/tree.ts";

/** The signs that stand before names only: Δ, and δ where a name with it is defined as a derivative by that name. */
export function marksIn(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const isMarkOnly = (mark: string): boolean => chains.every((chain) => standsBeforeNames(mark, chain));
  return new Set(["Δ", ...(hasAdjoint(chains) ? ["δ"] : [])].filter(isMarkOnly));
}

function hasAdjoint(chains: readonly ChainSyntax[]): boolean {
  const isDefining = ({ first, links }: ChainSyntax): boolean => {
    const marked = first?.kind === "juxtaposition" && first.items.length === 2 && isMark("δ", first.items[0]) ? first.items[1] : undefined;
    const name = marked && headOf(marked)?.name;
    return name !== undefined && links[0]?.relation === "=" && derivativeBy(links[0].right) === name;
  };
  return chains.some(isDefining);
}

/** Makes each such sign one with the name behind it. Changes the tree in place, before anything is read from it. */
export function applyMarks(chain: ChainSyntax, marks: ReadonlySet<string>): void {
  if (marks.size === 0) return;
  const open: Syntax[] = [chain];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "juxtaposition") merge(node, marks);
    if (node.kind !== "name") open.push(...partsOf(node));
  }
}

function merge(node: JuxtapositionSyntax, marks: ReadonlySet<string>): void {
  const items: Syntax[] = [];
  for (let i = 0; i < node.items.length; i++) {
    const [item, next] = [node.items[i] as Syntax, node.items[i + 1]];
    if (item.kind === "name" && marks.has(item.name) && next) {
      items.push(marked(item.name, next));
      i++;
    } else items.push(item);
  }
  const [only, ...others] = items;
  if (only && others.length === 0) Object.assign(node, { items: undefined }, only);
  else (node as { items: readonly Syntax[] }).items = items;
}

function marked(mark: string, name: Syntax): Syntax {
  if (name.kind === "scripted") return { ...name, base: marked(mark, name.base) };
  return name.kind === "name" ? { ...name, name: mark + name.name } : name;
}

const isMark = (mark: string, item: Syntax | undefined): boolean => item?.kind === "name" && item.name === mark;

function standsBeforeNames(mark: string, chain: ChainSyntax): boolean {
  const open: Syntax[] = [chain];
  for (let node = open.pop(); node; node = open.pop()) {
    const parts = node.kind === "name" ? [] : partsOf(node);
    for (const [i, part] of parts.entries()) {
      const next = node.kind === "juxtaposition" ? parts[i + 1] : undefined;
      if (isMark(mark, part) && !(next && headOf(next))) return false;
      if (part.kind !== "name") open.push(part);
    }
  }
  return true;
}

function derivativeBy(side: Syntax): string | undefined {
  const items = side.kind === "fraction" && side.denominator.kind === "juxtaposition" ? side.denominator.items : [];
  const [sign, name] = items;
  return items.length === 2 && sign?.kind === "name" && /^[∂d]$/u.test(sign.name) && name ? headOf(name)?.name : undefined;
}
