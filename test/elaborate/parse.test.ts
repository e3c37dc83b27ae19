import fc from "fast-check";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { ParseError, parse, toLatex, toPlain } from "../../src/index.ts";
import { type Case, casesIn } from "../cases.ts";
import { runs, seed } from "../seed.ts";

function check({ input, expected }: Case, syntax: "plain" | "latex"): void {
  if (!expected.startsWith("!")) {
    const expr = parse(input, { syntax });
    expect(toPlain(expr)).toBe(expected);
    expect(parse(toPlain(expr)), `plain round trip of ${toPlain(expr)}`).toBe(expr);
    expect(parse(toLatex(expr), { syntax: "latex" }), `LaTeX round trip of ${toLatex(expr)}`).toBe(expr);
    expect(() => katex.renderToString(toLatex(expr), { throwOnError: true, strict: false })).not.toThrow();
    return;
  }
  let error: unknown;
  try {
    parse(input, { syntax });
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ParseError);
  const { message, span } = error as ParseError;
  expect(message).toContain(expected.slice(1).trim());
  expect(message).not.toContain("\n");
  expect(span.start).toBeGreaterThanOrEqual(0);
  expect(span.end).toBeLessThanOrEqual(input.length);
}

describe.each(["plain", "latex"] as const)("reading %s", (syntax) => {
  it.each(casesIn(new URL(`${syntax}.txt`, import.meta.url)))("line $line: $input", (given) => check(given, syntax));
});

describe("reading anything", () => {
  const formulas = {
    plain: casesIn(new URL("plain.txt", import.meta.url)).map(({ input }) => input),
    latex: casesIn(new URL("latex.txt", import.meta.url)).map(({ input }) => input),
  };
  const pieces = [
    "(",
    ")",
    "{",
    "}",
    "^",
    "_",
    "\\",
    "\\frac",
    "\\left(",
    "\\right)",
    "&",
    "\\\\",
    "|",
    "=",
    "$",
    "'",
    "1",
    "x",
    " ",
    "\u0000",
    "\ud800",
    "é",
    "가",
    "\\begin{cases}",
    "\\end{cases}",
    "²",
  ];

  it.each(["plain", "latex"] as const)("throws nothing but ParseError over mutated %s, and reads what it prints", (syntax) => {
    const mutated = fc
      .tuple(fc.constantFrom(...formulas[syntax]), fc.array(fc.tuple(fc.nat(), fc.constantFrom(...pieces), fc.nat(3)), { maxLength: 4 }))
      .map(([formula, edits]) =>
        edits.reduce(
          (text, [at, piece, drop]) => text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + drop),
          formula,
        ),
      );
    fc.assert(
      fc.property(mutated, (text) => {
        try {
          const expr = parse(text, { syntax });
          expect(parse(toPlain(expr))).toBe(expr);
        } catch (error) {
          if (!(error instanceof ParseError)) throw error;
          expect(error.message).not.toContain("\n");
        }
      }),
      { seed, numRuns: runs(3000) },
    );
  });

  it("takes time in proportion to the length", () => {
    // Not measured in seconds: at twenty thousand repetitions anything worse than linear would run into the time limit.
    for (const repeated of [
      "x+",
      "(",
      "x^{",
      "\\frac{1}{",
      "\\left(",
      "\\sqrt{",
      "_{",
      "x+x'",
      "|x",
      "\\begin{cases}x&",
      "{",
      "\\\\",
      "x,",
      "1\\quad ",
    ]) {
      const text = repeated.repeat(20_000);
      try {
        parse(text, { syntax: "latex" });
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }
  });

  it("takes brackets of any sensible depth", () => {
    const nested = (n: number): string => `${"(".repeat(n)}x${")".repeat(n)}`;
    expect(toPlain(parse(nested(9000)))).toBe("x");
    expect(() => parse(nested(100_000))).toThrow("nest deeper");
    const tower = `${"sigmoid(".repeat(1000)}x${")".repeat(1000)}`;
    expect(toPlain(parse(tower))).toBe(tower);
  });

  it("keeps decimals exact", () => {
    const x = parse("0.1 + 0.2");
    expect(x.args.map((arg) => (arg.kind === "number" ? arg.value : undefined))).toEqual([
      { n: 1n, d: 10n },
      { n: 1n, d: 5n },
    ]);
  });
});
