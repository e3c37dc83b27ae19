/** "$y_c = 1$ and $y_k = 0$ for $k \ne c$", "only $y_c = 1$, all other $y_k = 0$": written as y_k = {1 for k = c, 0 otherwise}. */
import type { NameSyntax, ScriptedSyntax, Syntax } from "../syntax/tree.ts";
import { type Place, copyOf, equalTo } from "./gradient-in-words.ts";

/** Add a language by adding words. */
const OTHERS_AHEAD =
  /(?:\b(?:other|others|remaining)(?: (?:entries|components|elements|labels|targets))?|\b(?:anderen|übrigen|autres|demás|otros|otras)|나머지(?:는|의)?|다른|他の|残りの|ほかの|其他(?:的)?|其余(?:的)?)\s*$/iu;
const OTHERS_BEHIND =
  /^\s*,?\s*(?:otherwise|elsewhere|else\b|for (?:all |the |every |any )*(?:others?|remaining)\b|sonst|andernfalls|für (?:alle )?(?:anderen|übrigen)|sinon|ailleurs|pour (?:tou[ts]e?s? )?les autres|en otro caso|para (?:todos )?(?:los|las) (?:demás|otros)|그 외|나머지|それ以外|他は|其他|其余)(?:\s+\$?(?:classes|entries|values|components|Klassen|classe?s|indices))?/iu;

interface Entry {
  readonly base: string;
  readonly name: ScriptedSyntax;
  readonly index: NameSyntax;
  readonly value: string;
}

/** Writes them so; what is said of other entries, or in a formula that is set apart, stays as it is. */
export function withOneHotEntries<T extends Place>(formulas: readonly T[]): T[] {
  const out: T[] = [];
  for (let at = 0; at < formulas.length; at++) {
    const [first, second, third] = formulas.slice(at, at + 3) as [T, T?, T?];
    out.push(first);
    const [hot, cold] = [entryOf(first), second && entryOf(second)];
    if (!hot || !cold || !second || hot.value !== "1" || cold.value !== "0" || hot.base !== cold.base || hot.index.name === cold.index.name)
      continue;
    const isTold = third !== undefined && isOther(third, hot, cold);
    if (!isTold && !OTHERS_AHEAD.test(second.before) && !OTHERS_BEHIND.test(second.after)) continue;
    if (first.chain) first.chain = { ...first.chain, first: copyOf(cold.name), links: [equalTo(oneAt(hot, cold))] };
    first.after = isTold ? third.after : second.after.replace(OTHERS_BEHIND, "");
    at += isTold ? 2 : 1;
    const next = formulas[at + 1];
    if (next) next.before = first.after;
  }
  return out;
}

/** y, c and 1 of y_c = 1 */
function entryOf({ chain, display }: Place): Entry | undefined {
  const name = chain?.first;
  const [link, ...more] = chain?.links ?? [];
  if (display || name?.kind !== "scripted" || name.base.kind !== "name" || name.sub?.kind !== "name" || name.sup) return undefined;
  if (link?.relation !== "=" || more.length > 0 || link.right.kind !== "number" || !/^[a-z]$/u.test(name.sub.name)) return undefined;
  return { base: name.base.name, name, index: name.sub, value: link.right.text };
}

/** k ≠ c */
function isOther({ chain }: Place, hot: Entry, cold: Entry): boolean {
  const [link, ...more] = chain?.links ?? [];
  const sides = [chain?.first, link?.right].map((side) => (side?.kind === "name" ? side.name : ""));
  return link?.relation === "≠" && more.length === 0 && sides.includes(hot.index.name) && sides.includes(cold.index.name);
}

/** {1 for k = c, 0 otherwise} */
function oneAt(hot: Entry, cold: Entry): Syntax {
  const { span } = hot.name;
  const condition: Syntax = { kind: "chain", span, first: copyOf(cold.index), links: [equalTo(copyOf(hot.index))] };
  const number = (text: string): Syntax => ({ kind: "number", span, text });
  return {
    kind: "cases",
    span,
    rows: [
      { value: number("1"), condition },
      { value: number("0"), condition: undefined },
    ],
  };
}
