/** "At the point $(1, 2)$", "at $(x, y) = (1, 2)$": what each variable is there. */
import { headOf } from "../elaborate/script.ts";
import { type Expr, type SymbolExpr, eq, number, symbol } from "../expression/expr.ts";
import type { Syntax } from "../syntax/tree.ts";
import type { Formula } from "./formula.ts";

const BEFORE = /\b(?:at|point|en|im Punkt)\s*$|(?:点|在)\s*$/iu;
const ENDS = /^\s*(?:[,.;:)。、，]|$|(?:is|we|the|it|its|this|one|ist|est|es)\b|에서|で|における|处|處)/u;
const NEARLY = /\b(?:near|close to|about|around|nearly|roughly|approximately|nahe|près de|cerca de)\s*$/iu;
const BEHIND = /^\s*(?:에서|에서의|で|における|处|處)/u;

/** The equations, where the words speak of a point and one list of parameters fits it. */
export function valuesOfPoint(
  { chain, before, after, introduction }: Formula,
  parameters: ReadonlyMap<string, readonly SymbolExpr[]> | undefined,
): readonly Expr[] | undefined {
  const [link, ...more] = chain?.links ?? [];
  const isAt = BEFORE.test(before) || BEHIND.test(after);
  // "… is near $(6, 8)$" says what something comes to.
  const isNearly = NEARLY.test(before);
  if (more.length > 0 || isNearly || !(introduction === "local" || isAt)) return undefined;
  // "The slope at $3$", but not "at $3$ places".
  const isNumber = !link && isAt && ENDS.test(after) && chain?.first !== undefined && integerOf(chain.first) !== undefined;
  const alone = isNumber ? [chain.first as Syntax] : undefined;
  const values = (alone ?? itemsOf(link?.right ?? chain?.first)).map(integerOf);
  const names = link ? itemsOf(chain?.first).map((item) => headOf(item)?.name) : fitting(values.length, parameters);
  if (!names || names.length !== values.length || [...names, ...values].includes(undefined)) return undefined;
  return names.map((name, i) => eq(symbol(name as string), number(values[i] as number)));
}

/** The names of the parameters that all functions of so many have. */
function fitting(count: number, parameters: ReadonlyMap<string, readonly SymbolExpr[]> | undefined): string[] | undefined {
  const lists = [...(parameters?.values() ?? [])].filter((each) => each.length === count).map((each) => each.map(({ name }) => name));
  const [only, ...others] = lists;
  return others.every((each) => each.join() === only?.join()) ? only : undefined;
}

const itemsOf = (side: Syntax | undefined): readonly Syntax[] => (side?.kind === "group" ? side.items : []);

function integerOf(item: Syntax): number | undefined {
  const [term, ...more] = item.kind === "sum" ? item.terms : [{ sign: "+", term: item }];
  const isInteger = term?.term.kind === "number" && more.length === 0 && /^\d{1,9}$/.test(term.term.text);
  return isInteger && term.term.kind === "number" ? Number(`${term.sign}${term.term.text}`) : undefined;
}
