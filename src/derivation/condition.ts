/** Formulas that are conditions: on indices, on a name that nothing else defines, on what a name may be. */
import { type Expr, add, apply, eq, isOp, le, lt, mul, ne, neg, number, pow, sub, symbol, two, zero } from "../expression/expr.ts";
import { headOf } from "../elaborate/script.ts";
import { nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import type { Formula } from "./formula.ts";
import { IDENTITY } from "./rank-clue.ts";
import { type ReadFormula, type ReadLink, conditionOf } from "./reading.ts";

const COMPARING: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le"]);

/**
 * i = j, i ≠ j, (i ≠ j), i ≠ 1, 0 < i < n: which entries are spoken of, where the letters are indices of the page. A formula
 * that is set apart is one only where words introduce it, or where it stands behind another one.
 */
export function conditionOnIndices(
  { formula, first, links }: ReadFormula,
  letters: ReadonlySet<string>,
  isInside: boolean,
): Expr | undefined {
  const [alone] = first.readings as [Expr];
  // (i ≠ j) is read as the number 1 or 0.
  const conditions = links.length > 0 ? links.map(conditionOf) : [isOp(alone, "piecewise") ? alone.args[0] : alone];
  const isIntroduced = !formula.display || formula.introduction !== "none" || isInside;
  const isSaid = isIntroduced && conditions.every((each) => each !== undefined && isOnIndices(each, letters, formula));
  if (!isSaid || conditions.length > 2) return undefined;
  const [condition, other] = conditions as Expr[];
  return other && condition ? apply("and", [condition, other]) : condition;
}

function isOnIndices(condition: Expr, letters: ReadonlySet<string>, { introduction, behind, range }: Formula): boolean {
  const isLetter = (side: Expr): boolean => side.kind === "symbol" && letters.has(side.name);
  // y_i of j ≠ y_i
  const isPicking = (side: Expr): boolean => side.kind === "symbol" && letters.has(nameParts(side.name).sub);
  if (condition.kind !== "apply" || !COMPARING.has(condition.op) || !condition.args.some(isLetter)) return false;
  const isEquation = isOp(condition, "eq");
  if ((isEquation || isOp(condition, "ne")) && condition.args.every((side) => isLetter(side) || isPicking(side))) return true;
  const isCounted = (side: Expr): boolean => side.kind === "number" || (isOp(condition, "eq") ? false : side.kind === "symbol");
  // The i = 1 of i = 1, …, n is none.
  const isPlace = !isEquation || (!range && (introduction !== "none" || behind));
  return isPlace && condition.args.every((side) => isLetter(side) || isCounted(side));
}

/** 2 ≤ i of i = 2, …, n. */
export function conditionOfRange({ chain }: Formula, letters: ReadonlySet<string>): Expr | undefined {
  const [letter, from] = [chain?.first && headOf(chain.first)?.name, chain?.links[0]?.right];
  const isIndex = letter !== undefined && letters.has(letter) && from?.kind === "number" && /^\d+$/.test(from.text);
  return isIndex ? le(number(Number(from.text)), symbol(letter)) : undefined;
}

/** Add a language by adding words. */
const DISTINCT =
  /(?:\b(?:distinct|different|differing|unequal|verschiedene[nrms]?|unterschiedliche[nrms]?|ungleiche[nrms]?)|(?:서로\s*)?다른|相?異なる|不同的?|相异的?)\s*(?:(?:ind(?:ex|ices)|indizes|labels|classes|units|인덱스|첨자|添字|インデックス|指标|下标|索引)\s*)?$/iu;
const NOT_DISTINCT = /(?:\b(?:not|never|neither|nicht|pas|no)\b|n't\b|반드시|꼭|必ずしも|不一定|未必|不必)[^.;。；]{0,24}$/iu;
const BESIDE = /^\s*(?:[,、，]|and|und|et|y|와|과|と|和|与)?\s*$/iu;

/** i ≠ j of "distinct $i$ and $j$". */
export function distinctLetters([first, second]: readonly (Formula | undefined)[], letters: ReadonlySet<string>): Expr | undefined {
  const [a, b] = [first, second].map((each) => {
    const head = each?.chain?.first && each.chain.links.length === 0 ? headOf(each.chain.first) : undefined;
    return head && letters.has(head.name) ? symbol(head.name) : undefined;
  });
  const isBeside = first && second && (first.block === second.block || BESIDE.test(second.before));
  const isSaid = isBeside && DISTINCT.test(first.before) && !NOT_DISTINCT.test(first.before.replace(DISTINCT, ""));
  return a && b && a !== b && isSaid ? ne(a, b) : undefined;
}

/** r^2 = x^2 + y^2 where nothing has said what r is: a condition on r. i² = −1 is another matter. */
export function isConstraint({ formula, links: [first, ...others] }: ReadFormula, isSaid: (name: string) => boolean): boolean {
  const left = first?.left.readings[0];
  const right = first?.right.readings[0];
  const [base, exponent] = left?.args ?? [];
  if (!formula.chain?.first || others.length > 0 || !left || !right || first?.relation !== "=" || !isOp(left, "pow")) return false;
  if (base?.kind !== "symbol" || exponent?.kind !== "number" || isSaid(base.name)) return false;
  const names = freeSymbols(right);
  return names.length > 0 && !names.includes(base);
}

/**
 * x + y = 1, Q^⊤ Q = I, P² = P: what no names satisfy by themselves, so that it restricts them. An equation is one for all
 * values at most where a name stands in it twice, which Q does in Q^⊤ Q, but without anything that could cancel it.
 */
export function restricts([left, right]: readonly [Expr, Expr]): boolean {
  const isValue = (side: Expr): boolean => isConstant(side) || (side.kind === "symbol" && IDENTITY.has(side.name));
  const [made, value] = isValue(left) ? [right, left] : [left, right];
  if (value.kind === "symbol" && made === pow(value, two)) return true;
  // x² + y² = r²: where nothing is said of a name but in one place, it is no identity that could be meant.
  if (isSumOfPowers(left) && freeSymbols(right).length === 1 && isEachOnce(sub(left, right))) return true;
  if (!isValue(value) || isValue(made)) return false;
  const names = postorder(made).filter((node) => node.kind === "symbol");
  return isEachOnce(made) || (names.length === 1 && isPower(made));
}

/** x² + y² and 2x + 3y */
function isSumOfPowers(expr: Expr): boolean {
  return isOp(expr, "add") && freeSymbols(expr).length > 1 && postorder(expr).some((node) => isOp(node, "pow"));
}

/** Whether every name stands in one place: nothing cancels. */
function isEachOnce(expr: Expr): boolean {
  const open = [expr];
  const seen = new Set<Expr>();
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === "symbol" && seen.has(node)) return false;
    if (node.kind === "symbol") seen.add(node);
    if (node.kind === "binder" || node.kind === "call" || node.kind === "derivative") return false;
    open.push(...node.args);
  }
  return true;
}

