/** One-sided matching of rule patterns; sums and products match in any order of two terms. */
import type { Expr } from "../expression/expr.ts";
import { substitute } from "../expression/traverse.ts";
import { type RewriteRule, isVariable } from "../rule/rule.ts";

type Binding = ReadonlyMap<Expr, Expr>;

/** What an expression becomes by the first rule that fits at its root; rules with conditions are left to the prover. */
export function rewriteAt(expr: Expr, rules: readonly RewriteRule[]): Expr | undefined {
  for (const rule of byHead(rules, expr)) {
    const binding = match(rule.left, expr);
    if (binding) return substitute(rule.right, binding);
  }
  return undefined;
}

const index = new WeakMap<readonly RewriteRule[], Map<string, RewriteRule[]>>();

function byHead(rules: readonly RewriteRule[], expr: Expr): readonly RewriteRule[] {
  let table = index.get(rules);
  if (!table) {
    table = new Map();
    for (const rule of rules) {
      if (rule.where.length > 0 || rule.left.kind !== "apply") continue;
      table.set(rule.left.op, [...(table.get(rule.left.op) ?? []), rule]);
    }
    index.set(rules, table);
  }
  return expr.kind === "apply" ? (table.get(expr.op) ?? []) : [];
}

/** The values of the variables that make the pattern the expression. Patterns are of bounded depth. */
export function match(pattern: Expr, expr: Expr, binding: Binding = new Map()): Binding | undefined {
  if (isVariable(pattern)) {
    const bound = binding.get(pattern);
    return bound === undefined ? new Map([...binding, [pattern, expr]]) : bound === expr ? binding : undefined;
  }
  if (pattern === expr) return binding;
  if (pattern.kind !== "apply" || expr.kind !== "apply" || pattern.op !== expr.op || pattern.args.length !== expr.args.length)
    return undefined;
  const inOrder = matchAll(pattern.args, expr.args, binding);
  if (inOrder || (pattern.op !== "add" && pattern.op !== "mul") || pattern.args.length !== 2) return inOrder;
  return matchAll(pattern.args, expr.args.toReversed(), binding);
}

function matchAll(patterns: readonly Expr[], exprs: readonly Expr[], binding: Binding): Binding | undefined {
  let current: Binding | undefined = binding;
  for (const [i, pattern] of patterns.entries()) current = current && match(pattern, exprs[i] as Expr, current);
  return current;
}
