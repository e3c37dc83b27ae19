/** "f' = 1 as long as $x > 0$, and f' = -1 otherwise": what holds in the case that is left. */
import { type Expr, eq, isOp, le, lt, ne } from "../expression/expr.ts";
import type { Formula } from "./formula.ts";
import type { Assumption } from "./assumption.ts";
import type { IndexCondition } from "./index-condition.ts";

/** The opposite of the last condition that the formulas of a sentence tell before a place; undefined where there is none. */
export function otherCase(assumptions: readonly Assumption[], sentence: readonly number[], at: number): Expr | undefined {
  const told = assumptions.filter(({ index, local }) => local && index < at && sentence.includes(index));
  const last = told.reduce<Assumption | undefined>((latest, each) => (latest && latest.index >= each.index ? latest : each), undefined);
  return last && opposite(last.condition);
}

/** Add a language by adding words. */
const OTHERWISE =
  /(?:\b(?:otherwise|else|in the other case|sonst|andernfalls|sinon|en (?:otro caso|caso contrario)|de lo contrario)|(?:그렇지 않으면|아니면|그 외에는)|(?:それ以外(?:の場合|のとき)?[はで]*|そうでなければ)|(?:否则|其他情况下?|其它情况下?))[\s,，、:]*(?:(?:then|we (?:have|get)|it is|gilt|on a|se tiene|有)\s*)?$/iu;
const OTHERWISE_BEHIND = /^[^\S\n]*,?[^\S\n]*(?:otherwise|else|sonst|andernfalls|sinon|en (?:otro caso|caso contrario))\s*[.;。；]/iu;
const NEAR = 4;

/** The opposite of the condition on indices that was told last, where the words "otherwise" stand beside a formula. */
export function otherIndices(conditions: readonly IndexCondition[], { before, after, index, section }: Formula): Expr | undefined {
  if (!OTHERWISE.test(before) && !OTHERWISE_BEHIND.test(after)) return undefined;
  const last = conditions.findLast((each) => each.section === section && each.index < index && index - each.index <= NEAR);
  return last && opposite(last.condition);
}

/** "Except at $x = 0$": what holds where it does not. Add a language by adding words. */
const EXCEPT =
  /\b(?:unless|fails (?:for|if|when|where|at)|is (?:false|wrong|not true) (?:for|if|when|where)|(?:except|excepting|excluding|other than|apart from|away from|besides|but not|outside|ignoring|disregarding|neglecting)(?: possibly)?(?: (?:for|at|when|where|if|of|the point))?(?: (?:the |its |this )?(?:kink|corner|hinge|jump|singularity|boundary|threshold)(?: points?)?(?: at)?)?|außer(?: für| bei)?|sauf(?: en| pour)?|salvo(?: en)?|excepto(?: en)?)\s*$|(?:除了?|除去)\s*$/iu;
const EXCEPT_BEHIND = /^\s*(?:(?:인|에서의)?\s*(?:꺾이는|꺾인|특이)?\s*점?[을를]\s*(?:제외|빼)|(?:の点|での折れ点)?を除)/u;

/** Whether the words beside a condition except it. */
export const isExcepted = ({ before, after }: Formula): boolean => EXCEPT.test(before) || EXCEPT_BEHIND.test(after);

/** "Whether $i = j$", "$i = j$ or not". */
export const isLeftOpen = ({ before, after }: Formula): boolean =>
  /\b(?:whether(?: or not)?|no matter (?:if|whether)|even (?:if|when|for)|ob|auch (?:wenn|für)|que|même (?:si|pour)|aunque|incluso (?:si|para))\s*$|(?:不论|无论)\s*$/iu.test(
    before,
  ) ||
  /^\s*,?\s*(?:or (?:not|otherwise|else)\b|oder nicht\b|ou (?:non|pas)\b|o no\b|이?든\s*아니든|이?거나\s*아니거나|かどうか|でも|と否|与否|與否)/iu.test(
    after,
  );

/** x ≤ 0 of x > 0, and x ≠ 0 of x = 0. */
export function opposite(condition: Expr): Expr | undefined {
  if (isOp(condition, "eq")) return ne(condition.args[0] as Expr, condition.args[1] as Expr);
  if (isOp(condition, "ne")) return eq(condition.args[0] as Expr, condition.args[1] as Expr);
  if (!isOp(condition, "lt") && !isOp(condition, "le")) return undefined;
  const [low, high] = condition.args as [Expr, Expr];
  return condition.op === "lt" ? le(high, low) : lt(high, low);
}
