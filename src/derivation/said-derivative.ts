/** "using σ' = σ(1 − σ)": what the words give as the derivative of a function that nothing defines says which one it is. */
import { decide } from "../decide/decide.ts";
import { type Expr, apply, one, pow, sub, symbol, two } from "../expression/expr.ts";
import { rebuild } from "../expression/traverse.ts";
import type { Formula } from "./formula.ts";
import type { ReadFormula } from "./reading.ts";

/** Functions by their derivative in their own value s. The constant that a shift of the argument adds is taken for 0. */
const BY_DERIVATIVE: readonly { readonly primitive: string; readonly slope: (s: Expr) => Expr }[] = [
  { primitive: "sigmoid", slope: (s) => sub(s, pow(s, two)) },
  { primitive: "tanh", slope: (s) => sub(one, pow(s, two)) },
];

const BEFORE =
  /(?:\b(?:using|use|since|because|as|with|where|for which|whose|recall(?:ing)?(?: that)?|given(?: that)?|note that|remember that|satisf(?:y|ies|ying)|(?:identity|property|properties|fact|relation|rule)(?: that| of)?)|利用|由于|因为|根据|满足|性质|其中)\s*[:,，：]?\s*$/iu;
const BEHIND =
  /^\s*(?:이므로|라는 (?:사실|성질)|[을를]\s*(?:이용|사용|쓰)|임을|[이가]\s*성립|の(?:性質|関係)|なので|であるから|より|を(?:用い|使|利用)|的性质|，?可得)/u;

const VALUE = symbol("s‹value›");

export interface GivenFunction {
  readonly name: string;
  readonly primitive: string;
}

/** The function that a formula gives by its derivative. */
export function givenByDerivative({ formula, links: [link, ...more] }: ReadFormula): GivenFunction | undefined {
  if (!link || more.length > 0 || link.relation !== "=" || !isGiven(formula)) return undefined;
  const [left, right] = [link.left.readings[0], link.right.readings[0]];
  if (left?.kind !== "call" || !right || left.args.length !== 1 || left.orders[0] !== 1) return undefined;
  const [argument] = left.args;
  const inValue = rebuild(right, (node) =>
    node.kind === "call" && node.name === left.name && node.orders[0] === 0 && node.args[0] === argument ? VALUE : node,
  );
  const row = BY_DERIVATIVE.find(({ slope }) => decide(inValue, slope(VALUE)).verdict === "proved");
  return row && { name: left.name, primitive: row.primitive };
}

/** The body of that function. */
export const bodyOfGiven = ({ primitive }: GivenFunction, argument: Expr): Expr => apply(primitive, [argument]);

function isGiven({ before, after, display, introduction }: Formula): boolean {
  return introduction === "assumption" || BEFORE.test(before) || (!display && BEHIND.test(after));
}
