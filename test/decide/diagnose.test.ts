import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mistakes } from "../../src/decide/mistake.ts";
import { positionsIn, replacedAt } from "../../src/decide/position.ts";
import { checkDocument, parse, toPlain } from "../../src/index.ts";
import type { StepReport } from "../../src/index.ts";
import { neg } from "../../src/expression/expr.ts";
import { smoothExpr } from "../arbitrary.ts";
import { casesIn } from "../cases.ts";
import { runs, seed } from "../seed.ts";

/** The definitions that the cases of diagnoses.txt rest on. */
const PAGE = `Here $\\sigma$ is the sigmoid and $n$ a positive number.

$$ z = w x + b, \\quad y = \\sigma(z), \\quad E = \\frac12 (y - t)^2, \\quad h = \\tanh(v), \\quad u = -x $$

$$ f = c^2 d, \\quad c = x_1 + x_2, \\quad d = x_1 x_2, \\quad M = \\frac{1}{3} \\sum_{i=1}^{3} (a_i m - r_i)^2 $$

$$ R = \\max(0, z) $$

$U$: $N \\times D$, $V$: $D \\times K$.

$$ Q = U V, \\quad P = \\frac{\\partial L}{\\partial Q} $$

$$ o_k = \\sum_j g_{kj} q_j, \\quad C = \\frac12 \\sum_k (o_k - s_k)^2 $$

`;

function stepIn(formula: string): StepReport {
  const steps = checkDocument(`${PAGE}$$ ${formula} $$\n`).statements.flatMap((statement) => statement.steps);
  return steps.at(-1) as StepReport;
}

describe("diagnosis", () => {
  it.each(casesIn(new URL("diagnoses.txt", import.meta.url)))("line $line: $input", ({ input, expected }) => {
    const step = stepIn(input);
    expect(step.verdict, step.reason ?? "").toBe("refuted");
    expect(step.diagnosis?.mistake ?? "none").toBe(expected);
    if (!step.diagnosis) return;
    // The correction is true, put in the place of what was wrong.
    const corrected = stepIn(`${input.slice(0, input.lastIndexOf(" = "))} = ${step.diagnosis.suggestion}`);
    expect(corrected.verdict, `${step.diagnosis.suggestion}: ${corrected.reason}`).toBe("proved");
    expect(step.diagnosis.message).not.toMatch(/⟨|⟩/);
  });

  it("has a case for every kind of mistake of the table", () => {
    const named = new Set(casesIn(new URL("diagnoses.txt", import.meta.url)).map(({ expected }) => expected));
    expect([...new Set(mistakes.map(({ mistake }) => mistake))].filter((mistake) => !named.has(mistake))).toEqual([]);
  });

  it("says nothing where no edit fits, and of what is true", () => {
    expect(stepIn("\\frac{\\partial E}{\\partial w} = \\cos(b) + 17 t^5").diagnosis).toBe(null);
    expect(stepIn("\\frac{\\partial E}{\\partial y} = y - t").diagnosis).toBe(null);
  });

  it("blames a step, and not what follows from it", () => {
    const text = `${PAGE}$$ \\frac{\\partial E}{\\partial z} = (y - t)\\, y (1 + y) = (y-t) y + (y-t) y^2 $$\n`;
    const steps = checkDocument(text).statements.flatMap((statement) => statement.steps);
    expect(steps.slice(-2).map((step) => [step.verdict, step.diagnosis?.mistake ?? null])).toEqual([
      ["refuted", "sign"],
      ["proved", null],
    ]);
  });
});

describe("positions", () => {
  it("lead to the part that they name, and put another in its place", () => {
    fc.assert(
      fc.property(smoothExpr, (expr) => {
        for (const { expr: part, path } of positionsIn(expr)) {
          expect(replacedAt(expr, path, part)).toBe(expr);
          expect(positionsIn(replacedAt(expr, path, neg(part))).map((each) => toPlain(each.expr))).toContain(toPlain(neg(part)));
        }
      }),
      { seed, numRuns: runs(60) },
    );
  });

  it("tell terms from factors", () => {
    const of = (text: string, part: string): string[] =>
      [...(positionsIn(parse(text)).find(({ expr }) => toPlain(expr) === part)?.places ?? [])].sort();
    expect(of("a + b*c", "b*c")).toEqual(["base", "product", "term"]);
    expect(of("a + b*c", "c")).toEqual(["base", "factor", "function", "name", "operand"]);
    expect(of("exp(a)", "a")).toEqual(["argument", "function", "name", "operand"]);
    expect(of("sum(k, 1, 3, a*b)", "a*b")).toEqual(["base", "factor", "product", "term"]);
  });
});
