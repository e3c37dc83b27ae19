/** Judges generated steps, and has every certificate replayed from its JSON. */
import { decide } from "../../src/decide/decide.ts";
import type { Verdict } from "../../src/decide/verdict.ts";
import type { Expr } from "../../src/expression/expr.ts";
import { toPlain } from "../../src/notation/plain.ts";
import { decodeCertificate, encodeCertificate } from "../../src/proof/encode.ts";
import { replay } from "../../src/proof/replay.ts";
import { editsOf, oracle, trueSteps } from "./generated.ts";

const CHUNK = 200;

/** Figures over so many true steps and edits; `show` gets a line for each step whose verdict is wrong, marked with "!". */
export function judge(seed: number, steps: number, edits: number, show: (line: string) => void, progress: (line: string) => void): object {
  const counts = {
    trueSteps: 0,
    proved: 0,
    edits: 0,
    different: 0,
    refuted: 0,
    falseProved: 0,
    falseRefuted: 0,
    replayed: 0,
    rejected: 0,
    rerun: 0,
  };
  const text = (left: Expr, right: Expr): string => `${toPlain(left)} = ${toPlain(right)}`;
  const recheck = ({ proof }: Verdict): void => {
    if (!proof) return;
    const accepted = replay(decodeCertificate(JSON.parse(JSON.stringify(encodeCertificate(proof)))), 77n).accepted;
    if (!accepted) counts.rejected++;
    else if (proof.kind === "proof") counts.replayed++;
    else counts.rerun++;
  };
  for (let done = 0; done < steps; done += CHUNK) {
    for (const [i, { left, right, plain }] of trueSteps(seed + done, Math.min(CHUNK, steps - done)).entries()) {
      const verdict = decide(left, right);
      counts.trueSteps++;
      if (verdict.verdict === "proved") counts.proved++;
      if (verdict.verdict === "refuted") counts.falseRefuted++;
      if (verdict.verdict === "refuted") show(`! refuted: ${text(left, right)}`);
      recheck(verdict);
      for (const edited of editsOf(right, seed + done + i, Math.round(edits / steps))) {
        counts.edits++;
        const outcome = decide(left, edited);
        const truth = oracle([plain[0], edited], seed + i);
        if (truth === "differ") counts.different++;
        if (truth === "differ" && outcome.verdict === "refuted") counts.refuted++;
        if (truth === "differ" && outcome.verdict === "proved") counts.falseProved++;
        if (truth === "agree" && outcome.verdict === "refuted") counts.falseRefuted++;
        const isWrong = (truth === "differ" && outcome.verdict === "proved") || (truth === "agree" && outcome.verdict === "refuted");
        if (isWrong) show(`! ${outcome.verdict}: ${text(left, edited)}`);
        if (counts.edits % 50 === 0) recheck(outcome);
      }
    }
    if (done % 1000 === 0) progress(`${counts.trueSteps} true steps, ${counts.edits} edits`);
  }
  return counts;
}
