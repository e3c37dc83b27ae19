/** Which names of a graph depend on a variable, and by which paths. Nothing recurses on the depth of the definitions. */
import { type Graph, Undetermined } from "../derivative/graph.ts";
import { type Expr, type SymbolExpr } from "../expression/expr.ts";
import { freeSymbols } from "../expression/traverse.ts";

export class Dependence {
  readonly variable: SymbolExpr;
  private readonly graph: Graph;
  private readonly known = new Map<SymbolExpr, boolean>();
  private readonly below = new Map<SymbolExpr, ReadonlySet<SymbolExpr>>();
  /** The names that depend on the variable, each after those that it is defined by. */
  readonly order: SymbolExpr[] = [];

  constructor(graph: Graph, variable: SymbolExpr) {
    this.graph = graph;
    this.variable = variable;
    this.known.set(variable, true);
  }

  /** What a name is defined as; undefined for a leaf and for the variable itself. */
  bodyOf(name: SymbolExpr): Expr | undefined {
    return name === this.variable ? undefined : this.graph.definitionsOf(name)[0];
  }

  /** What a name is built from: the names in its definition, or those that an unknown loss depends on. */
  partsOf(name: SymbolExpr): readonly SymbolExpr[] {
    const body = this.bodyOf(name);
    return body ? freeSymbols(body) : name === this.variable ? [] : (this.graph.sinksOf(name) ?? []);
  }

  dependsOn(expr: Expr): boolean {
    return freeSymbols(expr).some((name) => this.reaches(name));
  }

  /** The names of an expression that depend on the variable, the variable included. */
  inputsOf(expr: Expr): SymbolExpr[] {
    return freeSymbols(expr).filter((name) => this.reaches(name));
  }

  inputsOfName(name: SymbolExpr): SymbolExpr[] {
    return this.partsOf(name).filter((part) => this.reaches(part));
  }

  private reaches(start: SymbolExpr): boolean {
    const open: { name: SymbolExpr; next: number }[] = [{ name: start, next: 0 }];
    const inside = new Set<SymbolExpr>([start]);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const { name } = top;
      const part = this.known.has(name) ? undefined : this.partsOf(name)[top.next++];
      if (part && inside.has(part)) throw new Undetermined(`${part.name} is defined by itself, through other definitions`);
      if (part && !this.known.has(part)) {
        open.push({ name: part, next: 0 });
        inside.add(part);
      } else if (!part) {
        if (!this.known.has(name)) this.settle(name);
        open.pop();
        inside.delete(name);
      }
    }
    return this.known.get(start) as boolean;
  }

  private settle(name: SymbolExpr): void {
    const does = this.partsOf(name).some((part) => this.known.get(part));
    this.known.set(name, does);
    if (does) this.order.push(name);
  }

  /** Whether a name is built from another one. */
  private isBelow(part: SymbolExpr, name: SymbolExpr): boolean {
    let found = this.below.get(name);
    if (!found) {
      const all = new Set<SymbolExpr>();
      const open = [...this.inputsOfName(name)];
      for (let next = open.pop(); next; next = open.pop()) {
        if (all.has(next)) continue;
        all.add(next);
        open.push(...this.inputsOfName(next));
      }
      this.below.set(name, (found = all));
    }
    return found.has(part);
  }

  /** Whether ∂/∂m of something built from these names changes none of the others: only then it is a local derivative. */
  areApart(names: readonly SymbolExpr[]): boolean {
    return names.every((name) => names.every((other) => other === name || !this.isBelow(name, other)));
  }
}
