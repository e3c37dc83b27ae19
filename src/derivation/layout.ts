/**
 * Whether Jacobians have a row (numerator layout) or a column (denominator layout) for each entry of what is
 * differentiated: as the document says, or as its steps show.
 */
import type { Layout } from "../tensor/operation.ts";
import type { DocumentParts } from "./formula.ts";
import { type Report, type StatementReport, type StepReport, summarize } from "./report.ts";

/** Begins the reason of a step whose sides are rows and columns. */
export const TURNED = "the shapes do not go together";
/** Ends it, where only that is open. */
export const ROWS = "declare which of them are rows";

const LAYOUTS: ReadonlySet<string> = new Set(["numerator", "denominator"]);

/** `layout denominator`: what the author set, and the directives that name no layout. */
export function layoutSaid({ declarations }: DocumentParts): {
  readonly layout: Layout | undefined;
  readonly problems: readonly { readonly span: DocumentParts["declarations"][0]["span"]; readonly reason: string }[];
} {
  const said = declarations.filter(({ kind }) => kind === "layout").map(({ argument, span }) => ({ name: argument.trim(), span }));
  const wrong = said.filter(({ name }) => !LAYOUTS.has(name));
  return {
    layout: said.find(({ name }) => LAYOUTS.has(name))?.name as Layout | undefined,
    problems: wrong.map(({ name, span }) => ({ span, reason: `a layout is numerator or denominator, not "${name}"` })),
  };
}

/** Of a document judged in both layouts: the report in the one that its steps agree with; where neither fits better, both are needed. */
export function inLayoutOfSteps(numerator: Report, denominator: Report): Report {
  const [inRows, inColumns] = [numerator, denominator].map(failures) as [number, number];
  if (inColumns < inRows) return { ...denominator, layout: "denominator" };
  if (inRows < inColumns) return { ...numerator, layout: "numerator" };
  const statements = numerator.statements.map((statement, i) => undecidedWhereTheyDiffer(statement, denominator.statements[i]));
  return { ...numerator, statements, summary: summarize(statements) };
}

/** Whether gradients as rows explain the steps of a page better than gradients as columns: more hold, or shapes fit everywhere. */
export function isBetter(asRows: Report, inColumns: Report): boolean {
  if (asRows.summary.proved < inColumns.summary.proved) return false;
  if (clashes(asRows) === 0 && clashes(inColumns) > 0) return true;
  return asRows.summary.refuted <= inColumns.summary.refuted && failures(asRows) < failures(inColumns);
}

/** Steps whose sides have shapes that do not go together. */
const clashes = ({ statements }: Report): number => statements.flatMap(({ steps }) => steps).filter(isClash).length;

const isClash = ({ method, reason }: StepReport): boolean => method === "shape" || reason?.startsWith(TURNED) === true;

/** Whether ∂L/∂x = δ^⊤ W is no derivative of this page: another one holds as a column, and as a row, ∇ apart, it does not. */
export function showsColumns(inColumns: Report, asRows: Report | undefined): boolean {
  const steps = inColumns.statements.flatMap((statement) => statement.steps);
  const inRows = asRows?.statements.flatMap((statement) => statement.steps) ?? [];
  const isOpen = ({ reason, left }: StepReport): boolean => reason?.endsWith(ROWS) === true && (asRows !== undefined || isNabla(left));
  // W^⊤ δ was meant to be a column; of δ alone nobody knows.
  const isColumn = ({ verdict, left, right }: StepReport, i: number): boolean =>
    verdict === "proved" && /⊤\*[^⊤]+$/u.test(right) && (isNabla(left) || (inRows[i] !== undefined && isClash(inRows[i])));
  return steps.some(isOpen) && steps.some(isColumn);
}

const isNabla = (left: string): boolean => left.startsWith("gradient(");

function failures({ summary }: Report): number {
  return summary.refuted + summary.undecided + summary.supported / 2;
}

function undecidedWhereTheyDiffer(statement: StatementReport, other: StatementReport | undefined): StatementReport {
  const isSame = (step: StepReport, than: StepReport | undefined): boolean =>
    step.verdict === than?.verdict || (than !== undefined && isClash(step) && isClash(than));
  const steps = statement.steps.map((step, i) => (isSame(step, other?.steps[i]) ? step : undecidedStep(step, other?.steps[i])));
  const changed = steps.some((step, i) => step !== statement.steps[i]);
  if (!changed) return statement;
  const { expectation } = statement;
  return { ...statement, steps, ...(expectation ? { expectation: { ...expectation, met: false } } : {}) };
}

function undecidedStep({ proof: _proof, entry: _entry, ...step }: StepReport, other: StepReport | undefined): StepReport {
  const reason = `${step.verdict} if Jacobians have a row for each entry of what is differentiated, ${other?.verdict ?? "undecided"} if they have a column: say which, as in <!-- gradproof: layout denominator -->`;
  return { ...step, verdict: "undecided", method: "none", counterexample: null, diagnosis: null, expected: null, assumptions: [], reason };
}
