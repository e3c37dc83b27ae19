/** What names are, before any formula is read: functions, variables, or other spellings of a primitive. */
import { nameOf, nameParts } from "../expression/name.ts";
import { functionNamed } from "../primitive/table.ts";
import type { SymbolExpr } from "../expression/expr.ts";
import { ParseError } from "../base/span.ts";
import type { FractionSyntax, Syntax } from "../syntax/tree.ts";
import { derivativeShape } from "./leibniz.ts";
import { type Head, headOf } from "./script.ts";

export interface Names {
  /** Names that brackets apply: defined in the document, or left unknown. */
  readonly functions: ReadonlySet<string>;
  /** Names that mean a primitive here, such as σ where the text calls it sigmoid. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Names that are applied to brackets and stand alone, too: a function or a factor. */
  readonly mixed: ReadonlySet<string>;
  /** Names that stand alone somewhere. */
  readonly scalars: ReadonlySet<string>;
  /** Names that are variables although they look like a constant (e, π) or a function. */
  readonly variables: ReadonlySet<string>;
  /** The parameters of the functions that are defined in the document. */
  readonly parameters?: ReadonlyMap<string, readonly SymbolExpr[]> | undefined;
  /** Functions whose bodies name what is made of their parameters, too, with such a name: g(x) = x tanh u, u = 3x. */
  readonly carried?: ReadonlyMap<string, string> | undefined;
  /** Which names are vectors, so that a dot between them is their inner product; default none. */
  readonly vectors?: ((name: string) => boolean) | undefined;
  /** Names of which derivatives are taken by themselves: in ∇_z L x^⊤ no more than L is differentiated. */
  readonly differentiated?: ReadonlySet<string> | undefined;
  /** Names whose primes are derivatives, with the variable of each: y' of a y = x². */
  readonly primed?: ReadonlyMap<string, string> | undefined;
  /** Whether what brackets hold behind a quantity may be the place that it is taken at, as in y(x) and y(x + h) of y = x². */
  readonly isPlaceOf?: ((name: string, argument: Syntax) => "itself" | "place" | undefined) | undefined;
  /** What dW is; undefined where d is a name like any other. */
  readonly adjoints?: Adjoints | undefined;
}

/** Gradients that are written as dW. */
export interface Adjoints {
  /** The loss. */
  readonly of: string;
  /** Whether d before this name makes the gradient by it, or its differential, or is a factor. */
  readonly by: (name: string) => "adjoint" | "differential" | "product" | "unclear";
  /** The name that it is the gradient by: h_t of dh = ∂L/∂h_t. */
  readonly standing: (name: string) => string;
}

/** How often names occur as what; gathered over a whole document before its formulas get a meaning. */
export interface Usage {
  readonly applied: Set<string>;
  readonly primed: Set<string>;
  readonly scalar: Set<string>;
  /** Those that are applied to brackets with more than names in them. */
  readonly beforeSums: Set<string>;
  /** Those that are applied to nothing but names, f(x). */
  readonly beforeNames: Set<string>;
  /** Names that stand as factors beside others. */
  readonly factors: Set<string>;
  /** Names that something is differentiated by. */
  readonly variables: Set<string>;
  /** Names that stand alone under ∂, or behind ∇. */
  readonly differentiated: Set<string>;
  /** Names that stand alone above or below a line: g of g/n. */
  readonly divided: Set<string>;
}

/** Names that are functions when applied to brackets and never used as scalars. */
const CUSTOMARY = new Set(["f", "g", "h", "ϕ", "φ", "ψ", "σ", "F", "A", "J", "L", "ℓ", "ℒ", "Ω"]);

/** Of those, names that are as often numbers or matrices. */
const FACTORS = new Set(["F", "A", "J"]);

/** Names that are functions when applied to nothing but names: densities, and the normal distribution function. */
const DENSITIES = new Set(["p", "q", "Φ"]);

export function emptyUsage(): Usage {
  return {
    applied: new Set(),
    primed: new Set(),
    scalar: new Set(),
    beforeSums: new Set(),
    beforeNames: new Set(),
    factors: new Set(),
    variables: new Set(),
    differentiated: new Set(),
    divided: new Set(),
  };
}

