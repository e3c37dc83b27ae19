/** A network's backward pass from a checked document: its proved formulas for ∂E/∂w and ∂E/∂b, compiled. */
import type { CheckOptions } from "../derivation/check.ts";
import { checkDocument } from "../derivation/check-document.ts";
import type { NetworkAgreement, StepReport } from "../derivation/report.ts";
import type { Definition } from "../derivation/definition.ts";
import { type Compiled, compile } from "../evaluate/compile.ts";
import { type Expr, type SymbolExpr } from "../expression/expr.ts";
import { freeSymbols, postorder, substitute } from "../expression/traverse.ts";
import { NetworkError } from "../network/error.ts";
import type { Network } from "../network/network.ts";
import { CONVENTIONS, type Convention, type Quantity, quantityOf } from "./network-names.ts";

/** The gradient of the mean loss, in the order of the network's parameters: what `train` takes as `gradient`. */
export type FormulaGradient = (network: Network, x: ArrayLike<number>, t: ArrayLike<number>) => Float64Array;

interface Step {
  readonly left: Expr;
  readonly right: Expr;
  readonly definitions: readonly Definition[];
}

/** How often formulas may be put into each other. */
const MOST_ROUNDS = 40;

/**
 * Compiles the formulas of a document for the parameters of a network. Only steps that are proved are used. Throws
 * NetworkError where a parameter has no proved formula in terms of the network's quantities. The gradient agrees with the
 * built-in backward pass to rounding (a few units in the last place of each factor).
 */
export function gradientFromDocument(text: string, network: Network, options: CheckOptions = {}): FormulaGradient {
  const formulas = provedFormulas(text, options);
  const convention = CONVENTIONS.find((each) => covers(formulas, network, each)) ?? (CONVENTIONS[0] as Convention);
  const slots = parameterSlots(network, formulas, convention);
  const exprs = slots.map(({ slope, name }) => settled(slope, formulas, network, convention, name));
  const variables = freeSymbols(...exprs);
  const quantities = variables.map(({ name }) => quantityOf(name, network, convention) as Quantity);
  const compiled = compile(exprs, variables);
  return (current, x, t) => run(current, x, t, compiled, quantities, slots);
}

interface Formulas {
  /** ∂E/∂w → what it was proved to be; the last of a chain. */
  readonly slopes: ReadonlyMap<Expr, Expr>;
  readonly definitions: ReadonlyMap<string, Expr>;
}

function provedFormulas(text: string, options: CheckOptions): Formulas {
  const steps: Step[] = [];
  // The number of the step travels with it through the report.
  const numbers = (left: Expr, right: Expr, definitions: readonly Definition[]): NetworkAgreement => {
    steps.push({ left, right, definitions });
    return { agrees: true, value: 0, difference: steps.length - 1, bound: 0 };
  };
  const { statements } = checkDocument(text, { ...options, numbers });
  const slopes = chainsIn(
    statements.flatMap((statement) => statement.steps),
    steps,
  );
  const definitions = new Map<string, Expr>();
  for (const { name, parameters, readings } of steps.at(-1)?.definitions ?? []) {
    if (!parameters && !definitions.has(name)) definitions.set(name, readings[0] as Expr);
  }
  return { slopes, definitions };
}

/** ∂E/∂w = … = …: each derivative with the last side that every step up to there is proved for, rows of one chain included. */
function chainsIn(steps: readonly StepReport[], all: readonly Step[]): ReadonlyMap<Expr, Expr> {
  const found = new Map<Expr, Expr>();
  let heads: Expr[] = [];
  let before: string | undefined;
  for (const { verdict, network, left, right } of steps) {
    const step = all[network?.difference ?? -1];
    if (!step || verdict !== "proved") {
      heads = [];
      before = undefined;
      continue;
    }
    if (left !== before) heads = [];
    if (step.left.kind === "derivative") heads.push(step.left);
    if (!postorder(step.right).some((node) => heads.includes(node))) for (const head of heads) found.set(head, step.right);
    // A text that was cut off may go on differently.
    before = right.endsWith(" …") ? undefined : right;
  }
  return found;
}

