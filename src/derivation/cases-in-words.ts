/** "L = −log p if y = 1 and L = −log(1 − p) if y = 0": a definition by cases that the words write out. */
import { headOf } from "../elaborate/script.ts";
import type { Syntax } from "../syntax/tree.ts";
import { type Place, copyOf, equalTo } from "./gradient-in-words.ts";

/** Add a language by adding words. */
const WHERE = /^\s*,?\s*(?:if|when(?:ever)?|for|where|falls|wenn|für|si|pour)\s*$/iu;
const JOINED = /^\s*[,;]?\s*(?:and|but|while|und|et|y)?\s*(?:by\s+)?$/iu;
const COMPARES: ReadonlySet<string> = new Set(["<", ">", "≤", "≥", "="]);

interface Case {
  readonly name: string;
  readonly value: Syntax;
  readonly condition: Syntax;
}

/** Writes them in the place of the first; what is defined before, or told of one case alone, stays as it is. */
export function withCasesSaid<T extends Place>(formulas: readonly T[]): T[] {
  const out: T[] = [];
  const known = new Set<string>();
  for (let at = 0; at < formulas.length; at++) {
    const first = formulas[at] as T;
    const rows = known.has(headOf(first.chain?.first ?? NOTHING)?.name ?? "") ? [] : casesFrom(formulas, at);
    out.push(first);
    if (first.chain?.first && first.chain.links.length > 0) known.add(headOf(first.chain.first)?.name ?? "");
    if (rows.length < 2 || !first.chain) continue;
    const span = first.chain.links[0]?.right.span ?? first.chain.span;
    const cases = {
      kind: "cases",
      span,
      rows: rows.map(({ value, condition }) => ({ value: copyOf(value), condition: copyOf(condition) })),
    };
    first.chain = { ...first.chain, links: [equalTo(cases as Syntax)] };
    at += 2 * rows.length - 1;
    first.after = formulas[at]?.after ?? "";
  }
  return out;
}

const NOTHING: Syntax = { kind: "number", span: { start: 0, end: 0 }, text: "0" };

/** The cases of one name that begin at a formula. */
function casesFrom(formulas: readonly Place[], from: number): Case[] {
  const found: Case[] = [];
  for (let at = from; ; at += 2) {
    const next = caseAt(formulas[at], formulas[at + 1]);
    const goesOn = at === from || JOINED.test(formulas[at]?.before ?? "");
    if (!next || !goesOn || (found[0] && found[0].name !== next.name)) return found;
    found.push(next);
  }
}

function caseAt(formula: Place | undefined, condition: Place | undefined): Case | undefined {
  const [link, ...more] = formula?.chain?.links ?? [];
  const head = formula?.chain?.first && headOf(formula.chain.first);
  if (!link || more.length > 0 || link.relation !== "=" || !head || head.power || formula?.display || condition?.display) return undefined;
  const relations = condition?.chain?.first ? condition.chain.links.map(({ relation }) => relation) : [];
  const isTold = relations.length > 0 && relations.every((each) => COMPARES.has(each)) && WHERE.test(condition?.before ?? "");
  return isTold ? { name: head.name, value: link.right, condition: condition?.chain as Syntax } : undefined;
}
