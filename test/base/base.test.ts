import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Step, call, run } from "../../src/base/coroutine.ts";
import { random } from "../../src/base/random.ts";
import * as q from "../../src/base/rational.ts";
import { positions } from "../../src/base/span.ts";
import { seed } from "../seed.ts";

const fraction = fc.tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: 1n, max: 1000n })).map(([n, d]) => q.rational(n, d));

describe("fractions", () => {
  it("are a field", () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(q.equal(q.times(a, q.plus(b, c)), q.plus(q.times(a, b), q.times(a, c)))).toBe(true);
        expect(q.equal(q.minus(q.plus(a, b), b), a)).toBe(true);
        if (q.sign(b) !== 0) expect(q.equal(q.times(q.over(a, b), b), a)).toBe(true);
        expect(Math.sign(q.toNumber(a) - q.toNumber(b))).toBe(q.compare(a, b));
      }),
      { seed },
    );
  });
  it("read decimals exactly, and know the nearest double of any size", () => {
    expect(q.toText(q.fromDecimal("0.30000000000000004"))).toBe("7500000000000001/25000000000000000");
    expect(q.toText(q.fromDecimal("1.5e-3"))).toBe("3/2000");
    expect(q.toNumber(q.rational(10n ** 400n, 3n * 10n ** 399n))).toBeCloseTo(10 / 3, 15);
    expect(() => q.rational(1n, 0n)).toThrow(RangeError);
  });
});

describe("coroutines", () => {
  function* sum(n: number): Step<number> {
    return n === 0 ? 0 : n + (yield* call(sum(n - 1)));
  }
  function* thrower(n: number): Step<number> {
    if (n === 0) throw new Error("at the bottom");
    try {
      return yield* call(thrower(n - 1));
    } catch (error) {
      if (n === 5000) return 42;
      throw error;
    }
  }
  it("recurse a million deep", () => expect(run(sum(1_000_000))).toBe(500_000_500_000));
  it("unwind like plain calls", () => {
    expect(run(thrower(5000))).toBe(42);
    expect(() => run(thrower(10))).toThrow("at the bottom");
  });
});

it("random numbers are the same everywhere", () => {
  const source = random(1);
  expect(Array.from({ length: 4 }, () => source.below(1000))).toEqual([627, 2, 527, 981]);
});

it("positions count lines at LF only", () => {
  const at = positions("a\r\nb\u2028c\n가d");
  expect(at(3)).toEqual({ line: 2, column: 1, offset: 3 });
  expect(at(8)).toEqual({ line: 3, column: 2, offset: 8 });
});
