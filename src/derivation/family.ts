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

/** t of h_{t+1}, as recurrences are written that look ahead. */
export const aheadLetter = (index: string): string | undefined => /^(\p{L})\+1$/u.exec(index)?.[1];

export function indexPattern(name: string): boolean {
  return allIndices(name).some((index) => isLetterIndex(index) || aheadLetter(index) !== undefined);
}

/** Which indices of the pattern stand for which of the name; undefined if the name is no instance. `looksAhead`: h_1 is h_{t+1} at t = 0. */
export function matchIndices(pattern: string, name: string, looksAhead = false): ReadonlyMap<string, string> | undefined {
  if (pattern === name || familyKey(pattern) !== familyKey(name)) return undefined;
  const [from, to] = [allIndices(pattern), allIndices(name)];
  const map = new Map<string, string>();
  for (const [i, index] of from.entries()) {
    const given = to[i] as string;
    if (index === given && !isLetterIndex(index)) continue;
    const ahead = looksAhead && /^[1-9]\d*$/.test(given) ? aheadLetter(index) : undefined;
    const [letter, value] = ahead === undefined ? [index, given] : [ahead, String(Number(given) - 1)];
    if (!isLetterIndex(letter) || !/^(\d+|\p{L})$/u.test(value) || (map.has(letter) && map.get(letter) !== value)) return undefined;
    map.set(letter, value);
  }
  return map;
}

export function instantiate(expr: Expr, indices: ReadonlyMap<string, string>): Expr {
  return atIndices(expr, new Map([...indices].map(([index, value]) => [index, /^\d+$/.test(value) ? Number(value) : value])));
}
