/** Functions of vectors and matrices: F(x) = W_2 tanh(W_1 x) of a page is put in where it is applied, |Σ| is a determinant. */
import { type Expr, type SymbolExpr, apply, callOf, derivativeOf, isOp, symbol } from "../expression/expr.ts";
import { type NameParts, nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { isTensorOp } from "../primitive/table.ts";
import type { TensorNames } from "../tensor/infer.ts";
import { isNamedOperation } from "../tensor/operation.ts";
import { withCounts } from "./large-count.ts";
import { rankOf } from "./rough-rank.ts";
import type { Definition } from "./definition.ts";
import type { Scope } from "./scope.ts";
import type { DeclaredShapes } from "./declared-shape.ts";
import { tensorKey } from "./tensor.ts";

/** How many functions may stand inside each other. */
const DEEPEST = 12;
const MOST_TIMES = 4;

export class VectorFunctions {
  private readonly scope: Scope;
  private readonly tensors: ReadonlyMap<string, string>;
  private readonly declared: DeclaredShapes;
  /** What the names are, once that is known. */
  names: TensorNames | undefined;
  /** Large numbers that are sizes. */
  readonly counts: ReadonlySet<string>;

  /** `tensors` are the vectors and matrices by `tensorKey`. */
  constructor(scope: Scope, tensors: ReadonlyMap<string, string>, declared: DeclaredShapes, counts: ReadonlySet<string>) {
    this.counts = counts;
    this.scope = scope;
    this.tensors = tensors;
    this.declared = declared;
  }

  /** An expression with the bodies of such functions in the place of their applications. */
  inlined(written: Expr): Expr {
    const expr = withCounts(written, this.counts);
    let current = expr;
    for (let depth = 0; depth < DEEPEST; depth++) {
      const next = rebuild(
        current,
        (node, original) =>
          (node.kind === "call" && this.bodyAt(node)) ||
          this.determinant(node) ||
          this.entrywisePowers(node) ||
          this.listOfNumbers(node, original) ||
          node,
      );
      if (next === current) return current;
      current = next;
    }
    return expr;
  }

  /** 1 - H^2 of a matrix H: a number stands beside entries, and the power is one of entries. */
  private entrywisePowers(node: Expr): Expr | undefined {
    const { names } = this;
    if (!names || !isOp(node, "add") || !node.args.some((arg) => arg.kind === "number")) return undefined;
    const powers = new Map<Expr, Expr>();
    for (const term of node.args) {
      const power = isOp(term, "neg") ? (term.args[0] as Expr) : term;
      const [base, exponent] = isOp(power, "pow") ? power.args : [];
      const times = exponent?.kind === "number" && exponent.value.d === 1n ? Number(exponent.value.n) : 0;
      if (base && times >= 2 && times <= MOST_TIMES && rankOf(base, names) === 2)
        powers.set(
          power,
          Array.from({ length: times }, () => base).reduce((a, b) => apply("hadamard", [a, b])),
        );
    }
    return powers.size > 0 ? substitute(node, powers) : undefined;
  }

  /** [a, b] of numbers, and [a, b]^⊤: the vector with these entries. */
  private listOfNumbers(node: Expr, written: Expr): Expr | undefined {
    const { names } = this;
    if (isOp(written, "transpose") && isOp(written.args[0] as Expr, "concat") && isOp(node.args[0] as Expr, "matrix")) return node.args[0];
    if (!names || !isOp(node, "concat") || node.args.length < 2 || node.args.some((arg) => rankOf(arg, names) !== 0)) return undefined;
    return apply(
      "matrix",
      node.args.map((arg) => apply("row", [arg])),
    );
  }

  /** |Σ| of a square matrix. */
  private determinant(node: Expr): Expr | undefined {
    const of = isOp(node, "abs") ? node.args[0] : undefined;
    const isSquare = ({ name }: SymbolExpr): boolean => {
      const shape = this.declared.get(name);
      if (shape) return shape.length === 2 && shape[0] === shape[1];
      return /^\p{Lu}$/u.test(name) && this.tensors.has(tensorKey(name));
    };
    const isProduct = (each: Expr): boolean =>
      each.kind === "symbol" ? isSquare(each) : each.kind === "number" || isOp(each, "mul") || isOp(each, "transpose") || isOp(each, "pow");
    return of && freeSymbols(of).length > 0 && postorder(of).every(isProduct) ? callOf("det", [0], [of]) : undefined;
  }

  private bodyAt({ name, orders, args }: Expr & { kind: "call" }): Expr | undefined {
    // A second definition that was proved says the same.
    const [definition, ...others] = this.scope.definitions.filter((each) => each.name === name && each.parameters);
    if (!definition || others.some(({ replaces }) => replaces) || definition.readings.length > 1) return undefined;
    const [order = 0] = orders;
    // L'(w) of L(w) = Σ_i (…) is the derivative by w; one by the parts of a vector is written otherwise.
    const by = order > 0 && args.length === 1 && args[0]?.kind === "symbol" ? args[0] : undefined;
    if (orders.some((each) => each > 0) && !by) return undefined;
    const { parameters, readings } = definition as Definition & { parameters: readonly SymbolExpr[] };
    if (parameters.length !== args.length || !this.isOverVectors(definition)) return undefined;
    const isSame = parameters.every((parameter, i) => args[i]?.kind === "symbol" && letterOf(parameter) === (args[i] as SymbolExpr).name);
    // k of x_k would become the k of a sum in the body.
    const bound = postorder(...readings).flatMap((node) => (node.kind === "binder" ? [(node.args[0] as SymbolExpr).name] : []));
    const isBound = ({ name: each }: SymbolExpr): boolean =>
      bound.some((letter) => nameParts(each).sub.includes(letter) || nameParts(each).label.includes(letter));
    if (!isSame && freeSymbols(...args).some(isBound)) return undefined;
    // x_i in the body of f(x) are the entries of x; those of what stands for x have to have names, too.
    const entries = isSame ? NONE : entriesAt(definition, args);
    if (!entries) return undefined;
    const body = substitute(
      readings[0] as Expr,
      new Map([...parameters.map((parameter, i) => [parameter, args[i] as Expr] as const), ...entries]),
    );
    return by ? Array.from({ length: order }, () => by).reduce<Expr>(derivativeOf, body) : body;
  }

  /** Whether its parameters or what it is made of are vectors or matrices. */
  isOverVectors(definition: Definition): boolean {
    const { parameters, readings } = definition;
    const isTensor = ({ name }: SymbolExpr): boolean => this.tensors.has(tensorKey(letterOf({ name } as SymbolExpr)));
    return (
      namesOfEntries(definition).length > 0 ||
      (parameters ?? []).some(isTensor) ||
      freeSymbols(...readings).some(isTensor) ||
      postorder(...readings).some(
        (node) =>
          (node.kind === "apply" && isTensorOp(node.op)) || isNamedOperation(node) || isOp(node, "matrix") || node.kind === "binder",
      )
    );
  }

  /** A body with the letters of the page for its parameters: S(β) is first of all one of the β that the page speaks of. */
  inLetters({ parameters }: Definition, body: Expr): Expr {
    return substitute(body, new Map((parameters ?? []).map((each) => [each as Expr, symbol(letterOf(each))])));
  }
}

/** x of f(x) = x_1 x_2, which is a vector; x_0 of (x - x_0)^2 is no entry. */
export function namesOfEntries({ parameters, readings }: Definition): string[] {
  const names = freeSymbols(...readings);
  const hasEntries = (letter: string): boolean =>
    names.some(({ name }) => nameParts(name).base === letter && /^[1-9]$/u.test(nameParts(name).sub));
  return (parameters ?? []).filter((each) => !names.includes(each) && hasEntries(letterOf(each))).map(letterOf);
}

const NONE: ReadonlyMap<Expr, Expr> = new Map();

/** x_j^{(i)} for the x_j of h(x) = Σ_j w_j x_j at x^{(i)}; undefined where an argument has no such name. */
function entriesAt({ parameters = [], readings }: Definition, args: readonly Expr[]): ReadonlyMap<Expr, Expr> | undefined {
  const found = new Map<Expr, Expr>();
  for (const [i, parameter] of (parameters ?? []).entries()) {
    const entries = freeSymbols(...readings).filter(
      ({ name }) => nameParts(name).sub !== "" && nameParts(name).base === letterOf(parameter),
    );
    const arg = args[i];
    const parts = arg?.kind === "symbol" ? nameParts(arg.name) : undefined;
    if (entries.length > 0 && parts?.sub !== "") return undefined;
    for (const each of entries) found.set(each, symbol(nameOf({ ...(parts as NameParts), sub: nameParts(each.name).sub })));
  }
  return found;
}

/** x of x‹f›. */
export function letterOf({ name }: SymbolExpr): string {
  return name.replace(/‹[^‹]*$/u, "");
}
