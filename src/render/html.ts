/** The HTML report: the document as it reads, each step marked; and a document's page without verdicts. */
import type { Report, StatementReport, StepReport, Summary } from "../derivation/report.ts";
import type { DocumentLanguage } from "../derivation/segment.ts";
import { documentMarkup } from "./document-html.ts";
import { escapeHtml } from "./escape.ts";
import { mathMarkup } from "./math.ts";
import { pageOf } from "./page.ts";
import { renderPlot } from "./plot.ts";
import { type Correction, stepsMarkup } from "./step-html.ts";
import { MARKS, type ReportLanguage, say } from "./words.ts";

export interface HtmlOptions {
  /** Default: en. */
  readonly lang?: ReportLanguage;
  /** KaTeX's style sheet with its fonts inside, as `gradproof` puts it in; without it browsers set the MathML themselves. */
  readonly katexStyle?: string | undefined;
  /** The computational graph of each document as SVG, where there is one. */
  readonly graphs?: readonly (string | undefined)[];
}

/** A report as one self-contained page; no script, user text always escaped. `text` is the document itself. */
export function renderHtml(report: Report, text: string, options: HtmlOptions = {}): string {
  return pageOf(`<main>${reportMarkup(report, text, options)}</main>`, {
    title: titleOf(report.path),
    lang: options.lang ?? "en",
    katexStyle: options.katexStyle,
  });
}

/** Several reports on one page, with a list of them on top. */
export function renderHtmlOfAll(reports: readonly Report[], texts: readonly string[], options: HtmlOptions = {}): string {
  const [only] = reports;
  if (only && reports.length === 1) return renderHtml(only, texts[0] as string, options);
  const lang = options.lang ?? "en";
  const rows = reports.map(
    ({ path, summary }, i) => `<li><a href="#document-${i + 1}">${escapeHtml(path)}</a> ${counts(summary, lang)}</li>`,
  );
  const documents = reports.map(
    (report, i) => `<section id="document-${i + 1}">${reportMarkup(report, texts[i] as string, options, i)}</section>`,
  );
  const list = `<nav aria-label="${say("contents", lang)}"><ul>${rows.join("")}</ul></nav>`;
  return pageOf(`${list}\n<main>${documents.join("\n")}</main>`, { title: "gradproof", lang, katexStyle: options.katexStyle });
}

/** A document's page without verdicts: `gradproof render`. */
export function renderDocument(text: string, language: DocumentLanguage, options: HtmlOptions & { readonly path?: string } = {}): string {
  const lang = options.lang ?? "en";
  const math = setter(options);
  const body = documentMarkup(text, language, { math: ({ source, display, syntax }) => math(source, display, syntax), behind: () => "" });
  return pageOf(`<main>${body}</main>`, { title: titleOf(options.path ?? ""), lang, katexStyle: options.katexStyle });
}

/** The document as it reads, its steps with buttons that put corrections in, for a page that has KaTeX's style sheet. */
export function renderLive(report: Report, text: string, lang: ReportLanguage): string {
  return bodyMarkup(report, text, { lang, katexStyle: "" }, (step) => correctionOf(report, text, step));
}

function reportMarkup(report: Report, text: string, options: HtmlOptions, index = 0): string {
  const lang = options.lang ?? "en";
  const picture = options.graphs?.[index];
  const graph = picture ? `<figure>${picture}<figcaption>${say("graph", lang)}</figcaption></figure>` : "";
  return `<article aria-label="${escapeHtml(titleOf(report.path))}"><header class="report"><h1>${escapeHtml(titleOf(report.path))}</h1>${counts(report.summary, lang)}</header>\n${bodyMarkup(report, text, options)}\n${graph}</article>`;
}

type CorrectionOf = (step: StepReport) => Correction | undefined;

function bodyMarkup(report: Report, text: string, options: HtmlOptions, correction?: CorrectionOf): string {
  const lang = options.lang ?? "en";
  const math = setter(options);
  const byOffset = report.statements.toSorted((a, b) => a.span.start.offset - b.span.start.offset);
  const body = documentMarkup(text, report.language as DocumentLanguage, {
    math: ({ source, display, syntax }) => math(source, display, syntax),
    behind: (segments) => {
      const inside = segments.flatMap((segment) => byOffset.filter((statement) => isWithin(statement, segment)));
      return stepsMarkup(inside, {
        lang,
        math: (latex) => math(latex, false, "latex"),
        written: (step) => (report.language === "ipynb" ? undefined : writtenSide(text, step)),
        picture: (step) => plotOf(step, lang),
        ...(correction ? { correction } : {}),
      });
    },
  });
  const outside = byOffset.filter((statement) => statement.role === "unreadable" && statement.source === "");
  const problems = stepsMarkup(outside, { lang, math: (latex) => math(latex, false, "latex"), written: () => undefined });
  return `${problems}${body}`;
}