/** Adds the names of a piece of syntax. */
export function gatherUsage(root: Syntax, usage: Usage): void {
  const stack: Syntax[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === "fraction") gatherVariables(node, usage);
    if (node.kind === "fraction")
      for (const side of [node.numerator, node.denominator]) if (headOf(side)) usage.divided.add((headOf(side) as Head).name);
    const parts = partsOf(node);
    const last = node.kind === "juxtaposition" && isNabla(parts.at(-2)) ? headOf(parts.at(-1) as Syntax) : undefined;
    if (last && !last.power && !last.transposed) usage.differentiated.add(last.name);
    // ∇E(w)
    const applied =
      node.kind === "juxtaposition" && isNabla(parts.at(-3)) && holdsNames(parts.at(-1)) ? headOf(parts.at(-2) as Syntax) : undefined;
    if (applied && parts.length === 3) usage.primed.add(applied.name);
    for (const [i, part] of parts.entries()) {
      const head = headOf(part);
      if (!head) {
        stack.push(part);
        continue;
      }
      const next = node.kind === "juxtaposition" ? parts[i + 1] : undefined;
      const isApplied = isArgument(next);
      if (isApplied) usage.applied.add(head.name);
      if (isApplied) (holdsNames(next) ? usage.beforeNames : usage.beforeSums).add(head.name);
      if (!isApplied && isFactor(node, i)) usage.factors.add(head.name);
      if (isApplied && head.primes > 0) usage.primed.add(head.name);
      const ofEntries = withEntries(head, next);
      if (ofEntries !== undefined) usage.primed.add(ofEntries);
      if (!isApplied && !isDefiniendum(node)) usage.scalar.add(head.name);
      if (part.kind === "scripted" && part.sup) stack.push(part.sup);
    }
  }
}

/** S of S(x)_i, and of entry(S(x), i): no factor, as (x)_i would be x_i. */
function withEntries(head: Head, next: Syntax | undefined): string | undefined {
  if (next?.kind === "scripted") return next.sub && holdsNames(next.base) ? head.name : undefined;
  const [whole] = head.name === "entry" && next?.kind === "group" ? next.items : [];
  const [name, brackets, ...more] = whole?.kind === "juxtaposition" ? whole.items : [];
  return name && more.length === 0 && holdsNames(brackets) ? headOf(name)?.name : undefined;
}

/** A of A x and x · A; the x of ∂x is none. */
function isFactor(node: Syntax, at: number): boolean {
  const before = node.kind === "juxtaposition" ? node.items[at - 1] : undefined;
  const isDifferential = isNabla(before) || (before?.kind === "name" && /^[∂d]$/u.test(before.name));
  return node.kind === "product" || (node.kind === "juxtaposition" && node.items.length > 1 && !isDifferential);
}

export function isNabla(item: Syntax | undefined): boolean {
  const name = item?.kind === "scripted" ? item.base : item;
  return name?.kind === "name" && name.name === "∇";
}

