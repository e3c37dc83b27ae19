/** p(1 − p), where p(z) = σ(z): the value of a function is no argument of it, so that the brackets are a factor. */
import { nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { ChainSyntax, ProductSyntax, Syntax } from "../syntax/tree.ts";

/** Makes the brackets a factor. Changes the tree in place. */
export function applyOwnValues(chain: ChainSyntax): void {
  for (const node of nodesOf(chain)) {
    if (node.kind !== "juxtaposition") continue;
    const { items } = node;
    const isFactor = (item: Syntax, i: number): boolean => i > 0 && hasItself(items[i - 1] as Syntax, item);
    if (items.some(isFactor)) Object.assign(node, { items: items.map((item, i) => (isFactor(item, i) ? asFactor(item) : item)) });
  }
}

/** Whether a name stands by itself in the brackets behind it. */
function hasItself(item: Syntax, brackets: Syntax): boolean {
  const name = headOf(item);
  const group = brackets.kind === "scripted" ? brackets.base : brackets;
  if (!name || name.primes > 0 || group.kind !== "group" || group.open !== "(") return false;
  // f(f) may be f(f(x)).
  if (group.items.some((each) => headOf(each)?.name === name.name)) return false;
  const all = nodesOf(group);
  const applied = new Set(
    all.flatMap((node) => (node.kind === "juxtaposition" ? node.items.filter((_, i) => node.items[i + 1]?.kind === "group") : [])),
  );
  // The entries of what is applied, too, are names in its tree.
  const inner = new Set([...applied].flatMap((each) => (each.kind === "scripted" ? [each.base] : [])));
  const isValue = (node: Syntax): boolean => {
    const head = node.kind === "name" || node.kind === "scripted" ? headOf(node) : undefined;
    return head?.name === name.name && head.primes === 0 && !applied.has(node) && !inner.has(node);
  };
  return all.some(isValue);
}

const asFactor = (item: Syntax): ProductSyntax => ({ kind: "product", factors: [{ operator: "*", factor: item }], span: item.span });