/** The suggestion, or what follows from the definitions, in the place of the right side; its relation, alignment marks and full stop stay. */
export function correctionOf({ language }: Report, text: string, { diagnosis, expectedLatex, span }: StepReport): Correction | undefined {
  const insert = diagnosis?.suggestion ?? expectedLatex;
  if (insert === undefined || (language !== "markdown" && language !== "tex")) return undefined;
  const source = text.slice(span.start.offset, span.end.offset);
  const relation = /^[\s&]*(?:=|:=|\\equiv(?![A-Za-z]))[\s&]*/.exec(source)?.[0];
  if (relation === undefined) return undefined;
  const end = /(?:\\\\|\\[,;:! ]|[\s.,;&])*$/.exec(source)?.[0] ?? "";
  if (relation.length + end.length >= source.length) return undefined;
  return { from: span.start.offset + relation.length, to: span.end.offset - end.length, insert };
}

/** Both sides near the counterexample. */
function plotOf({ neighbourhood, span }: StepReport, lang: ReportLanguage): string | undefined {
  if (!neighbourhood) return undefined;
  const { variable, at, points } = neighbourhood;
  const caption = say("plot", lang);
  const svg = renderPlot({
    id: `plot-${span.start.offset}-${span.end.offset}`,
    title: caption,
    description: `${say("leftSide", lang)}, ${say("rightSide", lang)}: ${variable}, ${at}`,
    xLabel: variable,
    mark: at,
    lines: [
      { label: say("leftSide", lang), points: points.map(([x, left]) => [x, left] as const) },
      { label: say("rightSide", lang), points: points.map(([x, , right]) => [x, right] as const), dashed: true },
    ],
  });
  return `<figure>${svg}<figcaption>${caption}</figcaption></figure>`;
}

function titleOf(path: string): string {
  return path === "" || path === "-" ? "gradproof" : path;
}

/** How formulas are set in one document: its macros last from one to the next. */
function setter({ katexStyle, lang = "en" }: HtmlOptions): (latex: string, display: boolean, syntax: "latex" | "plain") => string {
  const macros: Record<string, string> = {};
  const options = { styled: katexStyle !== undefined, macros, notRendered: say("notRendered", lang) };
  return (latex, display, syntax) => (syntax === "plain" ? `<code>${escapeHtml(latex)}</code>` : mathMarkup(latex, display, options));
}

function isWithin(
  { span }: StatementReport,
  { start, source, offsets }: { start: number; source: string; offsets?: readonly number[] },
): boolean {
  const end = offsets ? (offsets.at(-1) ?? start) : start + source.length;
  return span.start.offset >= start && span.start.offset <= end;
}

/** The relation and the right side as they stand in the document, without alignment marks and line ends. */
function writtenSide(text: string, { span }: StepReport): string | undefined {
  const source = text
    .slice(span.start.offset, span.end.offset)
    .replaceAll(/\\(?:\\|cr\b|tag\{[^}]*\}|label\{[^}]*\}|nonumber\b)/g, " ")
    .replaceAll(/(?<!\\)&/g, " ")
    .trim();
  return source === "" || source.includes("\\begin{") !== source.includes("\\end{") ? undefined : source;
}

function counts(summary: Summary, lang: ReportLanguage): string {
  const rows = (["proved", "refuted", "supported", "undecided", "unreadable"] as const)
    .filter((verdict) => summary[verdict] > 0 || verdict === "proved" || verdict === "refuted")
    .map(
      (verdict) =>
        `<li data-verdict="${verdict}"><span class="verdict"><span class="mark" aria-hidden="true">${MARKS[verdict]}</span> ${summary[verdict]} ${say(verdict, lang)}</span></li>`,
    );
  const others = (["definition", "assumption"] as const).map((kind) => {
    const count = summary[`${kind}s`];
    return count === 0 ? "" : `<li>${count} ${say(count === 1 ? kind : `${kind}s`, lang).toLowerCase()}</li>`;
  });
  return `<ul class="counts" aria-label="${say("summary", lang)}">${[...rows, ...others].join("")}</ul>`;
}
