/** A document judged for the page: its marks at once, then the document as it reads. */
import { type CheckOptions, checkSegments } from "../derivation/check.ts";
import type { Report, StepReport } from "../derivation/report.ts";
import type { Segment } from "../derivation/segment.ts";
import { holdsFrontMatter, markdownSegments } from "../derivation/markdown.ts";
import { blocksOf } from "../render/blocks.ts";
import { correctionOf, renderLive } from "../render/body-html.ts";
import { type Reasoned, inEnglish } from "../render/reason.ts";
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
  const options = {
    language: page.language,
    pictures: true,
    watch: { before: (offset: number) => tell({ kind: "at", offset }), leftOut: (offset: number) => reasons.get(offset) },
  };
  const { report, segments } = await judged(page, options);
  const reasoned = await reasonsIn(page.lang);
  tell({ kind: "marks", marks: marksOf(report, page, reasoned), summary: report.summary });
  tell({ kind: "blocks", blocks: blocksOf(renderLive(report, page.text, segments, { lang: page.lang, reasoned })) });
}

/** What reasons are in another language is loaded where it is wanted; without a network they stay as they are. */
export async function reasonsIn(lang: Page["lang"]): Promise<Reasoned> {
  if (lang !== "ko") return inEnglish;
  return import("../render/korean-reasons.ts").then(
    ({ inKorean }) => inKorean,
    () => inEnglish,
  );
}

/** Most documents are Markdown without front matter, which may name a network: only the others need what reads YAML, JSON and LaTeX. */
async function judged({ text, language }: Page, options: CheckOptions): Promise<{ report: Report; segments: readonly Segment[] }> {
  if (language === "markdown" && !holdsFrontMatter(text)) {
    const segments = markdownSegments(text);
    return { report: checkSegments(text, segments, options), segments };
  }
  const { checkDocument, segmentsOf } = await import("./data.ts");
  return { report: checkDocument(text, options), segments: segmentsOf(text, language) };
}

function marksOf(report: Report, { text, lang }: Page, reasoned: Reasoned): Mark[] {
  return report.statements.flatMap((statement): Mark[] => {
    if (statement.role === "unreadable") {
      const { start, end } = statement.span;
      return [
        {
          from: start.offset,
          to: end.offset,
          line: start.line,
          verdict: "unreadable",
          words: `${say("unreadable", lang)}: ${reasoned(statement.reason ?? "")}`,
        },
      ];
    }
    return statement.steps.map((step) => ({
      from: step.span.start.offset,
      to: step.span.end.offset,
      line: step.span.start.line,
      verdict: step.verdict,
      words: wordsOf(step, lang, reasoned),
      correction: correctionOf(report, text, step),
    }));
  });
}

function wordsOf({ verdict, method, reason, diagnosis, counterexample }: StepReport, lang: Page["lang"], reasoned: Reasoned): string {
  const at =
    counterexample &&
    Object.entries(counterexample.at)
      .map(([name, value]) => `${name} = ${value}`)
      .join(", ");
  const sides = counterexample && `${say("leftSide", lang)} ${counterexample.left}, ${say("rightSide", lang)} ${counterexample.right}`;
  const words = diagnosis?.message ?? reason;
  const why = words != null ? reasoned(words) : verdict === "proved" ? methodIn(method, lang) : "";
  return [`${say(verdict, lang)}${why === "" ? "" : `: ${why}`}`, at ? `${at}: ${sides}` : (sides ?? "")].filter(Boolean).join("\n");
}
