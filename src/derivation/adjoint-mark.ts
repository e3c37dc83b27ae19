/** δc_t = ∂L/∂c_t: a name of its own for what comes back to c_t, as some write of LSTMs. */
import { partsOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, JuxtapositionSyntax, Syntax } from "../syntax/tree.ts";

const MARK = "δ";

/** Whether δ stands before names only, and one of those is defined as a derivative by the same name. */
export function hasAdjointMarks(chains: readonly ChainSyntax[]): boolean {
  const isDefining = ({ first, links }: ChainSyntax): boolean => {
    const marked = first?.kind === "juxtaposition" && first.items.length === 2 && isMark(first.items[0]) ? first.items[1] : undefined;
    const name = marked && headOf(marked)?.name;
    return name !== undefined && links[0]?.relation === "=" && derivativeBy(links[0].right) === name;
  };
  return chains.some(isDefining) && chains.every((chain) => isMarkOnly(chain));
}

/** Makes each δ one with the name behind it. Changes the tree in place, before anything is read from it. */
export function applyAdjointMarks(chain: ChainSyntax): void {
  const open: Syntax[] = [chain];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "juxtaposition") merge(node);
    if (node.kind !== "name") open.push(...partsOf(node));
  }
}

function merge(node: JuxtapositionSyntax): void {
  const items: Syntax[] = [];
  for (let i = 0; i < node.items.length; i++) {
    const [item, next] = [node.items[i] as Syntax, node.items[i + 1]];
    if (isMark(item) && next) {
      items.push(marked(next));
      i++;
    } else items.push(item);
  }
  const [only, ...others] = items;
  if (only && others.length === 0) Object.assign(node, { items: undefined }, only);
  else (node as { items: readonly Syntax[] }).items = items;
}

function marked(name: Syntax): Syntax {
  if (name.kind === "scripted") return { ...name, base: marked(name.base) };
  return name.kind === "name" ? { ...name, name: MARK + name.name } : name;
}

const isMark = (item: Syntax | undefined): boolean => item?.kind === "name" && item.name === MARK;

function isMarkOnly(chain: ChainSyntax): boolean {
  const open: Syntax[] = [chain];
  for (let node = open.pop(); node; node = open.pop()) {
    const parts = node.kind === "name" ? [] : partsOf(node);
    for (const [i, part] of parts.entries()) {
      const next = node.kind === "juxtaposition" ? parts[i + 1] : undefined;
      if (isMark(part) && !(next && headOf(next))) return false;
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
