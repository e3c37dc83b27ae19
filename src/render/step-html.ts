/** A judged step as markup: its mark, and on demand how it was read and why. */
import type { StatementReport, StepReport } from "../derivation/report.ts";
import { escapeHtml } from "./escape.ts";
import type { Reasoned } from "./reason.ts";
import { MARKS, type Phrase, type ReportLanguage, methodIn, say } from "./words.ts";

export interface StepOptions {
  readonly lang: ReportLanguage;
  /** Reasons in that language. */
  readonly reasoned: Reasoned;
  /** LaTeX as markup. */
  readonly math: (latex: string) => string;
  /** The relation and the right side as the document writes them, if that can be shown. */
  readonly written: (step: StepReport) => string | undefined;
  /** What to write in whose place, where the page is live: a step then has a button for it, and is a list of its own, to be changed alone. */
  readonly correction?: (step: StepReport) => Correction | undefined;
  /** Pictures that belong to a step. */
  readonly picture?: (step: StepReport) => string | undefined;
}

/** Text for a part of the document. */
export interface Correction {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The steps of a formula as a list; nothing where it has none and was read. */
export function stepsMarkup(statements: readonly StatementReport[], options: StepOptions): string {
  const items = statements.flatMap((statement) =>
    statement.role === "unreadable" ? [unreadable(statement, options)] : statement.steps.map((step) => item(statement, step, options)),
  );
  const list = (inside: string): string => `<ul class="steps" aria-label="${say("steps", options.lang)}">${inside}</ul>`;
  if (options.correction) return items.map(list).join("");
  return items.length === 0 ? "" : list(items.join(""));
}

function verdictMark(verdict: StepReport["verdict"] | "unreadable", lang: ReportLanguage): string {
  return `<span class="verdict"><span class="mark" aria-hidden="true">${MARKS[verdict]}</span> ${say(verdict, lang)}</span>`;
}

function unreadable(statement: StatementReport, { lang, reasoned }: StepOptions): string {
  const line = statement.span.start.line;
  return `<li data-verdict="unreadable" data-line="${line}">${verdictMark("unreadable", lang)} <span class="where">${say("line", lang)} ${line}</span>: ${escapeHtml(reasoned(statement.reason ?? ""))}</li>`;
}

function item(statement: StatementReport, step: StepReport, options: StepOptions): string {
  const { lang } = options;
  const { line } = step.span.start;
  const written = options.written(step);
  const shown = written ? options.math(written) : `<code>= ${escapeHtml(shortened(step.right))}</code>`;
  const isAnnounced = statement.expectation?.met && statement.expectation.verdict === step.verdict;
  const announced = isAnnounced ? ` <span class="where">(${say("announced", lang)})</span>` : "";
  const open = step.verdict === "refuted" ? " open" : "";
  return `<li data-verdict="${step.verdict}" data-line="${line}"><details${open}><summary>${verdictMark(step.verdict, lang)}${announced} <span class="where">${say("line", lang)} ${line}</span> ${shown}</summary>${about(step, options)}</details></li>`;
}

function about(step: StepReport, { lang, reasoned, math, picture, correction }: StepOptions): string {
  const rows: string[] = [];
  const row = (phrase: Phrase, markup: string): void => void rows.push(`<dt>${say(phrase, lang)}</dt><dd>${markup}</dd>`);
  const code = (text: string): string => `<code>${escapeHtml(shortened(text))}</code>`;
  row("readAs", code(`${step.left} = ${step.right}`));
  if (step.verdict === "proved") row("method", escapeHtml(methodIn(step.method, lang)));
  if (step.assumptions.length > 0) row("assuming", step.assumptions.map((each) => code(reasoned(each))).join(", "));
  if (step.counterexample) row("counterexample", counterexample(step.counterexample, lang));
  if (step.diagnosis)
    row("likely", `${escapeHtml(reasoned(step.diagnosis.message))} <span class="where">(${escapeHtml(step.diagnosis.mistake)})</span>`);
  if (step.diagnosis?.suggestion) row("corrected", `${math(step.diagnosis.suggestion)} ${button(correction?.(step), lang)}`);
  else if (step.expectedLatex) row("expected", `${math(step.expectedLatex)} ${button(correction?.(step), lang)}`);
  else if (step.expected) row("expected", code(step.expected));
  if (step.reason && step.diagnosis?.mistake !== "shape") row("reason", escapeHtml(reasoned(step.reason)));
  if (step.entry) row("entry", code(`${step.entry.left} = ${step.entry.right}`));
  if (step.network) {
    const { value, agrees, difference, bound } = step.network;
    row(
      "network",
      `${agrees ? MARKS.proved : MARKS.refuted} ${value.toPrecision(6)}, ± ${difference.toExponential(1)} (≤ ${bound.toExponential(1)})`,
    );
  }
  return `<dl class="about">${rows.join("")}</dl>${picture?.(step) ?? ""}`;
}

function button(correction: Correction | undefined, lang: ReportLanguage): string {
  if (!correction) return "";
  const { from, to, insert } = correction;
  return `<button type="button" class="correct" data-from="${from}" data-to="${to}" data-insert="${escapeHtml(insert)}">${say("putIn", lang)}</button>`;
}

function counterexample({ at, left, right }: NonNullable<StepReport["counterexample"]>, lang: ReportLanguage): string {
  const places = Object.entries(at).map(([name, value]) => `<code>${escapeHtml(`${name} = ${value}`)}</code>`);
  const sides = `${say("leftSide", lang)} <code>${escapeHtml(left)}</code>, ${say("rightSide", lang)} <code>${escapeHtml(right)}</code>`;
  return `${places.join(", ")}${places.length > 0 ? ": " : ""}${sides}`;
}

const LONGEST = 600;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}
