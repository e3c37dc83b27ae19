/** "In the first case, …, and in the second …": cases of a definition before it, told by their number. */
import { type Expr, isOp } from "../expression/expr.ts";
import { opposite } from "./other-case.ts";
import type { Formula } from "./formula.ts";
import type { Assumption } from "./assumption.ts";
import type { Definition } from "./definition.ts";

/** Add a language by adding words. */
const ORDINALS: readonly RegExp[] = [
  /\b(?:first|former) (?:case|branch)\b|\bin the (?:first|former),?\s*$|첫\s?번?째 경우|전자의 경우|第一の場合|最初の場合|前者(?:の場合)?|第一种情[况形]/iu,
  /\b(?:second|latter|other) (?:case|branch)\b|\bin the (?:second|latter|other),?\s*$|두\s?번째 경우|후자의 경우|第二の場合|後者(?:の場合)?|第二种情[况形]/iu,
  /\bthird (?:case|branch)\b|\bin the third,?\s*$|세\s?번째 경우|第三の場合|第三种情[况形]/iu,
];

/** The conditions that such words name, each with the formula behind them. */
export function ordinalCases(formulas: readonly Formula[], definitions: readonly Definition[]): Assumption[] {
  return formulas.flatMap(({ index, section, before }) => {
    const clause = /[^.;!?。；]*$/u.exec(before)?.[0] ?? "";
    const number = ORDINALS.findIndex((words) => words.test(clause));
    const cases = number < 0 ? undefined : lastCases(definitions, index);
    const condition = cases && conditionOf(cases, number);
    return condition ? [{ index, section, condition, local: true, behind: false, inWords: true }] : [];
  });
}

/** The case distinction that is nearest before a formula. */
function lastCases(definitions: readonly Definition[], index: number): readonly Expr[] | undefined {
  const before = definitions.filter((each) => each.index <= index && each.readings.some((reading) => isOp(reading, "piecewise")));
  const last = before.reduce<Definition | undefined>((latest, each) => (latest && latest.index > each.index ? latest : each), undefined);
  return last?.readings.find((reading) => isOp(reading, "piecewise"))?.args;
}

/** The condition of one of the cases; of two, the last may be what is left. */
function conditionOf(cases: readonly Expr[], number: number): Expr | undefined {
  const isLeft = number === 1 && cases.length === 3;
  return isLeft ? opposite(cases[0] as Expr) : 2 * number + 1 < cases.length ? cases[2 * number] : undefined;
}
