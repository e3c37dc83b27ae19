/** Leibniz notation: which fractions are derivatives. */
import { ParseError, cover } from "../base/span.ts";
import type { FractionSyntax, Syntax } from "../syntax/tree.ts";
import { headOf } from "./script.ts";

export interface DerivativeShape {
  /** What is differentiated; empty for an operator such as d/dx. */
  readonly of: readonly Syntax[];
  readonly variables: readonly { readonly variable: Syntax; readonly times: number }[];
}

const itemsOf = (syntax: Syntax): readonly Syntax[] => (syntax.kind === "juxtaposition" ? syntax.items : [syntax]);

/** The order of a d or ∂: 1, or the number above it; undefined if it is none. */
function differential(item: Syntax | undefined): { readonly sign: string; readonly order: number } | undefined {
  if (item?.kind === "name" && (item.name === "d" || item.name === "∂")) return { sign: item.name, order: 1 };
  if (item?.kind !== "scripted" || item.sub || item.primes || item.sup?.kind !== "number") return undefined;
  const base = differential(item.base);
  return base && { sign: base.sign, order: Number(item.sup.text) };
}

/** \frac{∂…}{∂…}: the shape, or undefined where the fraction is a quotient. */
export function derivativeShape(numerator: Syntax, denominator: Syntax): DerivativeShape | undefined {
  const glued = gluedShape(itemsOf(numerator), itemsOf(denominator));
  if (glued) return glued.after.length === 0 ? glued : undefined;
  const top = itemsOf(numerator);
  const head = differential(top[0]);
  const variables = head && denominatorVariables(itemsOf(denominator), head.sign);
  if (!head || !variables) return undefined;
  const total = variables.reduce((sum, { times }) => sum + times, 0);
  if (total !== head.order)
    throw new ParseError("the orders of this derivative above and below do not agree", cover(numerator.span, denominator.span));
  return { of: top.slice(1), variables };
}

/** The shape of a fraction; undefined too where its orders do not agree. */
export function leibnizIn({ numerator, denominator }: FractionSyntax): DerivativeShape | undefined {
  try {
    return derivativeShape(numerator, denominator);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** `∂x ∂y`, `dx^2`: pairs of a differential and its variable. */
function denominatorVariables(items: readonly Syntax[], sign: string): DerivativeShape["variables"] | undefined {
  const variables: { variable: Syntax; times: number }[] = [];
  for (let i = 0; i < items.length; i += 2) {
    const d = differential(items[i]);
    const variable = items[i + 1];
    if (!d || d.sign !== sign || d.order !== 1 || !variable) return undefined;
    variables.push(powerOf(variable));
  }
  return variables.length > 0 ? withoutTranspose(variables) : undefined;
}

/** ∂β ∂β^⊤ of a Hessian: by β, twice. */
function withoutTranspose(variables: DerivativeShape["variables"]): DerivativeShape["variables"] {
  const [first, second, ...more] = variables;
  const [a, b] = [first, second].map((each) => each && headOf(each.variable));
  if (!first || !second || more.length > 0 || !a || !b || a.name !== b.name || a.transposed || !b.transposed || b.power) return variables;
  return [first, { ...second, variable: first.variable }];
}

/** z^2 in dz^2 is z, twice; a label such as z^{(2)} belongs to the name. */
function powerOf(variable: Syntax): { variable: Syntax; times: number } {
  if (variable.kind !== "scripted" || variable.sup?.kind !== "number") return { variable, times: 1 };
  const times = Number(variable.sup.text);
  const { base, sub, primes, span } = variable;
  return { variable: sub || primes ? { kind: "scripted", span, base, sub, sup: undefined, primes } : base, times };
}

/** Plain names that hold their d: dE/dw, d/dx; `after` is what stands beside the divisor. */
function gluedShape(
  top: readonly Syntax[],
  bottom: readonly Syntax[],
): (DerivativeShape & { readonly after: readonly Syntax[] }) | undefined {
  const by = withoutD(bottom[0]);
  const [first, second] = top;
  if (!by || !first) return undefined;
  const after = bottom.slice(1);
  const variables = [powerOf(by)];
  const operator = differential(first);
  const isOperator = operator?.sign === "d" && top.length === 1;
  if (isOperator && after.length > 0 && operator.order !== (variables[0] as { times: number }).times) {
    throw new ParseError("the orders of this derivative above and below do not agree", cover(first.span, by.span));
  }
  if (operator?.sign === "d" && operator.order === (variables[0] as { times: number }).times) {
    if (top.length === 1 && after.length === 0) return undefined; // d/dx alone: a quotient of two names
    if (top.length > 2) return undefined;
    return { of: second ? [second] : [], variables, after };
  }
  const of = withoutD(first);
  return of && top.length === 1 && (variables[0] as { times: number }).times === 1 ? { of: [of], variables, after } : undefined;
}

/** The plain name `dE` → E. */
function withoutD(item: Syntax | undefined): Syntax | undefined {
  if (item?.kind === "scripted") {
    const base = withoutD(item.base);
    return base && { ...item, base };
  }
  if (item?.kind !== "name" || item.word || !/^d(?!_?$)[\p{L}_]/u.test(item.name) || item.name === "d") return undefined;
  return { ...item, name: item.name.slice(1), span: { start: item.span.start + 1, end: item.span.end } };
}

/** `… ∂E / ∂w …` written inline: what stands before it, the derivative, what stands after it. */
export function derivativeInProduct(
  top: readonly Syntax[],
  below: Syntax,
): (DerivativeShape & { readonly before: readonly Syntax[]; readonly after: readonly Syntax[] }) | undefined {
  const bottom = itemsOf(below);
  const glued = gluedShape(top.slice(-1), bottom) ?? (top.length > 1 ? gluedShape(top.slice(-2), bottom) : undefined);
  if (glued) return { ...glued, before: top.slice(0, differential(top.at(-2)) && glued.of.length > 0 && !withoutD(top.at(-1)) ? -2 : -1) };
  const at = top.findLastIndex((item) => differential(item));
  const head = differential(top[at]);
  const sign = differential(bottom[0]);
  const variable = bottom[1];
  if (!head || !sign || sign.sign !== head.sign || sign.order !== 1 || !variable) return undefined;
  const power = powerOf(variable);
  if (power.times !== head.order) return undefined;
  return { of: top.slice(at + 1), variables: [power], before: top.slice(0, at), after: bottom.slice(2) };
}
