/** Formulas with their meaning: each side read, each formula given a role. */
import { ParseError } from "../base/span.ts";
import { elaborate } from "../elaborate/elaborate.ts";
import type { Names } from "../elaborate/names.ts";
import type { Cancelled } from "../elaborate/naming.ts";
import { type Expr, apply, eq } from "../expression/expr.ts";
import { toLatex } from "../notation/latex.ts";
import { toPlain } from "../notation/plain.ts";
import type { ChainSyntax, LinkSyntax, Syntax } from "../syntax/tree.ts";
import type { Formula } from "./formula.ts";

/** One side of a relation: every way to read it, the usual one first. */
export interface Side {
  readonly syntax: Syntax;
  readonly readings: readonly Expr[];
  /** The same with struck-out terms replaced by what becomes of them. */
  readonly replaced: readonly Expr[];
  readonly cancelled: readonly Cancelled[];
  readonly ambiguity: string | undefined;
}

export interface ReadLink {
  readonly relation: string;
  readonly syntax: LinkSyntax;
  readonly left: Side;
  readonly right: Side;
}

export interface ReadFormula {
  readonly formula: Formula;
  readonly first: Side;
  readonly links: readonly ReadLink[];
}

/** Every side of a formula. */
export function sidesOf({ first, links }: ReadFormula): Side[] {
  return [first, ...links.map((link) => link.right)];
}

const MOST_READINGS = 6;

/** Reads all sides of a chain; `left` is the side that a leading relation continues. Throws ParseError. */
export function readFormula(formula: Formula, chain: ChainSyntax, left: Side | undefined, names: Names): ReadFormula {
  const first = chain.first ? readSide(chain.first, names) : left;
  if (!first) throw new ParseError("the line begins with a relation, and nothing before it can be continued", chain.span);
  const links: ReadLink[] = [];
  let before = first;
  for (const syntax of chain.links) {
    if (!isReadable(syntax)) throw new ParseError(`the relation ${syntax.relation} is not understood`, syntax.span);
    const right = readSide(syntax.right, names);
    links.push({ relation: syntax.relation, syntax, left: before, right });
    before = right;
  }
  return { formula, first, links };
}

function isReadable(link: LinkSyntax): boolean {
  return !/^(?:.* .*|[∀∃≪≫])$/u.test(link.relation) || link.relation === "∈";
}

function readSide(syntax: Syntax, names: Names): Side {
  const readings: Expr[] = [];
  const replaced: Expr[] = [];
  let cancelled: readonly Cancelled[] = [];
  let ambiguity: string | undefined;
  const open: number[][] = [[]];
  for (let choices = open.shift(); choices && readings.length < MOST_READINGS; choices = open.shift()) {
    let reading;
    try {
      reading = elaborate(syntax, { names, choices });
    } catch (error) {
      if (readings.length > 0 && error instanceof ParseError) continue;
      throw error;
    }
    if (readings.length === 0) {
      cancelled = reading.cancelled;
      ambiguity = reading.ambiguities[0]?.message;
    }
    for (let i = choices.length; i < reading.ambiguities.length; i++)
      open.push([...choices, ...Array<number>(i - choices.length).fill(0), 1]);
    if (readings.includes(reading.expr)) continue;
    readings.push(reading.expr);
    replaced.push(elaborate(syntax, { names, choices, struck: "replaced" }).expr);
  }
  return { syntax, readings, replaced, cancelled, ambiguity: readings.length > 1 ? ambiguity : undefined };
}

/** The formula as it was read. */
export function readingOf({ first, links, formula }: ReadFormula, print: "plain" | "latex"): string {
  const text = print === "plain" ? toPlain : toLatex;
  const sign = (relation: string): string => (print === "plain" ? relation : (LATEX_RELATION[relation] ?? relation));
  const begin = formula.chain?.first ? text(first.readings[0] as Expr) : "";
  return links.reduce((all, link) => `${all} ${sign(link.relation)} ${text(link.right.readings[0] as Expr)}`, begin).trim();
}

const LATEX_RELATION: Readonly<Record<string, string>> = {
  "≈": "\\approx",
  "≤": "\\le",
  "≥": "\\ge",
  "≠": "\\ne",
  "∈": "\\in",
  "≡": "\\equiv",
  "←": "\\leftarrow",
  "∝": "\\propto",
  ":=": ":=",
  "→": "\\to",
};

/** What a comparison or a membership says as a condition; undefined where it says nothing that is used. */
export function conditionOf(link: ReadLink): Expr | undefined {
  const [left, right] = [link.left.readings[0] as Expr, link.right.readings[0] as Expr];
  switch (link.relation) {
    case "<":
      return apply("lt", [left, right]);
    case ">":
      return apply("lt", [right, left]);
    case "≤":
      return apply("le", [left, right]);
    case "≥":
      return apply("le", [right, left]);
    case "≠":
      return apply("ne", [left, right]);
    case "=":
      return eq(left, right);
    default:
      return undefined;
  }
}
