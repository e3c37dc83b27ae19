import fc from "fast-check";
import { expect, it } from "vitest";
import { IntervalArithmetic, areDisjoint } from "../../src/evaluate/interval.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { type Expr } from "../../src/expression/expr.ts";
import { toNumber } from "../../src/base/rational.ts";
import { parse } from "../../src/index.ts";
import { names, smoothExpr } from "../arbitrary.ts";
import { runs, seed } from "../seed.ts";

const coarse = new IntervalArithmetic(12);
const fine = new IntervalArithmetic(60);
const value = fc
  .tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: 1, max: 97 }))
  .map(([n, d]) => ({ n: BigInt(n), d: BigInt(d) }));

it("encloses the value: a coarse enclosure holds the fine one, and the fine one the double", () => {
  fc.assert(
    fc.property(smoothExpr, fc.tuple(value, value, value), (expr, point) => {
      const values = new Map<Expr, (typeof point)[0]>(names.map((name, i) => [name, point[i] as (typeof point)[0]]));
      const [wide] = coarse.evaluate([expr], values);
      const [narrow] = fine.evaluate([expr], values);
      if (!wide || !narrow) return;
      expect(wide.low.lte(narrow.low) && wide.high.gte(narrow.high)).toBe(true);
      const double = evaluateFloat64([expr], new Map([...values].map(([name, v]) => [name, toNumber(v)]))).get(expr.id) as number;
      // Where doubles cancel, twelve digits do too: the coarse enclosure is as wide as the error of the double.
      const slack = 1e-6 * Math.max(1, Math.abs(narrow.low.toNumber()));
      if (Number.isFinite(double)) {
        expect(double).toBeGreaterThanOrEqual(wide.low.toNumber() - slack);
        expect(double).toBeLessThanOrEqual(wide.high.toNumber() + slack);
      }
    }),
    { seed, numRuns: runs(400) },
  );
});

it.each([
  ["1/3", "0.3333333333333333333333333333333333333333"],
  ["sqrt(2)", "1.4142135623730950488016887242096980785697"],
  ["exp(1)", "2.7182818284590452353602874713526624977572"],
  ["log(2)", "0.6931471805599453094172321214581765680755"],
  ["pi", "3.1415926535897932384626433832795028841972"],
  ["sin(1)", "0.8414709848078965066525023216302989996226"],
  ["cos(10^20)", "0.7639704044417283004001468027378811228331"],
  ["atan(2)", "1.1071487177940905030170654601785370400700"],
  ["erf(1/2)", "0.5204998778130465376827466538919645287365"],
  ["tanh(1)", "0.7615941559557648881194582826047935904128"],
])("encloses %s", (text, digits) => {
  const [found] = new IntervalArithmetic(38).evaluate([parse(text)], new Map());
  expect(found && found.low.toNumber()).toBeCloseTo(Number(digits), 14);
  expect(found?.low.lte(digits) && found.high.gte(digits.slice(0, -1))).toBe(true);
  expect(found && found.high.sub(found.low).abs().lt("1e-30")).toBe(true);
});

it("says nothing where the value may not be defined", () => {
  for (const text of ["1/0", "log(0)", "log(-1)", "sqrt(-1)", "0^0", "asin(2)", "1/(sin(0))", "piecewise(1 < 0, 1)"]) {
    expect(fine.evaluate([parse(text)], new Map())[0], text).toBeUndefined();
  }
});

it("tells apart what doubles cannot", () => {
  const [a, b] = fine.evaluate([parse("1 + 10^(-40)"), parse("1")], new Map());
  expect(a && b && areDisjoint(a, b)).toBe(true);
});
