/** A written derivation as text for terminals and as LaTeX. */
import type { ReportLanguage } from "./words.ts";
import type { Derivation, DerivationChain, DerivationStep } from "../derivation/derive.ts";

export interface DerivationOptions {
  /** Default: en. */
  readonly lang?: ReportLanguage;
}

/** Steps below each other, each with its reason. */
export function renderDerivationText({ definitions, shapes, chains }: Derivation, { lang = "en" }: DerivationOptions = {}): string {
  const given = [...shapes.map(({ plain }) => `  ${plain}`), ...definitions.map(({ name, body }) => `  ${name.plain} = ${body.plain}`)];
  const blocks = chains.map(({ left, steps }) => {
    const rows = steps.flatMap((step) => [`  = ${step.plain}`, `      ${wordsOf(step, lang)}`]);
    return [left.plain, ...rows].join("\n");
  });
  const head = given.length > 0 ? [`${lang === "ko" ? "정의" : "Definitions"}\n${given.join("\n")}`] : [];
  return `${[...head, ...blocks].join("\n\n")}\n`;
}

/** The reason with the variable as plain text, and where it is found. */
function wordsOf({ reason, sources }: DerivationStep, lang: ReportLanguage): string {
  const words = reason[lang].replace(/\$([^$]*)\$/gu, (_, latex: string) => latex.replaceAll(/[{}]/g, ""));
  return sources.length > 0 ? `${words} (${sources.join("; ")})` : words;
}

/** Where a row of an aligned block is broken, in characters that show. */
const WIDEST = 110;
const WIDEST_ON_PAGES = 64;

/**
 * LaTeX that KaTeX and a TeX engine take, and that `check` reads back: the definitions, then one aligned block for each
 * chain. Needs amsmath and, for struck-out terms, the package cancel.
 */
export function renderDerivationLatex({ definitions, shapes, chains }: Derivation): string {
  const rows = [...shapes.map(({ latex }) => latex), ...definitions.map(({ name, body }) => `${name.latex} = ${body.latex}`)];
  const given = rows.map((row) => `\\[\n${row}\n\\]`);
  return `${[...given, ...chains.map(block)].join("\n\n")}\n`;
}

function block({ left, steps }: DerivationChain): string {
  const rows = steps.map(({ latex }, i) => `${i === 0 ? `${left.latex} ` : ""}&= ${broken(latex, WIDEST)}`);
  return `\\[\n\\begin{aligned}\n${rows.join(" \\\\\n")}\n\\end{aligned}\n\\]`;
}

/** One row of a page: the left side where there is one, and the right side broken into lines. */
export function alignedRow(left: string | undefined, latex: string): string {
  return `\\begin{aligned} ${left ?? ""} &= ${broken(latex, WIDEST_ON_PAGES)} \\end{aligned}`;
}

/** A long row continues on the next line from one of its outermost signs on. */
function broken(latex: string, widest: number): string {
  const parts = outermost(latex, / [+-] /).flatMap((part) => (shownLength(part) > widest ? outermost(part, / \\cdot /) : [part]));
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && shownLength(last) + shownLength(part) <= widest) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines.join(" \\\\\n&\\quad ");
}

/** How long a piece of LaTeX looks, roughly: commands count as one sign, braces and scripts as none. */
function shownLength(latex: string): number {
  return latex.replaceAll(/\\[A-Za-z]+/g, "x").replaceAll(/[{}_^\s\\]/g, "").length;
}

/** Split before signs that stand in no braces, brackets or environments. */
function outermost(latex: string, sign: RegExp): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  const tokens = new RegExp(`${sign.source}|\\\\(?:begin|end|[A-Za-z]+|.)|[{}()[\\]]`, "g");
  for (const { 0: token, index } of latex.matchAll(tokens)) {
    if (["{", "(", "["].includes(token) || token === "\\begin") depth++;
    else if (["}", ")", "]"].includes(token) || token === "\\end") depth--;
    else if (depth === 0 && index > from && sign.test(token)) {
      parts.push(latex.slice(from, index).trim());
      from = index;
    }
  }
  parts.push(latex.slice(from).trim());
  return parts;
}
