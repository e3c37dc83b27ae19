/** Whether shapes that clash are a mistake, whatever the names are of which a page says nothing. */
import { type Expr, isOp } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { postorder } from "../expression/traverse.ts";
import { occurrenceOf } from "../tensor/entry.ts";
import { type TensorNames } from "../tensor/infer.ts";
import { LOSS_NAMES } from "./loss-name.ts";
import { rankOrClash } from "./rough-rank.ts";
import type { Definition } from "./definition.ts";

/** A name of which nothing is said: x, or the family of x_n. */
export interface OpenName {
  readonly whole: string;
  /** How many indices it is written with; 0 where it stands by itself. */
  readonly indices: number;
}

export interface RankBounds {
  /** Whether the page says what it is. */
  readonly isFixed: (name: string) => boolean;
  /** Whether the notation shows that it is none, as a transpose does. */
  readonly isNoNumber: (name: string) => boolean;
}

/**
 * What the names may be so that both sides fit but for their sizes: names with other ranks for them, and for all that is
 * defined by them; undefined where these are too many. What the page is read as is none of them.
 */
export function otherReadings(
  [left, right]: readonly [Expr, Expr],
  open: readonly OpenName[],
  definitions: readonly Definition[],
  names: TensorNames,
  { isFixed, isNoNumber }: RankBounds,
): readonly TensorNames[] | undefined {
  const ranks = open.map((each) => ranksOf(each, isNoNumber));
  if (ranks.reduce((product, { length }) => product * length, 1) > MOST_CHOICES) return undefined;
  const losses = lossesOf(left, right);
  const choices = ranks.reduce<number[][]>((all, each) => all.flatMap((choice) => each.map((rank) => [...choice, rank])), [[]]);
  const isAsRead = (choice: readonly number[]): boolean => choice.every((rank, i) => rank === rankNow(open[i] as OpenName, names));
  return choices.filter((choice) => !isAsRead(choice)).flatMap((choice) => reading(choice) ?? []);

  function reading(choice: readonly number[]): TensorNames | undefined {
    const ranks = new Map(open.map((each, i) => [keyOf(each), choice[i] as number]));
    const other: TensorNames = {
      ...names,
      rankOf: (whole) => ranks.get(keyOf({ whole, indices: 0 })) ?? names.rankOf(whole),
      innerRank: (whole, indices) => ranks.get(keyOf({ whole, indices })) ?? names.innerRank(whole, indices),
    };
    const isOpen = (key: string): boolean => open.some((each) => keyOf(each) === key);
    for (let pass = 0; pass < DEEPEST; pass++)
      for (const { name, parameters, readings } of definitions) {
        const rank = parameters || !readings[0] ? undefined : rankOrClash(readings[0], other);
        const { whole, indices } = occurrenceOf(name, names);
        const key = keyOf({ whole, indices: indices.length });
        if (rank === "clash") return undefined;
        if (rank === undefined || isOpen(key)) continue;
        if (indices.length > 0 && names.rankOf(whole) === indices.length && rank > 0) return undefined;
        if (isFixed(name) && names.rankOf(name) !== rank) return undefined;
        if (losses.has(name) && rank > 0) return undefined;
        ranks.set(key, rank);
      }
    const [a, b] = [rankOrClash(left, other), rankOrClash(right, other)];
    if (postorder(left, right).some((node) => isNoGradient(node, other))) return undefined;
    return a === "clash" || b === "clash" || (a !== undefined && b !== undefined && a !== b) ? undefined : other;
  }
}

/** The derivative of a vector by a matrix has three axes, which nothing beside it has, and what ∇ stands before is a number. */
function isNoGradient(node: Expr, names: TensorNames): boolean {
  const [of, by] = node.kind === "derivative" || isOp(node, "gradient") ? node.args : [];
  const [a, b] = [of, by].map((each) => each && rankOrClash(each, names));
  return typeof a === "number" && a > 0 && (b === 2 || (isOp(node, "gradient") && of !== undefined && !isOp(of, "gradient")));
}

/** What ∇ stands before is a number, and so is a loss. */
function lossesOf(...sides: readonly Expr[]): ReadonlySet<string> {
  return new Set(
    postorder(...sides).flatMap((node) => {
      const [of] = isOp(node, "gradient") || node.kind === "derivative" ? node.args : [];
      return of?.kind === "symbol" && (isOp(node, "gradient") || LOSS_NAMES.has(of.name)) ? [of.name] : [];
    }),
  );
}

/** Of small letters w, x, y and z alone are what some call a matrix, unless they are bold; a family is of numbers or of vectors. */
function ranksOf({ whole, indices }: OpenName, isNoNumber: (name: string) => boolean): number[] {
  const { base } = nameParts(whole);
  const plain = base.normalize("NFKD");
  const ranks = indices > 0 || /^[a-v]$/.test(plain) || (plain !== base && /^[a-z]$/.test(plain)) ? [0, 1] : [0, 1, 2];
  return ranks.filter((rank) => rank > 0 || indices > 0 || !isNoNumber(whole));
}

const rankNow = ({ whole, indices }: OpenName, names: TensorNames): number | undefined =>
  indices > 0 ? names.innerRank(whole, indices) : names.rankOf(whole);

const keyOf = ({ whole, indices }: OpenName): string => `${whole}/${indices}`;

const MOST_CHOICES = 512;
const DEEPEST = 6;
