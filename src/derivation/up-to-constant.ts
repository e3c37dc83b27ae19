/** Functions of which a page gives nothing but a derivative, ∇J(θ) = ∇ ½‖Xθ − y‖²: their values are known up to a constant. */
import { type CallExpr, type Expr, type SymbolExpr, isOp } from "../expression/expr.ts";
import type { Definition } from "./definition.ts";
import type { Scope } from "./scope.ts";
import type { View } from "./view.ts";

/** The function that these speak of the value of, or of a derivative that is not given, itself or in what they are made of. */
export function valueOpenIn(exprs: readonly Expr[], scope: Scope, view: View): Definition | undefined {
  if (!scope.definitions.some(({ givenBy }) => givenBy)) return undefined;
  const open: Expr[] = [...exprs];
  const seen = new Set<Expr>();
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const by = differentiatedBy(node);
    const [operand] = node.args;
    if (by && operand && definitionsOf(operand, scope, view).some((each) => isGiven(each, by))) open.push(...argumentsOf(operand));
    else {
      const definitions = definitionsOf(node, scope, view);
      const found = definitions.find(({ givenBy, parameters }) => givenBy && !(parameters?.length === 1 && isDerivative(node)));
      if (found) return found;
      open.push(...node.args, ...definitions.flatMap(({ readings }) => readings));
    }
  }
  return undefined;
}

function differentiatedBy(node: Expr): SymbolExpr | undefined {
  return node.kind === "derivative" || isOp(node, "gradient") ? (node.args[1] as SymbolExpr) : undefined;
}

/** What is constant in one variable may depend on the others. */
function isGiven({ givenBy, parameters }: Definition, by: SymbolExpr): boolean {
  return givenBy !== undefined && (givenBy === by || parameters?.length === 1);
}

function definitionsOf(node: Expr, scope: Scope, view: View): readonly Definition[] {
  return node.kind === "symbol" || node.kind === "call" ? scope.visible(node.name, view) : [];
}

function argumentsOf(operand: Expr): readonly Expr[] {
  return operand.kind === "call" ? operand.args : [];
}

/** J'(x) */
function isDerivative(node: Expr): node is CallExpr {
  return node.kind === "call" && node.orders.some((order) => order > 0);
}
