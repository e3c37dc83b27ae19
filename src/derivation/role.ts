/** What a formula is found to be, and what is known of it then. */
import type { Span } from "../base/span.ts";
import { type Expr } from "../expression/expr.ts";
import type { Formula } from "./formula.ts";
import type { ReadFormula, ReadLink } from "./reading.ts";
import type { Role } from "./report.ts";
import type { Definition } from "./definition.ts";

export interface RoledFormula {
  readonly formula: Formula;
  readonly read: ReadFormula | undefined;
  readonly role: Role;
  /** Why it is a mention, or unreadable. */
  readonly reason: string | undefined;
  /** Where it is unreadable, in the file. */
  readonly span: Span;
  /** The links that define something; they are no steps. */
  readonly defining: ReadonlySet<ReadLink>;
  /** A second `symbol = …` for a name that has a definition. */
  readonly again: Definition | undefined;
  /** Where "setting this to zero gives w = …": what is zero there. */
  readonly solves?: Solved;
}

/** A derivative that is to be zero, and what the page says that it is. */
export interface Solved {
  readonly derivative: Expr;
  /** The name of which values are put in: β where \\hat β is found. */
  readonly unknown: string;
  readonly sides: readonly Expr[];
  /** The formula that says so, where it has "= 0" itself: that is no step then. */
  readonly demand: number | undefined;
}
