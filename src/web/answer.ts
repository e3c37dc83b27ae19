/** A document judged for the page: its marks at once, then the document as it reads. */
import { checkDocument } from "../derivation/check.ts";
import { networkIn } from "../derivation/front-matter.ts";
import type { Report, StepReport } from "../derivation/report.ts";
import { blocksOf } from "../render/blocks.ts";
import { correctionOf, renderLive } from "../render/html.ts";
import { methodIn, say } from "../render/words.ts";
import type { Mark, Page, Question, Tell } from "./protocol.ts";

/** What is asked for now and then is loaded when it is asked for. */
export async function answersTo(question: Question, tell: Tell): Promise<void> {
  if (question.kind === "check") return check(question, tell);
  const { answerRarely } = await import("./rarely.ts");
  return answerRarely(question, tell);
}

/** The marks at once, then the document. */
async function check({ page, leftOut }: Question & { kind: "check" }, tell: Tell): Promise<void> {
  const reasons = new Map(leftOut);
  // Few documents name a network; only those need one.
  const judge = networkIn(page.text) === undefined ? checkDocument : (await import("../binding/check.ts")).checkDocument;
  const report = judge(page.text, {
    language: page.language,
    pictures: true,
    watch: { before: (offset) => tell({ kind: "at", offset }), leftOut: (offset) => reasons.get(offset) },
  });
  tell({ kind: "marks", marks: marksOf(report, page), summary: report.summary });
  tell({ kind: "blocks", blocks: blocksOf(renderLive(report, page.text, page.lang)) });
}

function marksOf(report: Report, { text, lang }: Page): Mark[] {
  return report.statements.flatMap((statement): Mark[] => {
    if (statement.role === "unreadable") {
      const { start, end } = statement.span;
      return [
        {
          from: start.offset,
          to: end.offset,
          line: start.line,
          verdict: "unreadable",
          words: `${say("unreadable", lang)}: ${statement.reason ?? ""}`,
        },
      ];
    }
    return statement.steps.map((step) => ({
      from: step.span.start.offset,
      to: step.span.end.offset,
      line: step.span.start.line,
      verdict: step.verdict,
      words: wordsOf(step, lang),
      correction: correctionOf(report, text, step),
    }));
  });
}

function wordsOf({ verdict, method, reason, diagnosis, counterexample }: StepReport, lang: Page["lang"]): string {
  const at =
    counterexample &&
    Object.entries(counterexample.at)
      .map(([name, value]) => `${name} = ${value}`)
      .join(", ");
  const sides = counterexample && `${say("leftSide", lang)} ${counterexample.left}, ${say("rightSide", lang)} ${counterexample.right}`;
  const why = diagnosis?.message ?? reason ?? (verdict === "proved" ? methodIn(method, lang) : "");
  return [`${say(verdict, lang)}${why === "" ? "" : `: ${why}`}`, at ? `${at}: ${sides}` : (sides ?? "")].filter(Boolean).join("\n");
}
