/** Where a derivative is to vanish: which equations say so, of what, and what is sought there. */
import { type Expr, type SymbolExpr, isOp, zero } from "../expression/expr.ts";
import { nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols } from "../expression/traverse.ts";
import type { Formula } from "./formula.ts";
import { hedgeOf, isConcluded, isDemanding, isSolving } from "./hedge.ts";
import { type ReadFormula, sidesOf } from "./reading.ts";

/** How far behind the equation what follows from it may stand, and how far behind the derivative where words alone say so. */
const REACH = 3;
const FARTHEST = 6;

/** A formula as it was read. */
interface Found {
  readonly formula: Formula;
  readonly read: ReadFormula | undefined;
}

/** What is to be zero, in every form that the page gives it. */
export interface Stationary {
  readonly sides: readonly Expr[];
  readonly source: string;
  /** The formula that says so. */
  readonly index: number;
  /** Whether the words, or what stands between, say that a formula follows from it. */
  readonly isConcluded: boolean;
}

/** 2 x − 2 of f'(x) = 2 x − 2 = 0, and what it is the derivative of. */
function vanishing(read: ReadFormula | undefined): readonly Expr[] | undefined {
  const sides = read ? sidesOf(read).map((side) => side.readings[0] as Expr) : [];
  const isOfEquations = read?.links.every(({ relation }) => relation === "=");
  return isOfEquations && sides.length > 1 && sides.at(-1) === zero && sides.some(isDerivative) ? sides.slice(0, -1) : undefined;
}

/** f'(x) = … = 0: what fails as a step may be an equation to solve. */
export function isVanishing(read: ReadFormula): boolean {
  return read.links.length > 1 && vanishing(read) !== undefined;
}

/** Whether it is one by what the words say or what stands between, as something that speaks of the same names follows. */
export function isToSolve(formulas: readonly Found[], at: number): boolean {
  const { formula, read } = formulas[at] as Found;
  if (read?.links.at(-1)?.right.readings[0] === zero && SOLVE.test(formula.before)) return true;
  const sides = vanishing(read);
  if (!read || !sides) return false;
  if (EXCLAIMED.test(formula.source)) return true;
  if (sides.length < 2 && !isDemanding(hedgeOf(written(formulas), at))) return false;
  const sought = new Set(sides.flatMap((side) => variableOf(side) ?? []).map((name) => name.name));
  const behind = formulas.slice(at + 1, at + 1 + REACH).filter((each) => each.formula.section === formula.section);
  return behind.some(
    (each) =>
      each.read?.links.some(({ relation }) => relation === "=" || relation === "∈") === true &&
      freeSymbols(...sidesOf(each.read).flatMap((side) => side.readings)).some(
        ({ name }) => sought.has(name) || sought.has(unknownOf(name) ?? ""),
      ),
  );
}

/** What is zero where a formula holds: by an equation shortly before it, or by words that set the derivative to zero. */
export function stationaryBefore(formulas: readonly Found[], at: number): Stationary | undefined {
  const { formula } = formulas[at] as Found;
  const hedge = hedgeOf(written(formulas), at);
  const isSaid = hedge?.kind === "solved" || isSolving(hedge);
  const before = formulas.slice(Math.max(0, at - FARTHEST), at).filter((each) => each.formula.section === formula.section);
  for (const { read, formula: other } of before.reverse()) {
    const found = {
      source: other.source.trim(),
      index: other.index,
      isConcluded: isSaid || other.block === formula.block || isConcluded(formula),
    };
    const sides = vanishing(read);
    // ∂E/∂t = 0 alone may be no more than true, or wrong.
    const isMeant = sides && (sides.length > 1 || isDemanding(hedgeOf(written(formulas), other.index)));
    if (isMeant && (at - other.index <= REACH || isSaid)) return { ...found, sides };
    if (!isSaid || !read) continue;
    const own = sidesOf(read).map((side) => side.readings[0] as Expr);
    // A Hessian is not what is set to zero.
    if (own.some(isDerivative) && !own.some(isSecond)) return { ...found, sides: own };
  }
  return undefined;
}

/** β of \hat β, β^* and β_{MLE}: what is sought, in the name of what is found. */
export function unknownOf(name: string): string | undefined {
  const { base, sub, label } = nameParts(name);
  const bare = base.normalize("NFD").replace(HAT, "").normalize("NFC");
  if (bare !== base) return nameOf({ base: bare, sub: FOUND.test(sub) ? "" : sub, label: STAR.test(label) ? "" : label });
  if (STAR.test(label)) return nameOf({ base, sub, label: "" });
  return FOUND.test(sub) ? nameOf({ base, sub: "", label }) : undefined;
}

/** "Solve $x^2 - a = 0$". Add a language by adding words. */
const SOLVE =
  /(?:^|[^\p{L}])(?:solv(?:e|ing)|löse\p{L}*|résou\p{L}+|resolv(?:er|emos)|求解|解)\s*(?:(?:the|die|l'|la) ?(?:equation|Gleichung|équation|ecuación)|方程)?\s*$/iu;
/** \\stackrel{!}{=} */
const EXCLAIMED = /\\(?:stackrel|overset)\s*\{?\s*!\s*\}?\s*\{?\s*=/u;
const HAT = /[\u0302\u0303]/gu;
const STAR = /^[*⋆★∗]$/u;
const FOUND = /^(?:MLE?|MAP|OLS|LS|opt|min|max|ridge|best)$/u;

export const isDerivative = (side: Expr): boolean =>
  side.kind === "derivative" || isOp(side, "gradient") || (side.kind === "call" && side.orders.some((order) => order > 0));

const isSecond = (side: Expr): boolean => isDerivative(side) && side.args[0] !== undefined && isDerivative(side.args[0]);

/** x of df/dx and f'(x). */
function variableOf(side: Expr): SymbolExpr | undefined {
  const by = side.kind === "call" ? side.args[side.orders.findIndex((order) => order > 0)] : side.args[1];
  return isDerivative(side) && by?.kind === "symbol" ? by : undefined;
}

const written = (formulas: readonly Found[]): Formula[] => formulas.map(({ formula }) => formula);
