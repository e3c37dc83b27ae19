/** Walks over the DAG with explicit stacks: each node once, whatever the depth. */
import { type Expr, type SymbolExpr, callOf, number, symbol, withArgs } from "./expr.ts";
import { instantiateName } from "./name.ts";

/** In which walk each node, by id, was last seen: an array is several times as fast as a set of ids. */
let seenIn = new Int32Array(1 << 12);
let walk = 0;

/** Every node below the roots, arguments before the nodes that use them, in O(nodes). */
export function postorder(...roots: readonly Expr[]): Expr[] {
  const order: Expr[] = [];
  const stack: Expr[] = roots.length > 1 ? roots.toReversed() : [...roots];
  makeRoom(Math.max(0, ...roots.map((root) => root.id)));
  walk++;
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    if (seenIn[top.id] === walk) {
      stack.pop();
      continue;
    }
    const before = stack.length;
    for (let i = top.args.length - 1; i >= 0; i--) {
      const arg = top.args[i] as Expr;
      if (seenIn[arg.id] !== walk) stack.push(arg);
    }
    if (stack.length > before) continue;
    stack.pop();
    seenIn[top.id] = walk;
    order.push(top);
  }
  return order;
}

/** Ids below a root are smaller than its own. */
function makeRoom(id: number): void {
  if (id < seenIn.length) return;
  const larger = new Int32Array(Math.max(id + 1, 2 * seenIn.length));
  larger.set(seenIn);
  seenIn = larger;
}

/** Rebuilds bottom-up: `visit` gets each node with its arguments already rebuilt. */
export function rebuild(root: Expr, visit: (node: Expr, original: Expr) => Expr): Expr {
  const made = new Map<number, Expr>();
  for (const node of postorder(root)) {
    const args = node.args.length ? node.args.map((arg) => made.get(arg.id) as Expr) : node.args;
    made.set(node.id, visit(withArgs(node, args), node));
  }
  return made.get(root.id) as Expr;
}

/** Replaces symbols at once; what stands under a derivative or binder by its own name is left alone by the caller. */
export function substitute(root: Expr, values: ReadonlyMap<Expr, Expr>): Expr {
  if (values.size === 0) return root;
  return rebuild(root, (node) => values.get(node) ?? node);
}

/** The symbols of an expression in order of first use, bound indices of sums left out. */
export function freeSymbols(...roots: readonly Expr[]): SymbolExpr[] {
  const bound = new Set<Expr>();
  const found: SymbolExpr[] = [];
  for (const node of postorder(...roots)) {
    if (node.kind === "symbol") found.push(node);
    else if (node.kind === "binder") bound.add(node.args[0] as Expr);
  }
  return found.filter((node) => !bound.has(node));
}

export function contains(root: Expr, part: Expr): boolean {
  return postorder(root).includes(part);
}

const LISTS: ReadonlySet<string> = new Set(["matrix", "row", "concat", "set"]);

/** Whether an expression is made of numbers only: no names, no unknown functions. */
export function isConstant(expr: Expr): boolean {
  return postorder(expr).every((node) => node.kind === "number" || (node.kind === "apply" && !LISTS.has(node.op)));
}

/** A body with the index replaced by a number or another index, in subscripts and labels too. */
export function atIndex(body: Expr, index: string, value: number | string): Expr {
  return atIndices(body, new Map([[index, value]]));
}

/** The same for several indices at once, so that k → j and j → k do not run into each other. */
export function atIndices(body: Expr, values: ReadonlyMap<string, number | string>): Expr {
  if (values.size === 0) return body;
  const written = new Map([...values].map(([index, value]) => [index, String(value)]));
  return rebuild(body, (node) => {
    const value = node.kind === "symbol" ? values.get(node.name) : undefined;
    if (value !== undefined) return typeof value === "number" ? number(value) : symbol(value);
    if (node.kind === "symbol") return symbol(instantiateName(node.name, written));
    return node.kind === "call" ? callOf(instantiateName(node.name, written), node.orders, node.args) : node;
  });
}
