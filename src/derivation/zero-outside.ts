/** "g_i = 0 outside 1, …, M", "g_i = 0 for i < 1 or i > M": of which entries the text says that they are zero. */
import { headOf } from "../elaborate/script.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import type { Formula } from "./formula.ts";

export interface ZeroEntries {
  /** As written, with its index. */
  readonly name: string;
  /** Whether these are the entries beyond the range, and not some of those within it. */
  readonly isBeyond: boolean;
}

const OUTSIDE = /^\s*(?:outside|otherwise|elsewhere|for (?:all )?(?:other|indices outside)|밖|범위\s*밖|그\s*밖|以外|の外|之外|其他)/i;
/** What stands between the equation and a condition on its index, and between two conditions. */
const FOR = /^\s*[,(]?\s*(?:for|if|when|whenever|where|其中|当|일\s*때|の(?:とき|場合))?(?:\s+all)?\s*$/iu;
const OR = /^\s*(?:,?\s*(?:or|and)|,|또는|이거나|나|或|または|か)\s*$/iu;
const BELOW: ReadonlySet<string> = new Set(["<", "≤"]);
const ABOVE: ReadonlySet<string> = new Set([">", "≥"]);

/** Of the formula at a place; undefined where it says no such thing. */
export function zeroEntries(formulas: readonly Formula[], i: number): ZeroEntries | undefined {
  const { chain, after, display } = formulas[i] as Formula;
  const [link, ...more] = chain?.links ?? [];
  const isZero = link?.relation === "=" && link.right.kind === "number" && /^0+$/.test(link.right.text);
  const name = chain?.first && isZero && more.length === 0 ? headOf(chain.first)?.name : undefined;
  if (name === undefined) return undefined;
  if (!display && OUTSIDE.test(after)) return { name, isBeyond: true };
  const letters = indicesOf(nameParts(name).sub).filter((item) => /^\p{L}$/u.test(item));
  const conditions = conditionsBehind(formulas, i, new Set(letters));
  return conditions.length === 0 ? undefined : { name, isBeyond: areBeyond(conditions) };
}

interface Condition {
  readonly relation: string;
  /** What the index is compared with. */
  readonly bound: string;
}

/** i < 1 and i > M of "g_i = 0 for i < 1 or i > M". */
function conditionsBehind(formulas: readonly Formula[], i: number, letters: ReadonlySet<string>): Condition[] {
  const found: Condition[] = [];
  for (let at = i + 1; at < formulas.length; at++) {
    const { chain, block, source } = formulas[at] as Formula;
    const before = formulas[at - 1] as Formula;
    const [link, ...more] = chain?.links ?? [];
    const head = chain?.first ? headOf(chain.first) : undefined;
    const isOfIndex = head !== undefined && letters.has(head.name) && link !== undefined && more.length === 0;
    const isCompared = isOfIndex && (BELOW.has(link.relation) || ABOVE.has(link.relation) || link.relation === "∉");
    const isJoined = block === before.block || (found.length === 0 ? FOR : OR).test(before.after);
    if (!isCompared || !isJoined) break;
    found.push({ relation: link.relation, bound: source.replace(/^[^<>]*?(?:[<>]|\\(?:leq?|geq?|lt|gt|notin)\b)=?/u, "").trim() });
  }
  return found;
}

/** Nothing has entries before the first one; that i > M is behind the last one is known beside that, as M alone may be any number. */
function areBeyond(conditions: readonly Condition[]): boolean {
  const isBeforeFirst = ({ relation, bound }: Condition): boolean =>
    relation === "<" ? bound === "0" || bound === "1" : relation === "≤" && (bound === "0" || bound === "-1");
  const isOutside = ({ relation }: Condition): boolean => relation === "∉";
  const isSure = conditions.some((each) => isBeforeFirst(each) || isOutside(each));
  return conditions.every((each) => isBeforeFirst(each) || isOutside(each) || (isSure && ABOVE.has(each.relation)));
}
