/** Whether two names with indices may be the same entry. */
import { indicesOf, nameParts } from "../expression/name.ts";

/** Letters that are indices wherever they stand; others only where a sum runs over them. */
const INDICES: ReadonlySet<string> = new Set("ijklmnpqrst");

/** Whether two names of the same family may be the same entry: y_j and y_k may, y_1 and y_2, h_t and h_{t+1}, a_f and a_g may not. */
export function mayCoincide(a: string, b: string, indices: ReadonlySet<string>): boolean {
  const [x, y] = [nameParts(a), nameParts(b)];
  if (x.base !== y.base || x.label !== y.label || x.sub === "" || y.sub === "") return false;
  const [i, j] = [indicesOf(x.sub), indicesOf(y.sub)];
  return i.length === j.length && i.every((index, k) => mayBeEqual(index, j[k] as string, indices));
}

function mayBeEqual(i: string, j: string, indices: ReadonlySet<string>): boolean {
  if (i === j) return true;
  const [p, s] = splitIndex(i);
  const [q, t] = splitIndex(j);
  if (p === q && s !== t) return false;
  const runs = (letter: string): boolean => /^\d+$/.test(letter) || INDICES.has(letter) || indices.has(letter);
  return runs(p) && runs(q) && !(/^\d+$/.test(p) && /^\d+$/.test(q));
}

/** "t+1" → t, +1. */
function splitIndex(index: string): readonly [string, string] {
  const match = /^(\p{L})([+-]\d+)$/u.exec(index);
  return match ? [match[1] as string, match[2] as string] : [index, ""];
}
