/** What an equation says by its form alone. */
import { type Expr, type SymbolExpr, isOp, symbol } from "../expression/expr.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder, substitute } from "../expression/traverse.ts";
import { UNNAMED_LOSS } from "./loss-name.ts";
import type { Definiendum } from "./definiendum.ts";
import { type ReadFormula, type ReadLink, type Side, sidesOf } from "./reading.ts";

/** q and p(x) of log q = … and log p(x) = …: what is said of a logarithm is said of what it is of. */
export function namedInLog({ readings: [side, ...others] }: Side): Definiendum | undefined {
  const of = side && others.length === 0 && isOp(side, "log") ? side.args[0] : undefined;
  if (of?.kind === "symbol") return { name: of.name, parameters: undefined };
  if (of?.kind !== "call" || of.orders.some((order) => order > 0)) return undefined;
  const parameters = of.args.flatMap((arg) => (arg.kind === "symbol" ? [arg] : []));
  return parameters.length === of.args.length && new Set(parameters).size === parameters.length ? { name: of.name, parameters } : undefined;
}

/** Φ'(x) of a function Φ, in Φ'(x) = φ(x). */
export function isDerivativeOfFunction({ readings: [side, ...others] }: Side): boolean {
  const of = side?.kind === "derivative" ? side.args[0] : side;
  return others.length === 0 && of?.kind === "call" && (side?.kind === "derivative" || of.orders.some((order) => order > 0));
}

/** p of p_{ij} = p_{ji}, A of A = A^⊤ and of A^⊤ = −A: what is, or is not, the same the other way round. */
export function symmetryIn({ links }: ReadFormula): string | undefined {
  const [left, right] = [links[0]?.left.readings[0], links[0]?.right.readings[0]];
  if (links.length !== 1 || links[0]?.relation !== "=" || !left || !right) return undefined;
  const transposed = turned(left, right) ?? turned(right, left);
  if (transposed !== undefined) return transposed;
  return left.kind === "symbol" && right.kind === "symbol" && isSwapped(left, right) ? left.name : undefined;
}

/** A, where one side is A^⊤ and the other one A or −A. */
function turned(side: Expr, other: Expr): string | undefined {
  const [whole, sign] = [side, other].map((each) => (isOp(each, "neg") ? (each.args[0] as Expr) : each)) as [Expr, Expr];
  const [of] = isOp(whole, "transpose") ? whole.args : [];
  return of?.kind === "symbol" && of === sign ? of.name : undefined;
}

function isSwapped(left: SymbolExpr, right: SymbolExpr): boolean {
  if (left === right) return false;
  const [a, b] = [nameParts(left.name), nameParts(right.name)];
  const sorted = (sub: string): string => indicesOf(sub).sort().join();
  return a.base === b.base && a.label === b.label && !/\d/.test(a.sub) && indicesOf(a.sub).length > 1 && sorted(a.sub) === sorted(b.sub);
}

/** φ(a) = φ(W x) says what a is, where nothing else does. */
export function argumentCalled({ left, right }: ReadLink): (Definiendum & { readonly value: Expr }) | undefined {
  const [call, other] = [left.readings[0] as Expr, right.readings[0] as Expr];
  const isSame =
    (call.kind === "call" && other.kind === "call" && call.name === other.name) ||
    (call.kind === "apply" && other.kind === "apply" && call.op === other.op);
  const [argument] = call.args;
  const [value] = other.args;
  if (!isSame || call.args.length !== 1 || other.args.length !== 1 || argument?.kind !== "symbol" || !value) return undefined;
  const isAlone = right.readings.length === 1 && !freeSymbols(value).includes(argument) && value.kind !== "symbol";
  return isAlone ? { name: argument.name, parameters: undefined, value } : undefined;
}

/** g(θ^⊤ x) = 1/(1 + e^{-θ^⊤ x}) says what g is, where nothing of its argument is left when that is given a name. */
export function functionOfArgument({ left, right }: ReadLink): (Definiendum & { readonly value: Expr }) | undefined {
  const [call, ...others] = left.readings;
  const [value, ...more] = right.readings;
  const [argument, ...rest] = call?.args ?? [];
  if (
    call?.kind !== "call" ||
    call.orders.some((order) => order > 0) ||
    !argument ||
    !value ||
    others.length + more.length + rest.length > 0
  )
    return undefined;
  if (argument.kind === "symbol" || isConstant(argument)) return undefined;
  const parameter = symbol("u");
  if (freeSymbols(value).includes(parameter)) return undefined;
  const body = substitute(value, new Map([[argument, parameter as Expr]]));
  const isWhole = body !== value && !freeSymbols(body).some((name) => freeSymbols(argument).includes(name));
  return isWhole ? { name: call.name, parameters: [parameter], value: body } : undefined;
}

