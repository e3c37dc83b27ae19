/** The verdict on a step at concrete sizes, under what is said of its indices. */
import { type Verdict, undecided } from "../decide/verdict.ts";
import { type Expr, type SymbolExpr, isOp, mul } from "../expression/expr.ts";
import { toNumber } from "../base/rational.ts";
import { indicesOf, nameParts } from "../expression/name.ts";
import { freeSymbols } from "../expression/traverse.ts";
import { toPlain } from "../notation/plain.ts";
import { ShapeClash } from "../tensor/shape.ts";
import type { Source } from "./instance.ts";
import type { StepVerdict } from "./step-verdict.ts";
import type { View } from "./view.ts";
import { shapesClash } from "./shape-verdict.ts";
import { isSizeError } from "./sized-inquiry.ts";
import { EntryByEntry, type Told, unclearWords } from "./entry-by-entry.ts";

export abstract class SizedDecision extends EntryByEntry {
  /** The same page if it said something else. */
  protected abstract override with(change: Partial<Source>, told?: Partial<Told>): SizedDecision;

  /** The verdict under what is said of indices; undecided where it matters whether that is said of this step. */
  protected whereConditionsHold(left: Expr, right: Expr, view: View): StepVerdict {
    const said = this.sizes.source.scope.indexConditions.at(view);
    // δ_{jk} tells both cases of j and k, whatever was said before.
    const tellsBoth = (condition: Expr): boolean => comparesWithDelta([left, right], condition);
    const sure = said.sure.filter((each) => !this.holdsOfAll(each));
    const open = said.open.filter((each) => !this.holdsOfAll(each) && !tellsBoth(each));
    const judged = (conditions: readonly Expr[]): StepVerdict => {
      // For i ≠ y the sides need be the same but for a factor that is 0 where i is y.
      const factors = conditions.flatMap((condition) => this.sizes.source.facts.gathers?.where(condition) ?? []);
      const [a, b] = [left, right].map((side) => (factors.length === 0 ? side : mul(...factors, side))) as [Expr, Expr];
      const found = this.underConditions(a, b, view, conditions);
      return factors.length > 0 && found.verdict === "proved"
        ? { ...found, assumptions: [...new Set([...conditions, ...found.assumptions])] }
        : found;
    };
    const verdict = judged(sure);
    if (open.length === 0) return verdict;
    const other = judged(open);
    if (other.verdict === verdict.verdict) return verdict;
    const before = open.map(toPlain).join(", ");
    return {
      ...undecided(`it is ${other.verdict} where ${before} as said before, and ${verdict.verdict} in general: say which is meant`),
      notes: [],
    };
  }

  /** 1 ≤ i of what is counted from 1. */
  private holdsOfAll(condition: Expr): boolean {
    const [least, letter] = isOp(condition, "le") ? condition.args : [];
    return least?.kind === "number" && letter?.kind === "symbol" && toNumber(least.value) <= this.sizes.source.names.startOf(letter.name);
  }

  /** The verdict for those values of the indices that the conditions leave. */
  private underConditions(left: Expr, right: Expr, view: View, conditions: readonly Expr[]): StepVerdict {
    this.conditions = conditions;
    try {
      const verdict = this.judged(left, right, view, "apart");
      return verdict.verdict === "undecided" ? verdict : { ...verdict, assumptions: [...conditions, ...verdict.assumptions] };
    } catch (clash) {
      if (!(clash instanceof ShapeClash)) return unsized(clash);
      return this.afterClash(clash, left, right, view);
    } finally {
      this.conditions = [];
    }
  }

  /** Where shapes clash, sizes that were kept apart may be meant to be the same: then the values tell. */
  private afterClash(clash: ShapeClash, left: Expr, right: Expr, view: View): StepVerdict {
    try {
      const merged = this.judged(left, right, view, "one");
      if (merged.verdict === "refuted") return { ...merged, notes: [...merged.notes, clash.message] };
      const apart = this.ofShapes(clash, [left, right], view);
      if (apart.verdict === "refuted") return apart;
      return {
        ...undecided(`${clash.message}; where those sizes are the same the step is ${merged.verdict}: declare the shapes`),
        notes: [],
      };
    } catch (error) {
      const common = this.whereAllRun(left, right, view);
      if (common?.verdict === "refuted") return { ...common, notes: [...common.notes, clash.message] };
      return error instanceof ShapeClash ? this.ofShapes(error, [left, right], view) : unsized(error);
    }
  }

  /** k of w_k and g_k where w and g have different numbers of entries: what fails at an index that both have, fails. */
  private whereAllRun(left: Expr, right: Expr, view: View): StepVerdict | undefined {
    try {
      return this.judgedAt({ from: 0 }, "a letter counts entries of different numbers", left, right, view, "as far as all");
    } catch (error) {
      if (isSizeError(error)) return undefined;
      throw error;
    }
  }

  /** Shapes that cannot go together are a mistake where nothing about them is a guess. */
  private ofShapes(clash: ShapeClash, sides: readonly [Expr, Expr], view: View): StepVerdict {
    const question = { clash, sides, view, sizes: this.sizes, areGradients: this.options.adjoints.areGradients };
    const fails = (names: Source["names"], others = sides): boolean => this.with({ names }).fails(...others, view);
    const { verdict, mayBeTurned } = shapesClash({ ...question, unclear: this.unclear[0] && unclearWords(this.unclear[0]), fails });
    this.hasTurned ||= mayBeTurned;
    return verdict;
  }

  /** Whether a step fails or its shapes clash, even where sizes that it makes the same are the same. */
  private fails(left: Expr, right: Expr, view: View): boolean {
    try {
      return this.judgedAt({ from: 0 }, "the sizes were made the same", left, right, view, "one").verdict === "refuted";
    } catch (error) {
      if (error instanceof ShapeClash) return true;
      if (isSizeError(error)) return false;
      throw error;
    }
  }
}

function unsized(error: unknown): StepVerdict {
  if (!isSizeError(error)) throw error;
  return { ...(undecided(error.message) satisfies Verdict), notes: [] };
}

/** Whether δ_{jk} stands in a step, where a condition compares j and k. */
function comparesWithDelta(sides: readonly Expr[], condition: Expr): boolean {
  const letters = (isOp(condition, "ne") || isOp(condition, "eq") ? condition.args : []).flatMap((side) =>
    side.kind === "symbol" ? [side.name] : [],
  );
  const isDelta = ({ name }: SymbolExpr): boolean => {
    const { base, sub } = nameParts(name);
    const indices = indicesOf(sub);
    return base === "δ" && indices.length === 2 && letters.every((letter) => indices.includes(letter));
  };
  return letters.length === 2 && freeSymbols(...sides).some(isDelta);
}