function covers({ slopes }: Formulas, network: Network, convention: Convention): boolean {
  const parameters = [...slopes.keys()].filter(({ args }) => /^[wb](?:_|\^)/.test((args[1] as SymbolExpr).name));
  return parameters.length > 0 && parameters.every(({ args }) => quantityOf((args[1] as SymbolExpr).name, network, convention));
}

interface Slot {
  readonly slope: Expr;
  readonly name: string;
  readonly at: number;
}

/** For every parameter of the network the derivative that the document has of it. */
function parameterSlots(network: Network, { slopes }: Formulas, convention: Convention): Slot[] {
  const slots = new Map<number, Slot>();
  for (const slope of slopes.keys()) {
    const [of, by] = slope.args as [Expr, SymbolExpr];
    const quantity = quantityOf(by.name, network, convention);
    const isTotal = of.kind === "symbol" && quantityOf(of.name, network, convention)?.kind === "loss";
    const at = quantity && isTotal ? placeOf(network, quantity) : undefined;
    if (at !== undefined) slots.set(at, { slope, name: by.name, at });
  }
  const missing = network.parameters.length - slots.size;
  if (missing > 0) {
    const known = [...slots.values()].map(({ name }) => name).join(", ") || "none";
    throw new NetworkError(
      "shape",
      `the document has no proved formula for ${missing} of the network's ${network.parameters.length} parameters (it has them for ${known})`,
    );
  }
  return [...slots.values()].sort((a, b) => a.at - b.at);
}

function placeOf({ layers }: Network, { kind, layer, to, from }: Quantity): number | undefined {
  const row = layers[layer];
  if (!row) return undefined;
  return kind === "weight" ? row.weights + to * row.inputs + from : kind === "bias" ? row.biases + to : undefined;
}

/** A formula in nothing but the network's quantities: other names and derivatives replaced by what they are. */
function settled(slope: Expr, { slopes, definitions }: Formulas, network: Network, convention: Convention, name: string): Expr {
  let current = slopes.get(slope) as Expr;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const values = new Map<Expr, Expr>();
    for (const node of postorder(current)) {
      if (node.kind === "derivative") values.set(node, slopes.get(node) ?? unsettled(name, "a derivative that the document does not give"));
      if (node.kind !== "symbol" || quantityOf(node.name, network, convention)) continue;
      const definition = definitions.get(node.name);
      if (definition) values.set(node, definition);
    }
    const open = freeSymbols(current).find((node) => !values.has(node) && !quantityOf(node.name, network, convention));
    if (open) unsettled(name, `${open.name}, which is no quantity of the network`);
    if (values.size === 0) return current;
    current = substitute(current, values);
  }
  return unsettled(name, "names that rest on each other");
}

function unsettled(name: string, what: string): never {
  throw new NetworkError("shape", `the formula for ${name} holds ${what}`);
}

function run(
  network: Network,
  x: ArrayLike<number>,
  t: ArrayLike<number>,
  compiled: Compiled,
  quantities: readonly Quantity[],
  slots: readonly Slot[],
): Float64Array {
  network.lossOf(x, t);
  const { z, a, count } = network.forward(x);
  const values = new Float64Array(quantities.length * count);
  for (const [v, { kind, layer, to, from }] of quantities.entries()) {
    const fixed =
      kind === "weight" || kind === "bias" ? network.parameters[placeOf(network, { kind, layer, to, from }) as number] : undefined;
    const rows = kind === "sum" ? z[layer] : kind === "value" ? a[layer + 1] : t;
    const width = kind === "target" ? network.outputs : ((rows as Float64Array | undefined)?.length ?? 0) / count;
    for (let n = 0; n < count; n++) values[v * count + n] = fixed ?? ((rows as ArrayLike<number>)[n * width + to] as number);
  }
  const all = compiled.batch(values, count);
  const gradient = new Float64Array(network.parameters.length);
  for (const [k, { at }] of slots.entries()) {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += all[k * count + n] as number;
    gradient[at] = sum / count;
  }
  return gradient;
}
