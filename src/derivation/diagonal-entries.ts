/**
 * R = diag(p_n (1 − p_n)), a diagonal matrix by the entries of its diagonal: diag(p ⊙ (1 − p)), as R has no n and no sum runs
 * over it.
 */
import { nodesOf, partsOf } from "../elaborate/names.ts";
import { nameParts } from "../expression/name.ts";
import type { ChainSyntax, ProductSyntax, Syntax } from "../syntax/tree.ts";
import { boundIn, definitionsIn } from "./letter-families.ts";

/** The letters that count the entries of such diagonals. */
export function diagonalLetters(chains: readonly ChainSyntax[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [name, { sides }] of definitionsIn(chains))
    for (const side of sides)
      for (const { entries } of diagonalsIn(side)) {
        const bound = new Set(boundIn(entries));
        const letters = lettersIn(entries).filter((letter) => !bound.has(letter));
        const [letter, ...others] = new Set(letters);
        if (letter !== undefined && others.length === 0 && !nameParts(name).sub.includes(letter)) found.add(letter);
      }
  return found;
}

/** Writes the vectors for their entries. Changes the tree in place. */
export function applyDiagonals(chain: ChainSyntax, letters: ReadonlySet<string>): void {
  if (letters.size === 0) return;
  for (const { entries, put } of diagonalsIn(chain)) {
    const own = new Set(lettersIn(entries));
    const [letter, ...others] = own;
    if (letter !== undefined && others.length === 0 && letters.has(letter)) put(asVector(entries, letter));
  }
}

interface Diagonal {
  readonly entries: Syntax;
  readonly put: (vector: Syntax) => void;
}

/** What stands in the brackets of diag(…). */
function diagonalsIn(root: Syntax): Diagonal[] {
  return nodesOf(root).flatMap((node) => {
    if (node.kind !== "juxtaposition") return [];
    return node.items.flatMap((item, i) => {
      const brackets = node.items[i + 1];
      const [only, ...more] = brackets?.kind === "group" ? brackets.items : [];
      if (item.kind !== "name" || item.name !== "diag" || !brackets || !only || more.length > 0) return [];
      return [{ entries: only, put: (vector: Syntax) => Object.assign(brackets, { items: [vector] }) }];
    });
  });
}

/** The letters of the names with one index. */
function lettersIn(root: Syntax): string[] {
  return nodesOf(root).flatMap((node) =>
    node.kind === "scripted" && node.sub?.kind === "name" && /^[a-z]$/.test(node.sub.name) ? [node.sub.name] : [],
  );
}

const isEntry = (item: Syntax | undefined, letter: string): boolean =>
  item?.kind === "scripted" && item.sub?.kind === "name" && item.sub.name === letter;

/** The same with the index left out, and products entry by entry. */
function asVector(entries: Syntax, letter: string): Syntax {
  const open: Syntax[] = [entries];
  for (let node = open.pop(); node; node = open.pop()) {
    open.push(...(node.kind === "name" ? [] : partsOf(node)));
    if (isEntry(node, letter)) Object.assign(node, { sub: undefined });
  }
  for (const node of nodesOf(entries))
    if (node.kind === "group" && node.items.length === 1) Object.assign(node, { items: [entrywise(node.items[0] as Syntax)] });
  return entrywise(entries);
}

/** p (1 − p) as p ⊙ (1 − p); σ (z) and c (1 − p) stay together. */
function entrywise(syntax: Syntax): Syntax {
  if (syntax.kind !== "juxtaposition") return syntax;
  const factors: Syntax[] = [];
  for (const item of syntax.items) {
    const last = factors.at(-1);
    const isApplied = item.kind === "group" && last?.kind === "name";
    if (isApplied) factors[factors.length - 1] = { kind: "juxtaposition", items: [last, item], span: syntax.span };
    else factors.push(item);
  }
  const [first, ...rest] = factors;
  if (!first || rest.length === 0) return syntax;
  const product: ProductSyntax = {
    kind: "product",
    span: syntax.span,
    factors: [{ operator: "*", factor: first }, ...rest.map((factor) => ({ operator: "⊙" as const, factor }))],
  };
  return product;
}
