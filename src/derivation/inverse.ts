/**
 * Equations that turn a definition round: σ = e^{s/2} beside s = log σ². Both together define nothing; the second says what
 * σ is where s is what changes, as in ∂σ/∂s.
 */
import {
  type Expr,
  type SymbolExpr,
  apply,
  derivativeOf,
  div,
  isOp,
  le,
  one,
  positive,
  symbol,
  withArgs,
  zero,
} from "../expression/expr.ts";
import type { Graph } from "../derivative/graph.ts";
import { exactValue } from "../evaluate/exact.ts";
import { freeSymbols, isConstant, postorder } from "../expression/traverse.ts";
import type { Definition } from "./definition.ts";
import type { Scope } from "./scope.ts";
import type { View } from "./view.ts";

interface Inverse {
  /** s = log σ² */
  readonly of: Definition;
  /** σ = e^{s/2} */
  readonly turned: Definition;
}

/** Whether left = right holds, seen from a place. */
type Holds = (left: Expr, right: Expr, view: View) => boolean;

export class Inverses {
  private readonly scope: Scope;
  private readonly known: Inverse[] = [];

  constructor(scope: Scope) {
    this.scope = scope;
  }

  /**
   * Takes the definitions out that turn another one round: where putting one into the other gives what that began with, and
   * the other way round for the sign that it says the name has.
   */
  settle(holds: Holds): void {
    for (const turned of this.scope.definitions.slice()) {
      const of = this.turnedBy(turned);
      if (!of || this.known.some((each) => each.turned === of)) continue;
      const view = { index: Math.max(of.index, turned.index), section: turned.section };
      const [reading, back] = [turned.readings[0] as Expr, of.readings[0] as Expr];
      const range = principal(turned) ?? principal(of);
      // arctan(tan y) is y where y is what arctan comes to, and that is what it is here.
      if (!range && !this.scope.without(of, () => holds(symbol(of.name), back, view))) continue;
      const { all: assumptions } = this.scope.assumptions;
      const before = assumptions.length;
      // x = √y beside y = x² says which of the roots is meant.
      for (const condition of range ?? signOf(symbol(turned.name), reading))
        assumptions.push({ index: -1, section: turned.section, condition, local: false, behind: false });
      const first = principal(turned) ? of : turned;
      if (this.scope.without(first, () => holds(symbol(first.name), first.readings[0] as Expr, view))) {
        this.scope.remove(turned);
        this.known.push({ of, turned });
      } else assumptions.length = before;
    }
  }

  /** Keeps in mind that a name is something, by what is defined by that name. */
  note(name: Expr, reading: Expr, { index, section }: View): void {
    if (name.kind !== "symbol" || this.scope.hasDefinition(name.name)) return;
    const turned = { index, section, name: name.name, parameters: undefined, readings: [reading], replaces: false };
    const of = this.turnedBy(turned);
    if (of) this.known.push({ of, turned });
  }

  /** What comes of judging a step that differentiates by these names where what they are made of is made of them. */
  where<T>(by: readonly SymbolExpr[], { index }: View, act: () => T): T | undefined {
    const { scope } = this;
    const found = this.known.find(
      ({ of, turned }) =>
        scope.definitions.includes(of) && turned.index <= index && by.includes(symbol(of.name)) && !by.includes(symbol(turned.name)),
    );
    return found && scope.without(found.of, () => this.with({ ...found.turned, index: found.of.index }, act));
  }

  private with<T>(definition: Definition, act: () => T): T {
    this.scope.add(definition);
    const result = act();
    this.scope.remove(definition);
    return result;
  }

  /** s = log σ² of σ = e^{s/2}, where nothing else defines either. */
  private turnedBy(turned: Definition): Definition | undefined {
    const [reading, ...others] = turned.readings;
    if (turned.parameters || turned.solves || !reading || others.length > 0) return undefined;
    const { definitions } = this.scope;
    const isOnly = (each: Definition): boolean => definitions.every((other) => other === each || other.name !== each.name);
    const names = new Set(freeSymbols(reading).map(({ name }) => name));
    return definitions.find(
      (of) =>
        of !== turned &&
        of.index <= turned.index &&
        !of.parameters &&
        of.readings.length === 1 &&
        names.has(of.name) &&
        !names.has(turned.name) &&
        isOnly(of) &&
        isOnly(turned) &&
        freeSymbols(of.readings[0] as Expr).includes(symbol(turned.name)),
    );
  }
}

/** What is between the bounds of an inverse function: cos y > 0 for y = arctan x. */
const RANGES: ReadonlyMap<string, (angle: Expr) => Expr> = new Map([
  ["atan", (angle: Expr): Expr => positive(apply("cos", [angle]))],
  ["asin", (angle: Expr): Expr => le(zero, apply("cos", [angle]))],
  ["acos", (angle: Expr): Expr => le(zero, apply("sin", [angle]))],
]);

function principal({ name, readings: [reading] }: Definition): Expr[] | undefined {
  const range = reading?.kind === "apply" ? RANGES.get(reading.op)?.(symbol(name)) : undefined;
  return range && [range];
}

/** du/dp where p is made of u and of nothing else, as 1/(dp/du); a derivative of that by p again as one by u, over dp/du. */
export function turnedRound(expr: Expr, graph: Graph): Expr {
  const turned = new Map<Expr, Expr>();
  for (const node of postorder(expr)) {
    const args = node.args.map((arg) => turned.get(arg) ?? arg);
    const made = args.every((arg, i) => arg === node.args[i]) ? node : withArgs(node, args);
    turned.set(node, node.kind === "derivative" ? (inverted(node.args[0] as Expr, made, graph) ?? made) : made);
  }
  return turned.get(expr) as Expr;
}

function inverted(written: Expr, { args: [of, by] }: Expr, graph: Graph): Expr | undefined {
  if (by?.kind !== "symbol" || of === undefined || graph.definitionsOf(by).length !== 1) return undefined;
  const leaves = [...graph.reach(by)].filter((name) => graph.definitionsOf(name).length === 0);
  const [leaf] = leaves;
  if (!leaf || leaves.length > 1) return undefined;
  if (of === leaf) return div(one, derivativeOf(by, leaf));
  return written.kind === "derivative" && of !== written ? div(derivativeOf(of, leaf), derivativeOf(by, leaf)) : undefined;
}

/** What a name's sign is where it is a root or an exponential. */
function signOf(name: Expr, reading: Expr): Expr[] {
  const isNegative = isOp(reading, "neg");
  const root = isNegative ? (reading.args[0] as Expr) : reading;
  const exponent = isOp(root, "pow") ? root.args[1] : undefined;
  const isRoot = isOp(root, "sqrt") || (exponent !== undefined && isConstant(exponent) && exactValue(exponent)?.d === 2n);
  if (isRoot) return [isNegative ? le(name, zero) : le(zero, name)];
  return isOp(root, "exp") && !isNegative ? [positive(name)] : [];
}
