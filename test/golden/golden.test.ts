/**
 * Everything that people and programs see of a verdict, case by case: method, conditions, counterexample, reason, named
 * mistake, and the bytes of the certificate as a hash. What is here is not what is right (other tests say that) but what
 * is so: a change shows in review, line by line. `UPDATE=1 npx vitest run test/golden` writes the files anew.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { hashText } from "../../src/base/random.ts";
import { checkDocument } from "../../src/derivation/check-document.ts";
import type { StepReport } from "../../src/derivation/report.ts";
import { decide } from "../../src/decide/decide.ts";
import type { Verdict } from "../../src/decide/verdict.ts";
import { type Expr, eq } from "../../src/expression/expr.ts";
import { parse } from "../../src/elaborate/parse.ts";
import { toPlain } from "../../src/notation/plain.ts";
import { encodeCertificate } from "../../src/proof/encode.ts";
import { type Case, casesIn } from "../cases.ts";

const update = process.env["UPDATE"] !== undefined;
const digest = (value: unknown): string => (hashText(JSON.stringify(value)) >>> 0).toString(16).padStart(8, "0");
const shown = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ");

function line({ verdict, method, assumptions, counterexample, reason, proof }: Verdict): string {
  const parts = [
    assumptions.length > 0 ? `assuming ${assumptions.map(toPlain).join(", ")}` : "",
    counterexample ? `at ${shown(counterexample.at)}: ${counterexample.left} / ${counterexample.right}` : "",
    reason ?? "",
    proof ? `certificate ${digest(encodeCertificate(proof))}` : "",
  ];
  return [verdict, method, ...parts].filter(Boolean).join("; ");
}

function stepLine(step: StepReport): string {
  const { left, right, verdict, method, assumptions, counterexample, diagnosis, expected, reason, proof } = step;
  const parts = [
    `${left} = ${right} => ${verdict}`,
    method,
    assumptions.join(", "),
    counterexample && `at ${shown(counterexample.at)}: ${counterexample.left} / ${counterexample.right}`,
    diagnosis && `${diagnosis.mistake}: ${diagnosis.message}`,
    diagnosis && `should be ${diagnosis.suggestion}`,
    expected && `expected ${expected}`,
    reason,
    proof && `certificate ${digest(proof)}`,
  ];
  return parts.filter(Boolean).join("; ");
}

/** "0 < x" as a condition: a case distinction holds it for us. */
function conditionOf(text: string): Expr {
  const [a, b] = text.split(" = ");
  return b === undefined ? (parse(`piecewise(${text}, 1, 0)`).args[0] as Expr) : eq(parse(a as string), parse(b));
}

function decideText(input: string): Verdict {
  const [given, step] = input.includes(" | ") ? (input.split(" | ") as [string, string]) : [undefined, input];
  const [left, right] = step.split(" = ").map((side) => parse(side)) as [Expr, Expr];
  return decide(left, right, { assume: given?.split(", ").map(conditionOf) ?? [] });
}

const steps = new URL("steps.txt", import.meta.url);
describe("steps", () => {
  const found = new Map<string, string>();
  it.each(casesIn(steps))("line $line: $input", ({ input, expected }: Case) => {
    const now = line(decideText(input));
    found.set(input, now);
    if (!update) expect(now).toBe(expected);
  });
  afterAll(() => {
    if (!update) return;
    const text = readFileSync(steps, "utf8").replace(/^(?!#)(.*?)\s+=>.*$/gm, (_, input: string) => `${input} => ${found.get(input)}`);
    writeFileSync(steps, text);
  });
});

const folders = ["../../derivations/", "../../derivations/wrong/", "../derivation/fixtures/right/", "./pages/"];
describe("documents", () => {
  const pages = folders.flatMap((folder) =>
    readdirSync(new URL(folder, import.meta.url))
      .filter((name) => name.endsWith(".md"))
      .map((name) => [folder, name] as const),
  );
  it.each(pages)("%s%s", (folder, name) => {
    const report = checkDocument(readFileSync(new URL(folder + name, import.meta.url), "utf8"), { proofs: true });
    const lines = report.statements.flatMap(({ span, role, reason, steps: found }) => {
      const place = `${span.start.line}:${span.start.column}`;
      return found.length === 0 ? [`${place} ${role}${reason ? `: ${reason}` : ""}`] : found.map((step) => `${place} ${stepLine(step)}`);
    });
    const file = new URL(
      `documents/${folder.replaceAll(/\W+/g, "-").replace(/^-|-$/g, "")}-${name.replace(".md", ".txt")}`,
      import.meta.url,
    );
    const text = `${lines.join("\n")}\n`;
    if (update) writeFileSync(file, text);
    else expect(text).toBe(readFileSync(file, "utf8"));
  });
});
