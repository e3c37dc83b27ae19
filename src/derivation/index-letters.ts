/** Which letters in subscripts are indices, and which are times, labels or gates, as the names of a page show. */
import type { Expr } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { postorder } from "../expression/traverse.ts";
import type { Definition } from "./definition.ts";

/** Letters that are indices wherever they stand alone in a subscript; others only where a sum runs over them. */
export const CUSTOMARY: ReadonlySet<string> = new Set("ijkmnpqrs");

/** i of i_t. */
export function gateOf(name: string, times: ReadonlySet<string>): string {
  const { base, sub, label } = nameParts(name);
  return label === "" && times.has(sub) ? base : name;
}

/** The d of "nd" where a sum runs over n. */
export function pairedLetters(sub: string, bound: ReadonlySet<string>): readonly string[] {
  const letters = /^\p{Ll}{2,3}$/u.test(sub) ? [...sub] : [];
  const counting = letters.filter((letter) => bound.has(letter) || CUSTOMARY.has(letter));
  // x_{cij} under sums over i and j, but not x_{max} under one over m.
  const isRun = letters.length === 2 || counting.length > 1;
  return isRun && letters.some((letter) => bound.has(letter)) ? letters : [];
}

/** t of x_{t-k} where a sum runs over k: it counts, whatever it is elsewhere. */
export function addedTo(symbols: ReadonlySet<string>, bound: ReadonlySet<string>): string[] {
  return [...symbols].flatMap((name) => {
    const [, a, b] = /^(\p{L})[+-](\p{L})(?:[+-]\d+)?$/u.exec(nameParts(name).sub) ?? [];
    return a !== undefined && b !== undefined && bound.has(a) !== bound.has(b) ? [a, b] : [];
  });
}

/** d of y_{nd} beside γ_d, where n is an index. */
export function besideOthers(symbols: ReadonlySet<string>): string[] {
  const subs = [...symbols].map((name) => nameParts(name).sub);
  const alone = new Set(subs.filter((sub) => /^\p{Ll}$/u.test(sub)));
  return subs.flatMap((sub) => {
    const letters = /^\p{Ll}{2}$/u.test(sub) ? [...sub] : [];
    return letters.some((letter) => CUSTOMARY.has(letter)) ? letters.filter((letter) => !CUSTOMARY.has(letter) && alone.has(letter)) : [];
  });
}

/** o of y_{o,i}, where i is an index and o is no quantity of its own, as the h of W_{h,ij} may be. */
export function besideCommas(symbols: ReadonlySet<string>, bound: ReadonlySet<string>): string[] {
  const isCounting = (part: string): boolean =>
    /^\p{Ll}(?:[+-].*)?$/u.test(part) && (bound.has(part.charAt(0)) || CUSTOMARY.has(part.charAt(0)));
  return [...symbols].flatMap((name) => {
    const parts = nameParts(name).sub.split(",");
    return parts.some(isCounting) ? parts.filter((part) => /^\p{Ll}$/u.test(part) && !symbols.has(part)) : [];
  });
}

/** k and l of A_{kl} beside A_{ij}, where sums run over i and j. */
export function likewise(symbols: ReadonlySet<string>, bound: ReadonlySet<string>): string[] {
  const parts = [...symbols].map(nameParts).filter(({ sub }) => /^\p{Ll}{2}$/u.test(sub));
  const families = new Set(
    parts
      .filter(({ sub }) => [...sub].every((letter) => bound.has(letter) || CUSTOMARY.has(letter)))
      .map(({ base, label }) => `${base}^${label}`),
  );
  return parts.filter(({ base, label }) => families.has(`${base}^${label}`)).flatMap(({ sub }) => [...sub]);
}

/** l of p_l beside p_k, on pages that do not count layers by it. */
export function isIndexByNeighbours(letter: string, symbols: ReadonlySet<string>, isCounting: (letter: string) => boolean): boolean {
  const parts = [...symbols].map(nameParts);
  const isCounted = (sub: string): boolean => /^\p{Ll}$/u.test(sub) && isCounting(sub);
  const indexed = new Set(parts.filter(({ sub }) => isCounted(sub)).map(({ base, label }) => `${base}^${label}`));
  return (
    !parts.some(({ label }) => label.includes(letter)) &&
    parts.some(({ base, label, sub }) => sub === letter && indexed.has(`${base}^${label}`))
  );
}

/** a of Q_a = A_a − Σ_b A_b, which defines Q for every a, and both letters of δ_{ac}. */
export function generalLetters(symbols: ReadonlySet<string>, definitions: readonly Definition[]): string[] {
  const defined = definitions.flatMap(({ name, parameters }) => (parameters ? [] : [nameParts(name).sub]));
  const compared = [...symbols]
    .filter((name) => /^δ_\p{Ll},?\p{Ll}$/u.test(name))
    .flatMap((name) => [...nameParts(name).sub.replace(",", "")]);
  return [...new Set([...defined, ...compared])].filter((sub) => /^\p{Ll}$/u.test(sub));
}

/** T of h_T, where a sum over t runs to T and h_t, or h_{t-1}, is spoken of. */
export function lastLetters(sides: readonly Expr[], symbols: ReadonlySet<string>): ReadonlySet<string> {
  const indexOf = (name: string): string => nameParts(name).sub || nameParts(name).label.slice(1, -1);
  const subscripts = new Map<string, Set<string>>();
  for (const name of symbols) {
    const [letter] = /^\p{L}(?=$|[+-]\d+$)/u.exec(indexOf(name)) ?? [];
    const { base } = nameParts(name);
    if (letter !== undefined) subscripts.set(base, (subscripts.get(base) ?? new Set()).add(letter));
  }
  const ends = postorder(...sides).flatMap((node) => {
    const [index, , upper] = node.kind === "binder" && node.bounded ? node.args : [];
    return index?.kind === "symbol" && upper?.kind === "symbol" ? [[index.name, upper.name] as const] : [];
  });
  const isEnd = ([letter, last]: readonly [string, string]): boolean =>
    /^(?:\p{Lu}|\p{Script=Greek})$/u.test(last) && [...subscripts.values()].some((found) => found.has(letter) && found.has(last));
  return new Set(ends.filter(isEnd).map(([, last]) => last));
}

/** Letters of which names before and after stand side by side, h_{t-1} beside h_t, and no sum runs over: times, not indices. */
export function timeLetters(symbols: ReadonlySet<string>, bound: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>(["t"]);
  for (const name of symbols) {
    const letter = /^(\p{L})[+-]\d+$/u.exec(nameParts(name).sub)?.[1];
    if (letter !== undefined && !bound.has(letter)) found.add(letter);
  }
  for (const letter of bound) found.delete(letter);
  return found;
}
