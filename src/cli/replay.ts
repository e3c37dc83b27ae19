/** `gradproof replay`: re-checks what a report says was proved or refuted, from its certificates alone. */
import { readFileSync } from "node:fs";
import { toPlain } from "../notation/plain.ts";
import { decodeCertificate } from "../proof/encode.ts";
import { replay as replayCertificate } from "../proof/replay.ts";
import { Rejected } from "../proof/rejected.ts";
import { printable } from "../render/terminal.ts";
import { Usage, readOptions } from "./usage.ts";

interface Step {
  readonly place: string;
  readonly verdict: string;
  readonly method: unknown;
  readonly left: string;
  readonly right: string;
  readonly proof: unknown;
}

export function replay(args: readonly string[]): number {
  const { positionals } = readOptions({ args: [...args], options: {}, allowPositionals: true });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Usage("replay needs one report, as written by check --format json --proofs");
  const counts = { proved: 0, refuted: 0, rejected: 0, shapes: 0 };
  let certainty = Infinity;
  for (const step of stepsIn(reportAt(path))) {
    if (isClash(step)) {
      counts.shapes++;
      continue;
    }
    const outcome = recheck(step);
    if (typeof outcome === "string") {
      counts.rejected++;
      process.stdout.write(`${printable(`${step.place}: the step said to be ${step.verdict} is rejected: ${outcome}`)}\n`);
    } else {
      counts[step.verdict === "proved" ? "proved" : "refuted"]++;
      certainty = Math.min(certainty, outcome);
    }
  }
  const bound = Number.isFinite(certainty) ? ` (a false one passes with a probability below 2^-${Math.floor(certainty)})` : "";
  const unseen = counts.shapes > 0 ? `; ${counts.shapes} refuted because shapes clash, which no numbers re-check` : "";
  process.stdout.write(
    `${counts.proved} proofs replayed${bound}, ${counts.refuted} counterexamples run again, ${counts.rejected} rejected${unseen}\n`,
  );
  return counts.rejected > 0 ? 1 : 0;
}

/** Shapes that clash leave no values to compare, so such a step has no certificate: the count of them is said instead. */
function isClash({ verdict, method, proof }: Step): boolean {
  return verdict === "refuted" && method === "shape" && proof === undefined;
}

/** The certainty in bits, or why the step is rejected. */
function recheck({ verdict, left, right, proof }: Step): number | string {
  if (proof === undefined) return "it has no certificate; write the report with --proofs";
  try {
    const certificate = decodeCertificate(proof);
    const { claim } = certificate;
    if (!isText(toPlain(claim.left), left) || !isText(toPlain(claim.right), right)) return "its certificate is about something else";
    const proves = certificate.kind === "proof" || (certificate.kind === "rounding" && certificate.holds);
    if (proves !== (verdict === "proved")) return "its certificate is for another verdict";
    const outcome = replayCertificate(certificate);
    return outcome.accepted ? outcome.certainty : outcome.reason;
  } catch (error) {
    if (error instanceof Rejected) return error.message;
    throw error;
  }
}

/** Whether it is the text of the report, which is cut off where it is very long. */
function isText(whole: string, shown: string): boolean {
  return whole === shown || (shown.endsWith(" …") && whole.startsWith(shown.slice(0, -2)));
}

function reportAt(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path === "-" ? 0 : path, "utf8"));
  } catch (error) {
    throw new Usage(`${path} cannot be read as a report: ${(error as Error).message}`);
  }
}

/** The proved and refuted steps of a report; anything that is no report is a usage error. */
function stepsIn(report: unknown): Step[] {
  const steps: Step[] = [];
  for (const document of listAt(report, "documents")) {
    for (const statement of listAt(document, "statements")) {
      for (const step of listAt(statement, "steps")) {
        const { verdict, method, proof, span, entry, ...written } = step as Omit<Step, "place"> & {
          entry?: { left: string; right: string };
          span?: { start?: { line: number; column: number } };
        };
        const { left, right } = entry ?? written;
        if (verdict !== "proved" && verdict !== "refuted") continue;
        const place = `${(document as { path?: string }).path ?? ""}:${span?.start?.line ?? "?"}:${span?.start?.column ?? "?"}`;
        steps.push({ place, verdict, method, left: String(left), right: String(right), proof });
      }
    }
  }
  return steps;
}

function listAt(data: unknown, key: string): readonly unknown[] {
  const found = typeof data === "object" && data !== null ? (data as Readonly<Record<string, unknown>>)[key] : undefined;
  if (!Array.isArray(found)) throw new Usage(`this is no report: it has no list of ${key}`);
  return found as readonly unknown[];
}
