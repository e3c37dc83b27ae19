/** A report as text for terminals and logs. */
import { type Report, type StatementReport, type StepReport, type Summary, announced } from "../derivation/report.ts";

export type Paint = (style: "red" | "green" | "yellow" | "cyan" | "dim" | "bold", text: string) => string;

const plainPaint: Paint = (_, text) => text;
const STYLE = { proved: "green", refuted: "red", supported: "cyan", undecided: "yellow", unreadable: "yellow" } as const;
const LAYOUTS = {
  numerator: "with a row for each entry of what is differentiated",
  denominator: "with a column for each entry of what is differentiated",
} as const;
const LONGEST_LINE = 160;

export interface TerminalOptions {
  readonly paint?: Paint;
  /** Show proved steps too; default false. */
  readonly verbose?: boolean;
}

/** What there is to say of one document, with the lines that it is about. `text` is the document itself. */
export function renderText(report: Report, text: string, { paint = plainPaint, verbose = false }: TerminalOptions = {}): string {
  const lines = text.split("\n");
  const out: string[] = [];
  for (const statement of report.statements) {
    if (statement.role === "unreadable") out.push(unreadable(report, statement, lines, paint));
    for (const step of statement.steps) {
      if (step.verdict !== "proved" || verbose || step.network?.agrees === false) out.push(stepText(report, statement, step, lines, paint));
    }
    if (statement.expectation && !statement.expectation.met) out.push(unmet(report, statement, paint));
  }
  if (report.layout) out.push(`Jacobians are read in ${report.layout} layout, ${LAYOUTS[report.layout]}`);
  out.push(`${paint("bold", printable(report.path || "(standard input)"))}: ${summaryText(report.summary, announced(report.statements))}`);
  return `${out.join("\n")}\n`;
}

function place(report: Report, at: { readonly line: number; readonly column: number }): string {
  return `${printable(report.path || "-")}:${at.line}:${at.column}`;
}

function unreadable(report: Report, statement: StatementReport, lines: readonly string[], paint: Paint): string {
  const head = `${place(report, statement.span.start)}  ${paint("yellow", "unreadable")}  ${printable(statement.reason ?? "")}`;
  return `${head}\n${excerpt(statement.span, lines, paint)}`;
}

function stepText(report: Report, statement: StatementReport, step: StepReport, lines: readonly string[], paint: Paint): string {
  const announced = statement.expectation?.met && step.verdict === statement.expectation.verdict ? paint("dim", "  (as announced)") : "";
  const head = `${place(report, step.span.start)}  ${paint(STYLE[step.verdict], step.verdict)}${announced}`;
  const rows: string[] = [head, excerpt(step.span, lines, paint)];
  const row = (label: string, value: string): void => void rows.push(`      ${paint("dim", label.padEnd(11))}${printable(value)}`);
  row("read as", shorten(`${step.left} = ${step.right}`));
  if (step.counterexample) {
    const { at, left, right } = step.counterexample;
    const point = Object.entries(at)
      .map(([name, value]) => `${name} = ${value}`)
      .join(", ");
    row(point ? "at" : "values", shorten(point || `left ${left}, right ${right}`));
    if (point) row("", `the left side is ${left}, the right side ${right}`);
  }
  if (step.diagnosis) row("likely", `${shorten(step.diagnosis.message)} (${step.diagnosis.mistake})`);
  if (step.diagnosis?.suggestion) row("write", shorten(step.diagnosis.suggestion));
  else if (step.expected) row("should be", shorten(step.expected));
  if (step.reason && step.diagnosis?.mistake !== "shape") row(step.verdict === "supported" ? "because" : "why", step.reason);
  if (step.network) row("network", networkText(step.network));
  if (step.assumptions.length > 0) row("assuming", step.assumptions.join(", "));
  return rows.join("\n");
}

function networkText({ agrees, value, difference, bound }: NonNullable<StepReport["network"]>): string {
  const figures = `${difference.toExponential(1)} apart, differences good to ${bound.toExponential(1)}`;
  return agrees ? `agrees at ${value.toPrecision(6)} (${figures})` : `disagrees: the left side is ${value.toPrecision(6)}, ${figures}`;
}

function unmet(report: Report, statement: StatementReport, paint: Paint): string {
  const { verdict, mistake } = statement.expectation as { verdict: string; mistake: string | null };
  const wanted = mistake ? `${verdict} (${mistake})` : verdict;
  return `${place(report, statement.span.start)}  ${paint("red", "unmet")}  exactly one step here was announced as ${wanted}`;
}

/** The line with a caret under the place. */
function excerpt(span: StepReport["span"], lines: readonly string[], paint: Paint): string {
  const { start, end } = span;
  const line = (lines[start.line - 1] ?? "").replace(/\r$/, "");
  const from = Math.max(0, start.column - 1 - Math.floor(LONGEST_LINE / 2));
  const shown = line.slice(from, from + LONGEST_LINE);
  const number = String(start.line);
  const stop = end.line === start.line ? end.column - 1 : line.length;
  const before = printable(shown.slice(0, start.column - 1 - from));
  const marked = printable(shown.slice(start.column - 1 - from, Math.max(start.column - from, stop - from)));
  const carets = "^".repeat(Math.max(1, width(marked)));
  return [
    `  ${paint("dim", `${number} |`)} ${printable(shown)}`,
    `  ${" ".repeat(number.length)} ${paint("dim", "|")} ${" ".repeat(width(before))}${paint("red", carets)}`,
  ].join("\n");
}

/** Columns that a text takes: East Asian letters are two wide, marks have no width. */
function width(text: string): number {
  let columns = 0;
  for (const char of text) {
    if (/\p{M}/u.test(char)) continue;
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(char) ? 2 : 1;
  }
  return columns;
}

function shorten(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)} …` : text;
}

/** Control characters written out, so that no document can forge what the terminal shows. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\ud800-\udfff]/gu, (char) =>
    char === "\t" ? " " : `\\u{${(char.codePointAt(0) as number).toString(16)}}`,
  );
}

/** "12 proved, 1 refuted, 3 definitions". */
export function summaryText(summary: Summary, { refuted: expected, unmet: missed }: ReturnType<typeof announced>): string {
  const { proved, refuted, supported, undecided, unreadable, definitions } = summary;
  const parts = [`${proved} proved`, expected > 0 ? `${refuted} refuted (${expected} announced)` : `${refuted} refuted`];
  if (supported) parts.push(`${supported} supported`);
  if (undecided) parts.push(`${undecided} undecided`);
  if (unreadable) parts.push(`${unreadable} unreadable`);
  if (definitions) parts.push(`${definitions} definition${definitions === 1 ? "" : "s"}`);
  if (missed) parts.push(`${missed} announcement${missed === 1 ? "" : "s"} unmet`);
  return parts.join(", ");
}