/** What J is, in ∇_θ J(θ) = ∇_θ (…). */
export function differentiatedAs({
  left,
  right,
}: ReadLink): (Definiendum & { readonly readings: readonly Expr[]; readonly givenBy: SymbolExpr }) | undefined {
  const [of, ...others] = left.readings;
  const [operand, by] = of?.args ?? [];
  const isSameOperator = (side: Expr): boolean =>
    side.kind === of?.kind && (side.kind !== "apply" || side.op === (of as typeof side).op) && side.args[1] === by;
  if (!of || others.length > 0 || !(of.kind === "derivative" || isOp(of, "gradient")) || operand?.kind !== "call") return undefined;
  if (operand.orders.some((order) => order > 0) || !right.readings.every(isSameOperator)) return undefined;
  const parameters = operand.args.flatMap((arg) => (arg.kind === "symbol" ? [arg] : []));
  if (parameters.length !== operand.args.length || new Set(parameters).size !== parameters.length) return undefined;
  return { name: operand.name, parameters, readings: right.readings.map((side) => side.args[0] as Expr), givenBy: by as SymbolExpr };
}

/** The first derivative by a name in a formula, be it the p of ℓ'(p). */
export function derivativeBy(name: string, read: ReadFormula): Expr | undefined {
  const sides = sidesOf(read).map((side) => side.readings[0] as Expr);
  const isBy = (node: Expr): boolean =>
    node.kind === "call"
      ? node.orders.some((order, i) => order > 0 && node.args[i] === symbol(name))
      : (node.kind === "derivative" || isOp(node, "gradient")) && node.args[1] === symbol(name);
  // C'' is not what is zero at a minimum of C.
  const isSecond = (node: Expr): boolean =>
    isBy(node) && (node.kind === "call" ? node.orders.reduce((sum, order) => sum + order, 0) > 1 : isBy(node.args[0] as Expr));
  const nodes = postorder(...sides);
  return nodes.some(isSecond) ? undefined : nodes.find(isBy);
}

export function isOfUnnamedLoss({ first, links }: ReadFormula): boolean {
  return freeSymbols(...[first, ...links.map(({ right }) => right)].map((side) => side.readings[0] as Expr)).includes(symbol(UNNAMED_LOSS));
}

/** dP = dO V^⊤: a gradient that is made of another one by a product. */
export function isAdjointProduct({ left, right }: ReadLink): boolean {
  const [a, b] = [left, right].map((side) => side.readings[0] as Expr) as [Expr, Expr];
  const isOfLoss = (expr: Expr): boolean => freeSymbols(expr).includes(symbol(UNNAMED_LOSS));
  return isOfLoss(a) && isOfLoss(b) && postorder(b).some((node) => isOp(node, "mul"));
}

/** Whether what is zero speaks of names that its solution does not: a multiplier, which a constraint settles. */
export function hasOthers(sides: readonly Expr[], solution: Expr, name: string, isCount: (name: string) => boolean): boolean {
  const bounds = new Set(postorder(...sides).flatMap((node) => (node.kind === "binder" ? freeSymbols(...node.args.slice(1, 3)) : [])));
  const basesOf = (...exprs: Expr[]): string[] =>
    freeSymbols(...exprs)
      .filter((each) => !bounds.has(each) && !isCount(each.name))
      .map((each) => nameParts(each.name).base);
  // 1/σ² of 1/σ² Σ (x − μ) makes nothing zero.
  const within = sides.flatMap((side) => (isOp(side, "mul") ? side.args.filter((arg) => freeSymbols(arg).includes(symbol(name))) : [side]));
  const known = new Set([...basesOf(solution), nameParts(name).base]);
  const ofDerivative = new Set(sides.slice(0, 1).flatMap((side) => basesOf(side)));
  return basesOf(...within).some((base) => !known.has(base) && !ofDerivative.has(base));
}