/** Q^⊤ Q, w^⊤ w and P P */
function isPower(expr: Expr): boolean {
  const whole = (node: Expr): Expr | undefined => (isOp(node, "transpose") ? node.args[0] : node);
  return (isOp(expr, "mul") || isOp(expr, "inner")) && expr.args.every((each) => whole(each)?.kind === "symbol");
}

const half = number({ n: 1n, d: 2n });
/** What is never negative, whatever its square is said to be; an r or ρ may be a correlation. */
const DEVIATIONS: ReadonlySet<string> = new Set(["σ", "s", "std"]);

/** σ of σ^2 = …, where that is a condition on it: it is the root of the right side. */
export function deviationSquared({ links: [first] }: ReadFormula): { readonly name: string; readonly value: Expr } | undefined {
  const [base, exponent] = first?.left.readings[0]?.args ?? [];
  const right = first?.right.readings[0];
  if (base?.kind !== "symbol" || exponent !== two || !right || first?.right.readings.length !== 1) return undefined;
  return DEVIATIONS.has(nameParts(base.name).base) ? { name: base.name, value: pow(right, half) } : undefined;
}

/** m ∈ {0, 1} as m(m − 1) = 0. */
export function membership(link: ReadLink): Expr | undefined {
  const set = link.right.readings[0] as Expr;
  if (link.relation !== "∈" || !isOp(set, "set")) return undefined;
  const member = link.left.readings[0] as Expr;
  const factors = set.args.map((value) => (value === zero ? member : add(member, neg(value))));
  return eq(factors.length === 1 ? (factors[0] as Expr) : mul(...factors), zero);
}

/** 0 < p and p < 1 of p ∈ (0, 1), whose ends are numbers; an index in [1, 9] counts. */
export function intervalOf({ relation, left, right }: ReadLink): Expr[] {
  const [member, set] = [left.readings[0], right.readings[0]] as [Expr, Expr];
  if (relation !== "∈" || right.syntax.kind !== "group") return [];
  const isCount = member.kind === "symbol" && /^[i-n]$/.test(nameParts(member.name).base);
  const isOpen = isOp(set, "matrix");
  const [low, high, ...more] = isOpen ? set.args.map((row) => row.args[0]) : isOp(set, "concat") ? set.args : [];
  const within = isOpen ? lt : le;
  const isEnd = (end: Expr): boolean => end.kind === "number" || INFINITE.test(toPlain(end));
  if (isCount || !low || !high || more.length > 0 || !isEnd(low) || !isEnd(high)) return [];
  const bounds = [low.kind === "number" ? within(low, member) : undefined, high.kind === "number" ? within(member, high) : undefined];
  return bounds.filter((bound) => bound !== undefined);
}

const INFINITE = /^-?\s*(?:∞|inf)/u;