function gatherVariables({ numerator, denominator }: FractionSyntax, usage: Usage): void {
  try {
    const shape = derivativeShape(numerator, denominator);
    for (const { variable } of shape?.variables ?? []) usage.variables.add(headOf(variable)?.name ?? "");
    const [of, brackets, ...more] = shape?.of ?? [];
    const head = of && more.length === 0 ? headOf(of) : undefined;
    if (head && !brackets) usage.differentiated.add(head.name);
    // ∂E(w)/∂w: E is a function of w.
    const own = brackets?.kind === "group" && holdsNames(brackets) ? brackets.items.map((item) => headOf(item)?.name) : [];
    const isBy = shape?.variables.some(({ variable }) => own.includes(headOf(variable)?.name)) ?? false;
    if (head && isBy) usage.primed.add(head.name);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
}

/** The softmax of softmax_j: the name of a function whose entries people write with an index behind its name. */
export function wholeOfComponent(name: string): string | undefined {
  return /^(softmax)_/u.exec(name)?.[1];
}

/** Brackets, maybe raised to a power: what a function name before them applies to. */
export function isArgument(item: Syntax | undefined): boolean {
  if (item?.kind === "scripted") return isArgument(item.base);
  return item?.kind === "group" && (item.open === "(" || item.open === "[" || item.open === "{");
}

/** (x) and (x, y) */
export function holdsNames(brackets: Syntax | undefined): boolean {
  return brackets?.kind === "group" && brackets.items.every((item) => headOf(item) !== undefined && headOf(item)?.power === undefined);
}

function isDefiniendum(node: Syntax): boolean {
  return node.kind === "scripted";
}

/** The parts of a piece of syntax that stand for something. */
export function partsOf(node: Syntax): readonly Syntax[] {
  switch (node.kind) {
    case "number":
      return [];
    case "name":
      return [node];
    case "scripted":
      return [node.base, ...(node.sup ? [node.sup] : [])];
    case "sum":
      return node.terms.map((term) => term.term);
    case "product":
      return node.factors.map((factor) => factor.factor);
    case "juxtaposition":
    case "group":
      return node.items;
    case "fraction":
      return [node.numerator, node.denominator];
    case "root":
      return node.degree ? [node.radicand, node.degree] : [node.radicand];
    case "big":
      return [node.body, ...(node.sup ? [node.sup] : [])];
    case "cases":
      return node.rows.flatMap((row) => (row.condition ? [row.value, row.condition] : [row.value]));
    case "matrix":
      return node.rows.flat();
    case "cancel":
    case "factorial":
      return [node.body];
    case "evaluated":
      return [node.body, node.at];
    case "chain":
      return [...(node.first ? [node.first] : []), ...node.links.map((link) => link.right)];
  }
}

/** A piece of syntax with all that it is made of; a name counts as one piece. */
export function nodesOf(root: Syntax): Syntax[] {
  const found: Syntax[] = [];
  const open: Syntax[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    found.push(node);
    if (node.kind !== "name") open.push(...partsOf(node));
  }
  return found;
}

/** What g_i and g_j have in common. */
function familyOf(name: string): string[] {
  const { base, sub, label } = nameParts(name);
  return /^\p{Ll}{1,2}$/u.test(sub) ? [`${base}^${label}`] : [];
}

/** The names of a text: `defined` are functions with a definition, `symbols` the names defined without arguments. */
export function namesFrom(
  usage: Usage,
  defined: ReadonlySet<string>,
  symbols: ReadonlySet<string>,
  aliases: ReadonlyMap<string, string>,
): Names {
  const functions = new Set(defined);
  const mixed = new Set<string>();
  const counted = new Set([...usage.scalar].flatMap(familyOf));
  for (const name of usage.applied) {
    const customary = CUSTOMARY.has(name.replace(/_.*$|\^.*$/u, ""));
    if (symbols.has(name) && usage.primed.has(name)) functions.add(name);
    if (symbols.has(name) || functions.has(name) || functionNamed(name)) continue;
    // g_j (a + b) beside the entries g_i is a product.
    if (!usage.primed.has(name) && familyOf(name).some((family) => counted.has(family))) continue;
    // … and so is g_i (a + b) of g = ∂L/∂a.
    if (!usage.primed.has(name) && /^[i-n]$/.test(nameParts(name).sub) && symbols.has(nameOf({ ...nameParts(name), sub: "" }))) continue;
    // f_{ij} (w_i - b_j) is an entry of weights.
    if (!usage.primed.has(name) && /^[i-n]{2}$/.test(nameParts(name).sub)) continue;
    // log p(x): a density, where p is applied to nothing but names.
    if (DENSITIES.has(name) && !usage.beforeSums.has(name) && (usage.beforeNames.has(name) || !usage.scalar.has(name))) functions.add(name);
    // A (x - y) beside A x: a number or a matrix.
    if (FACTORS.has(name) && usage.factors.has(name) && !usage.beforeNames.has(name) && !usage.primed.has(name)) continue;
    // ∂L/∂g beside g (v^⊤ u) and g/‖v‖
    const isVariable = usage.variables.has(name) && usage.scalar.has(name) && !usage.differentiated.has(name);
    if ((isVariable || usage.divided.has(name)) && !usage.beforeNames.has(name) && !usage.primed.has(name)) continue;
    if (usage.primed.has(name) || (customary && !usage.scalar.has(name))) functions.add(name);
    else if (customary) mixed.add(name);
  }
  return { functions, mixed, scalars: usage.scalar, aliases, variables: symbols, differentiated: usage.differentiated };
}
