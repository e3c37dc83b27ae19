import fc from "fast-check";
import { simplify as mathjsSimplify } from "mathjs";
import { describe, expect, it } from "vitest";
import { decide, parse, simplify, toPlain } from "../../src/index.ts";
import { costOf, simplest } from "../../src/simplify/simplest.ts";
import { expanded } from "../../src/simplify/expand.ts";
import { simplify as gathered } from "../../src/simplify/simplify.ts";
import { smoothExpr } from "../arbitrary.ts";
import { casesIn } from "../cases.ts";
import { runs, seed } from "../seed.ts";

describe("the simplest form", () => {
  it.each(casesIn(new URL("forms.txt", import.meta.url)))("line $line: $input", ({ input, expected }) => {
    const [ours, mathjs] = expected.split(" | ") as [string, string];
    expect(toPlain(simplify(parse(input)))).toBe(ours);
    expect(mathjsSimplify(input).toString()).toBe(mathjs);
    expect(decide(parse(input), parse(ours)).verdict).toBe("proved");
  });
  it("has the value of what it stands for, and is never longer than the gathered form", () => {
    fc.assert(
      fc.property(smoothExpr, (expr) => {
        const short = simplest(expr);
        expect(costOf(short)).toBeLessThanOrEqual(costOf(gathered(expr)));
        expect(["proved", "supported"]).toContain(decide(expr, short).verdict);
        expect(simplest(short)).toBe(short);
      }),
      { seed, numRuns: runs(200) },
    );
  });
  it("multiplies out what stays short, and nothing else", () => {
    expect(toPlain(expanded(parse("(a + b)*(c - d)")))).toBe("a*c + a*(-d) + b*c + b*(-d)");
    const large = parse("(a + b + c + d + f)*(g + h + i + j + k)*(l + m)");
    expect(expanded(large)).toBe(large);
  });
});
