/** Conditions on indices, "if i = j": which entries the formulas beside them speak of. */
import type { Expr } from "../expression/expr.ts";
import { BEHIND } from "./assumption.ts";
import type { View } from "./view.ts";

/** "if i = j": which entries the formula beside it speaks of. */
export interface IndexCondition extends View {
  /** The block of mathematics it stands in. */
  readonly block: number;
  readonly condition: Expr;
  /** Whether it is said of the formula before it. */
  readonly isBehind: boolean;
  /** Whether it is said of the formula at its index, as "otherwise" is. */
  readonly isOwn?: boolean;
}

export class IndexConditions {
  /** In the order of the text. */
  readonly all: IndexCondition[] = [];

  /**
   * Conditions on indices at a place: said of the formula itself, or of one before it since when nobody has said anything
   * else, so that they may still hold.
   */
  at({ index, section, block, sentence = Infinity }: View): {
    readonly sure: readonly Expr[];
    readonly open: readonly Expr[];
  } {
    const here = this.all.filter((each) => each.section === section);
    const own = here.find((each) => each.isOwn && each.index === index);
    if (own) return { sure: [own.condition], open: [] };
    const isOf = (each: IndexCondition): boolean => (each.block === block ? each.index - index <= BEHIND : each.index - index === 1);
    const behind = here.find((each) => each.isBehind && each.index > index && isOf(each));
    if (behind) return { sure: [behind.condition], open: [] };
    const before = here.findLast((each) => !each.isBehind && !each.isOwn && each.index < index);
    if (!before) return { sure: [], open: [] };
    const isNext = before.index >= sentence || (block !== undefined && block - before.block <= 1);
    return isNext ? { sure: [before.condition], open: [] } : { sure: [], open: [before.condition] };
  }
}
