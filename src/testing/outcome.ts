/** What the matchers find out, as plain functions for any test runner: whether it holds, and what to say if not. */
import { checkDocument } from "../binding/check.ts";
import { decide } from "../decide/decide.ts";
import type { StepReport } from "../derivation/report.ts";
import { parse } from "../elaborate/parse.ts";
import type { Expr } from "../expression/expr.ts";
import type { ScalarFunction } from "../network/difference.ts";
import { type GradcheckOptions, gradcheck } from "../network/gradcheck.ts";
import { toPlain } from "../notation/plain.ts";

export interface Outcome {
  readonly pass: boolean;
  readonly message: string;
}

/** Whether `gradient` is that of `f`, at a point or several. Throws NetworkError for what does not fit together. */
export function isGradientOf(
  gradient: ((x: Float64Array) => ArrayLike<number>) | ArrayLike<number>,
  f: ScalarFunction,
  { at, ...options }: GradcheckOptions & { readonly at: ArrayLike<number> | readonly ArrayLike<number>[] },
): Outcome {
  const points = (isPoint(at) ? [at] : at) as readonly ArrayLike<number>[];
  for (const point of points) {
    const { ok, message } = gradcheck(f, gradient, point, options);
    if (!ok) return { pass: false, message: `at (${Array.from(point).join(", ")}) ${message}` };
  }
  return { pass: true, message: `the gradient agrees with finite differences at ${points.length} point${points.length === 1 ? "" : "s"}` };
}

function isPoint(at: ArrayLike<number> | readonly ArrayLike<number>[]): at is ArrayLike<number> {
  return at.length === 0 || typeof at[0] === "number";
}

/** Whether two expressions are proved to be the same; texts are read as plain mathematics. Throws ParseError. */
export function isEqualExpression(received: Expr | string, expected: Expr | string): Outcome {
  const [a, b] = [received, expected].map((each) => (typeof each === "string" ? parse(each) : each)) as [Expr, Expr];
  const { verdict, counterexample, reason, assumptions } = decide(a, b);
  const equation = `${toPlain(a)} = ${toPlain(b)}`;
  const under = assumptions.length > 0 ? `, assuming ${assumptions.map(toPlain).join(", ")}` : "";
  if (verdict === "proved") return { pass: true, message: `${equation} is proved${under}` };
  if (!counterexample) return { pass: false, message: `${equation} is ${verdict}: ${reason ?? ""}` };
  const place = Object.entries(counterexample.at).map(([name, value]) => `${name} = ${value}`);
  const where = place.length > 0 ? `at ${place.join(", ")} ` : "";
  return {
    pass: false,
    message: `${equation} is refuted: ${where}the left side is ${counterexample.left}, the right side ${counterexample.right}`,
  };
}

/** Whether every step of a document is proved and everything in it was read. */
export function isProvedDerivation(text: string, options: Parameters<typeof checkDocument>[1] = {}): Outcome {
  const { statements } = checkDocument(text, options);
  const steps = statements.flatMap((statement) => statement.steps);
  const wrong = [
    ...statements.filter(({ role }) => role === "unreadable").map(({ span, reason }) => `line ${span.start.line}: unreadable, ${reason}`),
    ...steps.filter(({ verdict, network }) => verdict !== "proved" || network?.agrees === false).map(stepText),
  ];
  if (wrong.length > 0) return { pass: false, message: wrong.join("\n") };
  if (steps.length === 0) return { pass: false, message: "there is no step to prove: nothing on the page is a claim" };
  return { pass: true, message: `all ${steps.length} steps are proved` };
}

function stepText({ span, left, right, verdict, reason, counterexample, diagnosis, network }: StepReport): string {
  const place = counterexample
    ? Object.entries(counterexample.at)
        .map(([name, value]) => `${name} = ${value}`)
        .join(", ")
    : "";
  const why = [
    counterexample
      ? `${place === "" ? "" : `at ${place} `}the left side is ${counterexample.left}, the right side ${counterexample.right}`
      : (reason ?? ""),
    diagnosis ? `likely ${diagnosis.mistake}: ${diagnosis.message}` : "",
    network?.agrees === false ? `a network's numbers are ${network.difference.toExponential(1)} apart` : "",
  ].filter(Boolean);
  return `line ${span.start.line}: ${left} = ${right} is ${verdict}${why.length > 0 ? `; ${why.join("; ")}` : ""}`;
}
