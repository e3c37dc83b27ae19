/** Names with indices that a definition is of for every value: E_k = t_k − O_k says what E_1 is. */
import type { Expr } from "../expression/expr.ts";
import { inBrackets, indicesOf, labelParts, nameParts } from "../expression/name.ts";
import { atIndices } from "../expression/traverse.ts";

export function familyKey(name: string): string {
  const { base, sub, label } = nameParts(name);
  return `${base}|${indicesOf(sub).length}|${label === "" ? "" : label[0]}`;
}

export const isLetterIndex = (index: string): boolean => /^\p{L}$/u.test(index);

function allIndices(name: string): string[] {
  const { sub, label } = nameParts(name);
  return [...indicesOf(sub), ...labelParts(label).flatMap((part) => inBrackets(part) ?? [])];
}

export function indexPattern(name: string): boolean {
  return allIndices(name).some(isLetterIndex);
}

/** Which indices of the pattern stand for which of the name; undefined if the name is no instance. */
export function matchIndices(pattern: string, name: string): ReadonlyMap<string, string> | undefined {
  if (pattern === name || familyKey(pattern) !== familyKey(name)) return undefined;
  const [from, to] = [allIndices(pattern), allIndices(name)];
  const map = new Map<string, string>();
  for (const [i, index] of from.entries()) {
    const value = to[i] as string;
    if (index === value && !isLetterIndex(index)) continue;
    if (!isLetterIndex(index) || !/^(\d+|\p{L})$/u.test(value) || (map.has(index) && map.get(index) !== value)) return undefined;
    map.set(index, value);
  }
  return map;
}

export function instantiate(expr: Expr, indices: ReadonlyMap<string, string>): Expr {
  return atIndices(expr, new Map([...indices].map(([index, value]) => [index, /^\d+$/.test(value) ? Number(value) : value])));
}
