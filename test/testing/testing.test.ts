import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradient } from "../../src/derivative/gradient.ts";
import { compile } from "../../src/evaluate/compile.ts";
import {
  derivationDocument,
  expression,
  functionAtPoint,
  gradientProperty,
  mistake,
  networkWithData,
  point,
  pointInside,
  tensor,
} from "../../src/fast-check.ts";
import { parse, symbol, toPlain } from "../../src/index.ts";
import { Network, checkNetwork } from "../../src/network.ts";
import { isEqualExpression, isGradientOf, isProvedDerivation, matchers } from "../../src/vitest.ts";
import { runs, seed } from "../seed.ts";

expect.extend(matchers);

const f = ([x, y]: Float64Array): number => Math.sin(x as number) * (y as number) ** 2;
const g = ([x, y]: Float64Array): number[] => [Math.cos(x as number) * (y as number) ** 2, 2 * (y as number) * Math.sin(x as number)];
const page = "$$E = \\frac{1}{2}(w x - t)^2$$\n\n$$\\frac{\\partial E}{\\partial w} = (w x - t) x$$\n";

/** Runs an assertion that fails, and returns what it says. */
function failure(act: () => void): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not fail");
}

describe("matchers", () => {
  it("tell a right gradient from a wrong one", () => {
    expect(g).toBeGradientOf(f, { at: [0.3, 1.2] });
    expect(g(Float64Array.of(0.3, 1.2))).toBeGradientOf(f, { at: [0.3, 1.2] });
    expect(g).toBeGradientOf(f, {
      at: [
        [0.3, 1.2],
        [2, -1],
      ],
      directions: 2,
    });
    expect((x: Float64Array) => g(x).map((v) => -v)).not.toBeGradientOf(f, { at: [0.3, 1.2] });
    expect(failure(() => expect((x: Float64Array) => g(x).map((v) => -v)).toBeGradientOf(f, { at: [0.3, 1.2] }))).toContain(
      "its sign is turned round",
    );
  });
  it("tell equal expressions from others, with a point where they differ", () => {
    expect("(x + 1)^2").toEqualExpression("x^2 + 2x + 1");
    expect(parse("sin(x)^2 + cos(x)^2")).toEqualExpression("1");
    expect(failure(() => expect("sqrt(x^2)").toEqualExpression("x"))).toMatch(/is refuted: at x = -?\S+ the left side is/);
    expect(isEqualExpression("x/x", "1").message).toContain("assuming x != 0");
  });
  it("tell a proved derivation from others, line by line", () => {
    expect(page).toBeProvedDerivation();
    const wrong = page.replace("(w x - t) x$$", () => "(w x - t)$$");
    expect(failure(() => expect(wrong).toBeProvedDerivation())).toMatch(/^line 3: dE\/dw = w\*x - t is refuted; at .*; likely lost-factor/);
    expect(isProvedDerivation("nothing here").message).toContain("no step to prove");
    expect(isProvedDerivation("$$\\frac{$$").message).toContain("line 1: unreadable");
    expect(isGradientOf([1], ([x]) => x as number, { at: [2] })).toMatchObject({ pass: true });
  });
});

describe("arbitraries", () => {
  it("give functions whose compiled gradient is a gradient, smooth or with kinks", () => {
    fc.assert(
      fc.property(
        fc.boolean().chain((smooth) => functionAtPoint({ smooth, depth: 3 })),
        ({ expr, variables, at }) => {
          const value = compile([expr], variables);
          const slopes = compile(gradient(expr, variables), variables);
          expect(
            isGradientOf(
              (x) => slopes(x),
              (x) => value(x)[0] as number,
              { at, tolerance: 1e-5 },
            ).message,
          ).toContain("agrees");
        },
      ),
      { seed, numRuns: runs(150) },
    );
  });
  it("shrink a failure to a small expression and a small point", () => {
    const found = fc.check(
      fc.property(functionAtPoint({ functions: ["sin", "exp"] }), ({ expr }) => !toPlain(expr).includes("sin")),
      { seed, numRuns: 500 },
    );
    expect(found.failed).toBe(true);
    const [{ expr, at }] = found.counterexample as [{ expr: ReturnType<typeof parse>; at: Float64Array }];
    expect(toPlain(expr)).toMatch(/^sin\(\w+\)$/);
    expect([...at]).toEqual([0, 0]);
  });
  it("keep to their options", () => {
    fc.assert(
      fc.property(expression({ variables: ["u"], functions: [], depth: 2 }), (expr) => {
        expect(toPlain(expr)).toMatch(/^[u\d\s+\-*/^()]+$/);
      }),
      { seed, numRuns: runs(60) },
    );
    fc.assert(
      fc.property(tensor([2, 3], { min: 0, max: 1 }), ({ shape, data }) => {
        expect([shape, data.length]).toEqual([[2, 3], 6]);
        expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
      { seed, numRuns: runs(30) },
    );
    const log = parse("log(x)");
    fc.assert(
      fc.property(pointInside(log, [symbol("x")]), ([x]) => (x as number) > 0),
      { seed, numRuns: runs(50) },
    );
    fc.assert(
      fc.property(point(3), (at) => at.length === 3),
      { seed, numRuns: runs(10) },
    );
  });
  it("give networks with data that fit, whose backward pass is right", () => {
    fc.assert(
      fc.property(networkWithData(), ({ options, network, data }) => {
        expect(new Network(options).parameters).toEqual(network.parameters);
        expect(checkNetwork(network, data.x, data.t).mismatches).toBe(0);
      }),
      { seed, numRuns: runs(60) },
    );
  });
  it("give right pages that are never refuted, and wrong ones that never are proved", () => {
    let [proved, refuted] = [0, 0];
    fc.assert(
      fc.property(derivationDocument(), ({ text }) => {
        const { pass, message } = isProvedDerivation(text);
        expect(message).not.toContain("refuted");
        proved += pass ? 1 : 0;
      }),
      { seed, numRuns: runs(60) },
    );
    fc.assert(
      fc.property(mistake(), ({ wrong }) => {
        const { pass, message } = isProvedDerivation(wrong);
        expect(pass).toBe(false);
        refuted += message.includes("is refuted") ? 1 : 0;
      }),
      { seed, numRuns: runs(60) },
    );
    expect(proved).toBeGreaterThan(0.9 * runs(60));
    expect(refuted).toBeGreaterThan(0.9 * runs(60));
  });
  it("make a property of a gradient", () => {
    fc.assert(gradientProperty(f, g, { dimension: 2 }), { seed, numRuns: runs(50) });
    const wrong = fc.check(
      gradientProperty(f, ([x, y]) => [...g(Float64Array.of(x as number, y as number)).slice(0, 1), 0], { dimension: 2 }),
      { seed },
    );
    expect(wrong.failed).toBe(true);
    expect(() => gradientProperty(f, g, {})).toThrow("needs dimension");
  });
});
