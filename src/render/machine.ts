/** Reports for other programs: SARIF 2.1.0, JUnit XML, and the annotations of GitHub's runners. */
import type { Report, StatementReport, StepReport, Region } from "../derivation/report.ts";
import { escapeHtml } from "./escape.ts";

interface Finding {
  readonly path: string;
  readonly span: Region;
  readonly rule: "refuted" | "undecided" | "supported" | "unreadable";
  readonly level: "error" | "warning" | "note";
  readonly message: string;
}

const LEVELS = { refuted: "error", undecided: "note", supported: "note", unreadable: "warning" } as const;

function findingsIn({ path, statements }: Report): Finding[] {
  return statements.flatMap((statement) => {
    if (statement.role === "unreadable")
      return [
        { path, span: statement.span, rule: "unreadable", level: LEVELS.unreadable, message: statement.reason ?? "not read" } as const,
      ];
    return statement.steps.flatMap((step): Finding[] => {
      if (step.verdict === "proved" || isAnnounced(statement, step)) return [];
      return [{ path, span: step.span, rule: step.verdict, level: LEVELS[step.verdict], message: messageOf(step) }];
    });
  });
}

function isAnnounced({ expectation }: StatementReport, step: StepReport): boolean {
  return expectation?.met === true && expectation.verdict === step.verdict;
}

function messageOf(step: StepReport): string {
  const { diagnosis, counterexample, expected, reason } = step;
  const at = Object.entries(counterexample?.at ?? {}).map(([name, value]) => `${name} = ${value}`);
  return [
    `${step.left} = ${step.right}`,
    ...(counterexample
      ? [`at ${at.join(", ") || "these numbers"} the left side is ${counterexample.left}, the right side ${counterexample.right}`]
      : []),
    ...(diagnosis ? [`likely: ${diagnosis.message} (${diagnosis.mistake})`] : []),
    ...(diagnosis?.suggestion ? [`write ${diagnosis.suggestion}`] : expected ? [`should be ${expected}`] : []),
    ...(reason ? [reason] : []),
  ].join("; ");
}

export function renderSarif(reports: readonly Report[], version: string): string {
  const results = reports.flatMap(findingsIn).map(({ path, span, rule, level, message }) => ({
    ruleId: rule,
    level,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: path.replaceAll("\\", "/") },
          region: { startLine: span.start.line, startColumn: span.start.column, endLine: span.end.line, endColumn: span.end.column },
        },
      },
    ],
  }));
  const rules = Object.keys(LEVELS).map((id) => ({ id, shortDescription: { text: `a step or formula that is ${id}` } }));
  const driver = { name: "gradproof", version, rules };
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

/** A suite for each document, a case for each step; what is refuted, and was not announced, fails. */
export function renderJunit(reports: readonly Report[]): string {
  const suites = reports.map((report) => {
    const cases = report.statements.flatMap((statement) =>
      statement.role === "unreadable"
        ? [testCase(report, statement.span, "unreadable", `<skipped message="${escapeHtml(statement.reason ?? "")}"/>`)]
        : statement.steps.map((step) => testCase(report, step.span, `${step.left} = ${step.right}`, outcomeOf(statement, step))),
    );
    const failures = cases.filter((each) => each.includes("<failure")).length;
    return `<testsuite name="${escapeHtml(report.path)}" tests="${cases.length}" failures="${failures}">\n${cases.join("\n")}\n</testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("\n")}\n</testsuites>\n`;
}

function testCase(report: Report, { start }: Region, name: string, inside: string): string {
  return `<testcase classname="${escapeHtml(report.path)}" name="${escapeHtml(`${start.line}:${start.column} ${name}`)}">${inside}</testcase>`;
}

function outcomeOf(statement: StatementReport, step: StepReport): string {
  if (step.verdict === "proved" || isAnnounced(statement, step)) return "";
  const message = escapeHtml(messageOf(step));
  return step.verdict === "refuted" ? `<failure type="refuted" message="${message}"/>` : `<skipped message="${message}"/>`;
}

/** `::error file=…`: one line for each finding. */
export function renderGithub(reports: readonly Report[]): string {
  const lines = reports.flatMap(findingsIn).map(({ path, span, rule, level, message }) => {
    const command = level === "note" ? "notice" : level;
    const place = `file=${property(path)},line=${span.start.line},col=${span.start.column},endLine=${span.end.line},endColumn=${span.end.column}`;
    return `::${command} ${place},title=${rule}::${data(message)}`;
  });
  return lines.length > 0 ? `${lines.join("\n")}\n` : "";
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
