/** Points to try: small exact values that people can check by hand, seeded, and kept inside what is assumed. */
import { hashText, random } from "../base/random.ts";
import * as q from "../base/rational.ts";
import { differentiate } from "../derivative/differentiate.ts";
import { type CallExpr, type Expr, type SymbolExpr, add, isOp, mul, number, pow, symbol } from "../expression/expr.ts";
import { contains, freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { evaluateFloat64 } from "../evaluate/float64.ts";
import { decimal, toPlain } from "../notation/plain.ts";
import type { FunctionRow } from "../proof/certificate.ts";
import { numeric } from "./domain.ts";
import { LinearEquations } from "./linear-points.ts";
import { pointOn, spheresIn } from "./sphere.ts";
import type { Point } from "./verdict.ts";

const fraction = (n: number, d = 1): q.Rational => q.rational(BigInt(n), BigInt(d));
/** Values at which mistakes show and which can be followed by hand; the first are the first to be tried. */
const VALUES: readonly q.Rational[] = [
  [1, 2],
  [2],
  [3],
  [1, 3],
  [3, 2],
  [-1],
  [-1, 2],
  [5],
  [2, 3],
  [-2],
  [1, 4],
  [5, 2],
  [1],
  [0],
  [-3],
  [7, 3],
  [1, 10],
  [-5, 3],
  [3, 4],
  [9, 10],
  [10],
  [-1, 10],
  [1, 100],
  [100],
  [-20],
].map(([n = 0, d = 1]) => fraction(n, d));

/** Values near the numbers that stand in the expressions themselves: where a kink or a shift may hide a difference. */
function nearConstants(exprs: readonly Expr[]): q.Rational[] {
  const found = new Map<string, q.Rational>();
  for (const node of postorder(...exprs.map((expr) => rebuild(expr, numeric)))) {
    if (node.kind !== "number") continue;
    const size = q.sign(node.value) < 0 ? q.negate(node.value) : node.value;
    if (q.compare(size, fraction(20)) <= 0) continue;
    for (const value of [size, q.negate(size)])
      for (const shift of [1, -1]) found.set(q.toText(q.plus(value, fraction(shift))), q.plus(value, fraction(shift)));
    if (found.size > 24) break;
  }
  return [...found.values()];
}

export interface Sampling {
  readonly symbols: readonly SymbolExpr[];
  /** Conditions that every point satisfies, as far as doubles can tell. */
  readonly conditions: readonly Expr[];
  /** What is compared; its numbers suggest where to look. */
  readonly exprs: readonly Expr[];
  readonly seed: number;
  readonly count: number;
}

/** Points for the symbols, at most `count` of them. */
export function samplePoints(sampling: Sampling): Point[] {
  const { symbols, conditions } = sampling;
  const points = pointsIn(
    sampling,
    allowedValues(symbols, conditions, (mine) => mine.some((condition) => isOp(condition, "eq"))),
  );
  if (points.length >= ENOUGH || symbols.length === 0 || conditions.length === 0) return points;
  // Where many names have each to lie between bounds, only values that do so by themselves meet all of them.
  const allowed = allowedValues(symbols, conditions, () => true);
  const ways = [points, pointsIn(sampling, allowed), pointsByParts(sampling, allowed)];
  return ways.reduce((best, way) => (way.length > best.length && best.length < ENOUGH ? way : best));
}

/**
 * Points on equations that are solved for some of the names, others each time. Enclosures of decimals have to show that the
 * equations hold there, so that no value may be one third.
 */
export function pointsBySolving({ symbols, conditions, seed }: Sampling): Point[] {
  const source = random(seed);
  const equations = new LinearEquations(conditions);
  const points: Point[] = [];
  for (let k = 0; k < ROUNDS_OF_SOLVING && points.length < ENOUGH; k++) {
    const values = new Map<Expr, q.Rational>(symbols.map((name) => [name, DECIMALS[source.below(DECIMALS.length)] as q.Rational]));
    const point = equations.pointNear(values, source.below);
    const isDecimal = point && [...point.values()].every((value) => decimal(value) !== undefined);
    if (isDecimal && satisfies(point, conditions)) points.push(point);
  }
  return points;
}

const ROUNDS_OF_SOLVING = 200;
const DECIMALS = [1, 2, -1, 4, 5, -2, 0.5, -4, 0.25, 10, -0.5].map((value) => fraction(value * 4, 4));

/** With fewer, other ways to find points are tried. */
const ENOUGH = 8;

function pointsIn({ symbols, conditions, exprs, seed, count }: Sampling, allowed: ReadonlyMap<Expr, readonly q.Rational[]>): Point[] {
  const special = nearConstants(exprs);
  const source = random(seed);
  const spheres = spheresIn(conditions);
  const points: Point[] = [];
  const tries = symbols.length === 0 ? 1 : count * (conditions.length > 0 ? 40 : 1);
  for (let k = 0; k < tries && points.length < count; k++) {
    const point = new Map<Expr, q.Rational>();
    for (const [i, name] of symbols.entries())
      point.set(name, allowedFor(k, i, allowed.get(name), source.below) ?? valueFor(k, i, symbols.length, source.below));
    // Every fourth point has one value near a number of the expressions.
    if (k % 4 === 3 && special.length > 0 && symbols.length > 0)
      point.set(symbols[(k >> 2) % symbols.length] as SymbolExpr, special[(k >> 2) % special.length] as q.Rational);
    for (const [name, value] of spheres.flatMap((sphere) => pointOn(sphere, source.below))) point.set(name, value);
    if (satisfies(point, conditions)) points.push(point);
  }
  return points;
}

/** Values that are found for each part of the conditions by itself: rows of zeros with a single 1 seldom come all at once. */
function pointsByParts({ symbols, conditions, seed, count }: Sampling, allowed: ReadonlyMap<Expr, readonly q.Rational[]>): Point[] {
  const source = random(seed);
  const parts = partsOf(symbols, conditions);
  const points: Point[] = [];
  for (let k = 0; points.length < count && k < count; k++) {
    const point = new Map<Expr, q.Rational>();
    const isMet = parts.every((part) => {
      for (let round = k; round < k + ROUNDS_OF_PART; round++) {
        const values = new Map<Expr, q.Rational>();
        for (const [i, name] of part.symbols.entries())
          values.set(
            name,
            allowedFor(round, i, allowed.get(name), source.below) ?? valueFor(round, point.size + i, symbols.length, source.below),
          );
        if (!satisfies(values, part.conditions)) continue;
        for (const [name, value] of values) point.set(name, value);
        return true;
      }
      return false;
    });
    if (!isMet) break;
    points.push(new Map(symbols.map((name) => [name, point.get(name) as q.Rational])));
  }
  return points;
}

const ROUNDS_OF_PART = 400;
const ROUNDING = 1e-12;

/** Conditions that have no name in common with the others, with their names; and each name that is free. */
function partsOf(
  symbols: readonly SymbolExpr[],
  conditions: readonly Expr[],
): { readonly symbols: readonly SymbolExpr[]; readonly conditions: readonly Expr[] }[] {
  const partOf = new Map<Expr, Set<SymbolExpr>>(symbols.map((name) => [name, new Set([name])]));
  const namesIn = (condition: Expr): SymbolExpr[] => freeSymbols(condition).filter((name) => partOf.has(name));
  for (const condition of conditions) {
    const [first, ...others] = namesIn(condition);
    for (const other of others) {
      const [one, two] = [partOf.get(first as Expr) as Set<SymbolExpr>, partOf.get(other) as Set<SymbolExpr>];
      if (one === two) continue;
      for (const name of two) partOf.set(name, one.add(name));
    }
  }
  return [...new Set(partOf.values())].map((part) => ({
    symbols: [...part],
    conditions: conditions.filter((condition) => namesIn(condition).some((name) => part.has(name))),
  }));
}

/** Where conditions such as m(m − 1) = 0 are about one name alone: the values that satisfy them. */
function allowedValues(
  symbols: readonly SymbolExpr[],
  conditions: readonly Expr[],
  isNarrow: (mine: readonly Expr[]) => boolean,
): ReadonlyMap<Expr, readonly q.Rational[]> {
  const found = new Map<Expr, readonly q.Rational[]>();
  for (const name of symbols) {
    const mine = conditions.filter((condition) => contains(condition, name) && freeSymbols(condition).length === 1);
    if (mine.length === 0 || !isNarrow(mine)) continue;
    const values = VALUES.filter((value) => satisfies(new Map([[name, value]]), mine));
    if (values.length > 0) found.set(name, values);
  }
  return found;
}

/** The allowed values in turn, and then by chance: in turn, 0 and 1 make no row of zeros with a single 1. */
function allowedFor(
  round: number,
  i: number,
  values: readonly q.Rational[] | undefined,
  below: (bound: number) => number,
): q.Rational | undefined {
  return values?.[round < 6 ? (round + i) % values.length : below(values.length)];
}

const MANY = 8;

/** The first rounds give the symbols different small values in turn, later ones any value. */
function valueFor(round: number, i: number, count: number, below: (bound: number) => number): q.Rational {
  if (round < 6 || (count === 1 && round < VALUES.length)) return VALUES[(i + round * (count === 1 ? 1 : 3)) % VALUES.length] as q.Rational;
  if (round % 3 === 0) return fraction(below(2000) - 1000, 1 + below(300));
  // Sums of many terms keep functions such as tanh from where they are flat.
  if (count > MANY && round % 3 === 2) return fraction(below(81) - 40, 100);
  if (round % 3 === 1) return fraction(1 + below(400), 100 + below(100));
  return VALUES[below(VALUES.length)] as q.Rational;
}

/** Whether conditions hold at a point, as far as doubles can tell. */
export function satisfies(point: Point, conditions: readonly Expr[]): boolean {
  if (conditions.length === 0) return true;
  const equations = conditions.filter((condition) => isOp(condition, "eq"));
  const values = evaluateFloat64([...conditions, ...equations.flatMap(({ args }) => args)], toFloats(point));
  // 0.36 + 0.64 is 1 but for rounding; enclosures see to the rest.
  const isNear = ([a, b]: readonly number[]): boolean =>
    Math.abs((a as number) - (b as number)) <= ROUNDING * Math.max(1, Math.abs(a as number));
  return conditions.every(
    (condition) =>
      values.get(condition.id) === 1 || (isOp(condition, "eq") && isNear(condition.args.map((arg) => values.get(arg.id) as number))),
  );
}

export function toFloats(point: Point): Map<Expr, number> {
  return new Map([...point].map(([name, value]) => [name, q.toNumber(value)]));
}

export interface Concrete {
  readonly exprs: readonly Expr[];
  /** The functions put in, as people read them: f → "u + 2u^2 − …". */
  readonly functions: Readonly<Record<string, string>>;
  readonly rows: readonly FunctionRow[];
}

/** Puts a concrete polynomial in the place of every unknown function, the same for all of its derivatives. */
export function concretize(exprs: readonly Expr[], seed: number): Concrete {
  const bodies = new Map<string, Expr>();
  const functions: Record<string, string> = Object.create(null) as Record<string, string>;
  const rows: FunctionRow[] = [];
  const put = (node: Expr): Expr => {
    if (node.kind !== "call") return node;
    const parameters = node.args.map((_, i) => symbol(`§${i + 1}`));
    const key = `${node.name}/${node.args.length}`;
    let body = bodies.get(key);
    if (!body) {
      bodies.set(key, (body = polynomialIn(parameters, seed ^ hashText(node.name))));
      rows.push({ name: node.name, parameters, body });
      const names = parameters.map((_, i) => symbol(parameters.length === 1 ? "u" : `u_${i + 1}`));
      const shown = substitute(body, new Map(parameters.map((parameter, i) => [parameter as Expr, names[i] as Expr])));
      functions[`${node.name}(${names.map((name) => name.name).join(", ")})`] = toPlain(shown);
    }
    return substitute(
      derived(body, node, parameters),
      new Map(parameters.map((parameter, i) => [parameter as Expr, node.args[i] as Expr])),
    );
  };
  return { exprs: exprs.map((expr) => rebuild(expr, put)), functions, rows };
}

function derived(body: Expr, node: CallExpr, parameters: readonly SymbolExpr[]): Expr {
  let out = body;
  for (const [i, order] of node.orders.entries()) for (let k = 0; k < order; k++) out = differentiate(out, parameters[i] as SymbolExpr);
  return out;
}

/** A cubic with unequal small coefficients, with all mixed terms of degree two. */
function polynomialIn(parameters: readonly SymbolExpr[], seed: number): Expr {
  const source = random(seed);
  const terms: Expr[] = [number(1 + source.below(5))];
  for (const [i, u] of parameters.entries()) {
    terms.push(
      mul(number(2 + source.below(5)), u),
      mul(number(1 + source.below(4)), pow(u, number(2))),
      mul(number(1 + source.below(3)), pow(u, number(3))),
    );
    for (const v of parameters.slice(i + 1)) terms.push(mul(number(1 + source.below(7)), u, v));
  }
  return add(...terms);
}
