/** The body of a report: the document as it reads, each step marked; alone, it is what the playground shows. */
import type { Report, StatementReport, StepReport } from "../derivation/report.ts";
import type { DocumentLanguage, Segment } from "../derivation/segment.ts";
import { documentMarkup } from "./document-html.ts";
import { escapeHtml } from "./escape.ts";
import { mathMarkup } from "./math.ts";
import { renderPlot } from "./plot.ts";
import { type Reasoned, inEnglish } from "./reason.ts";
import { type Correction, stepsMarkup } from "./step-html.ts";
import { type ReportLanguage, say } from "./words.ts";

/** How the formulas of a document are set. */
export interface SettingOptions {
  readonly lang?: ReportLanguage;
  readonly katexStyle?: string | undefined;
  /** Reasons in that language; default: as they are. */
  readonly reasoned?: Reasoned;
}

/** The document as it reads, its steps with buttons that put corrections in, for a page that has KaTeX's style sheet. */
export function renderLive(
  report: Report,
  text: string,
  segments: readonly Segment[],
  options: Pick<SettingOptions, "lang" | "reasoned">,
): string {
  return bodyMarkup(report, text, segments, { ...options, katexStyle: "" }, (step) => correctionOf(report, text, step));
}

type CorrectionOf = (step: StepReport) => Correction | undefined;

export function bodyMarkup(
  report: Report,
  text: string,
  segments: readonly Segment[],
  options: SettingOptions,
  correction?: CorrectionOf,
): string {
  const { lang = "en", reasoned = inEnglish } = options;
  const math = setter(options);
  const byOffset = report.statements.toSorted((a, b) => a.span.start.offset - b.span.start.offset);
  const body = documentMarkup(text, segments, report.language as DocumentLanguage, {
    math: ({ source, display, syntax }) => math(source, display, syntax),
    behind: (formulas) => {
      const inside = formulas.flatMap((segment) => byOffset.filter((statement) => isWithin(statement, segment)));
      return stepsMarkup(inside, {
        lang,
        reasoned,
        math: (latex) => math(latex, false, "latex"),
        written: (step) => (report.language === "ipynb" ? undefined : writtenSide(text, step)),
        picture: (step) => plotOf(step, lang),
        ...(correction ? { correction } : {}),
      });
    },
  });
  const outside = byOffset.filter((statement) => statement.role === "unreadable" && statement.source === "");
  const problems = stepsMarkup(outside, { lang, reasoned, math: (latex) => math(latex, false, "latex"), written: () => undefined });
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

/** How formulas are set in one document: its macros last from one to the next. */
export function setter({
  katexStyle,
  lang = "en",
}: SettingOptions): (latex: string, display: boolean, syntax: "latex" | "plain") => string {
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
