import { describe, expect, it } from "vitest";
import { checkDocument } from "../../src/index.ts";
import { casesIn } from "../cases.ts";

describe("at concrete sizes", () => {
  it.each(casesIn(new URL("sized.txt", import.meta.url)))("line $line: $input", ({ input, expected }) => {
    const parts = input.split(" ;; ").map((part) => /^\[\[(.*)\]\]$/.exec(part)?.[1] ?? `$$\n${part}\n$$`);
    const { statements } = checkDocument(`# A page\n\n${parts.join("\n\n")}\n`);
    const steps = statements.at(-1)?.steps ?? [];
    expect(
      steps.map((step) => (step.method === "shape" ? "shape" : step.verdict)),
      steps.map((step) => step.reason).join("; "),
    ).toEqual(Array.from({ length: Math.max(steps.length, 1) }, () => expected));
    expect(statements.filter(({ role }) => role === "unreadable").map(({ reason }) => reason)).toEqual([]);
    for (const step of steps) {
      if (step.verdict === "refuted" && step.method !== "shape") expect(step.counterexample).not.toBeNull();
      // A clash is a mistake of its own, unless what made it is found.
      if (step.method === "shape") expect(step.verdict).toBe("refuted");
      if (step.method === "shape") expect((step.diagnosis?.mistake === "shape") === (step.diagnosis?.suggestion === null)).toBe(true);
    }
  });
});

describe("words that take a step back", () => {
  it.each(casesIn(new URL("hedges.txt", import.meta.url)))("line $line: $input", ({ input, expected }) => {
    const { statements } = checkDocument(`${input.replaceAll("¶", "\n\n")}\n`);
    const last = statements.at(-1);
    const step = statements.flatMap((statement) => statement.steps).at(-1);
    const verdict = last?.role === "unreadable" ? "unreadable" : step?.verdict;
    expect(verdict, step?.reason ?? last?.reason ?? "").toBe(expected);
  });
});
