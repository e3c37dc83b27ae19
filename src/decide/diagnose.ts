/** The likely mistake of a refuted step: the first edit of the table that makes it true. */
import { tidy } from "../derivative/tidy.ts";
import { type Expr, isOp, symbol, zero } from "../expression/expr.ts";
import { postorder, rebuild, substitute } from "../expression/traverse.ts";
import { toLatex } from "../notation/latex.ts";
import { toPlain } from "../notation/plain.ts";
import { match } from "../simplify/match.ts";
import { simplify } from "../simplify/simplify.ts";
import { type MistakeRow, type Pool, mistakes } from "./mistake.ts";
import { type Position, positionsIn, replacedAt } from "./position.ts";
import type { Diagnosis } from "./verdict.ts";

/** What edits are made of, and what tells quickly whether one fits. */
export interface Bench {
  readonly left: Expr;
  /** What may stand for ?c of a row, where `written` stands. */
  readonly pool: (kind: Pool, written: Expr) => readonly Expr[];
  /** Whether a right side has the values of the left one, as far as doubles at a few points tell. */
  readonly agrees: (right: Expr) => boolean;
}

const MOST_EDITS = 6000;
const MOST_TRIALS = 6;
const LARGEST_RIGHT = 400;

/**
 * The mistake with the corrected side; undefined if no edit of the table fits. `holds` says whether the step with that
 * right side, as its LaTeX is read, is proved.
 */
export function diagnose(bench: Bench, right: Expr, holds: (right: Expr) => boolean): Diagnosis | undefined {
  if (postorder(right).length > LARGEST_RIGHT) return undefined;
  const positions = positionsIn(right);
  const tried = new Set<Expr>([right]);
  let trials = 0;
  for (const row of mistakes) {
    for (const { written, meant, chosen, whole } of editsBy(row, right, positions, bench)) {
      if (tried.has(whole)) continue;
      tried.add(whole);
      if (tried.size > MOST_EDITS || trials >= MOST_TRIALS) return undefined;
      if (dividesByZero(whole) || !bench.agrees(whole)) continue;
      trials++;
      const tidied = row.at === "name" || row.at === "argument" ? whole : simplify(whole);
      // The author's own form, unless simplifying makes it shorter.
      const forms = toLatex(tidied).length < toLatex(whole).length ? [tidied, whole] : [whole, tidied];
      const suggestion = forms.find((side) => holds(side));
      if (suggestion) return { mistake: row.mistake, message: worded(row, written, meant, chosen), suggestion: toLatex(suggestion) };
    }
  }
  return undefined;
}

/** What has no value anywhere agrees with everything, and takes long to find out about. */
function dividesByZero(expr: Expr): boolean {
  return postorder(expr).some((node) => isOp(node, "div") && node.args[1] === zero);
}

interface Edit {
  readonly written: Expr;
  readonly meant: Expr;
  readonly chosen: Expr | undefined;
  readonly whole: Expr;
}

const CHOSEN = symbol("?c");

function* editsBy(row: MistakeRow, right: Expr, positions: readonly Position[], bench: Bench): Generator<Edit> {
  for (const { expr, path, places } of positions) {
    const binding = places.has(row.at) ? match(row.written, expr) : undefined;
    if (!binding) continue;
    for (const chosen of row.pool ? bench.pool(row.pool, expr) : [undefined]) {
      if (chosen === expr || (chosen && chosen === bench.left)) continue;
      const values = new Map([...binding, ...(chosen ? [[CHOSEN, chosen] as const] : [])]);
      const meant = rebuild(row.meant, (node) => values.get(node) ?? (node.kind === "apply" ? tidy(node) : node));
      const whole = row.everywhere ? substitute(right, new Map([[expr, meant]])) : replacedAt(right, path, meant);
      yield { written: expr, meant, chosen, whole };
    }
  }
}

function worded({ message }: MistakeRow, written: Expr, meant: Expr, chosen: Expr | undefined): string {
  const text = (expr: Expr): string => (toPlain(expr).length > 120 ? `${toPlain(expr).slice(0, 120)} …` : toPlain(expr));
  return message
    .replace("⟨w⟩", () => text(written))
    .replace("⟨m⟩", () => text(meant))
    .replace("⟨c⟩", () => (chosen ? text(chosen) : ""));
}
