import { expect, it } from "vitest";
import { decide } from "../../src/decide/decide.ts";
import { toPlain } from "../../src/notation/plain.ts";
import { runs, seed } from "../seed.ts";
import { editsOf, oracle, trueSteps } from "../trust/generated.ts";

it("generated true steps are never refuted, and nearly all proved", () => {
  const steps = trueSteps(seed, runs(200));
  const verdicts = steps.map(({ left, right }) => decide(left, right).verdict);
  steps.forEach(({ left, right }, i) => expect(verdicts[i], `seed ${seed}: ${toPlain(left)} = ${toPlain(right)}`).not.toBe("refuted"));
  expect(verdicts.filter((verdict) => verdict === "proved").length).toBeGreaterThanOrEqual(0.95 * steps.length);
});

it("generated mistakes are never proved, nor is refuted what agrees everywhere", () => {
  for (const [i, { left, right, plain }] of trueSteps(seed + 1, runs(60)).entries()) {
    for (const edited of editsOf(right, seed + i, 10)) {
      const { verdict } = decide(left, edited);
      const truth = oracle([plain[0], edited], seed + i);
      const step = `seed ${seed}: ${toPlain(left)} = ${toPlain(edited)}`;
      if (truth === "differ") expect(verdict, step).not.toBe("proved");
      if (truth === "agree") expect(verdict, step).not.toBe("refuted");
    }
  }
});
