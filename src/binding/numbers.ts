/** The steps of a document against a network that computes: every derivative a finite difference of the network itself. */
import type { NetworkAgreement } from "../derivation/report.ts";
import type { StepNumbers } from "../derivation/statement.ts";
import type { Definition } from "../derivation/definition.ts";
import { type Expr, type SymbolExpr, isOp, number, symbol } from "../expression/expr.ts";
import { foldOver } from "../expression/fold.ts";
import { indicesOf, instantiateName, nameParts } from "../expression/name.ts";
import { freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { activationNamed } from "../network/activation.ts";
import { difference } from "../network/difference.ts";
import { NetworkError } from "../network/error.ts";
import { seededNormal } from "../network/gradcheck.ts";
import { Network } from "../network/network.ts";
import { primitive } from "../primitive/table.ts";
import { CONVENTIONS, type Convention, quantityOf, rangeIn } from "./network-names.ts";
import { World } from "./world.ts";

export interface NetworkSpec {
  /** How many neurons each layer has, as in [2, 2, 2]. */
  readonly layers: readonly number[];
  /** Default: sigmoid. */
  readonly activation?: string;
  readonly output?: string;
  /** Default: half-squared-error. */
  readonly loss?: string;
}

/** Something that the network has no number for. */
class Unbound extends Error {}

/** Names that stand for the activation function where a document uses them so. */
const ACTIVATIONS: ReadonlySet<string> = new Set(["σ", "f", "g", "h", "φ", "ϕ", "a", "s", "A"]);
const MOST_INSTANCES = 256;
const MOST_DEPTH = 24;

/** Throws NetworkError for a network that cannot be. The same seed gives the same numbers. */
export function networkNumbers(spec: NetworkSpec, seed: number): StepNumbers {
  const network = seededNetwork(spec, seed);
  const x = seededNormal(network.inputs, seed + 1);
  const t = seededNormal(network.outputs, seed + 2).map((value) => 1 / (1 + Math.exp(-value)));
  const chosen = new Map<readonly Definition[], Convention>();
  return (left, right, definitions) => {
    let convention = chosen.get(definitions);
    if (!convention) chosen.set(definitions, (convention = conventionOf(network, x, t, definitions)));
    return new Evaluation(network, new World(network, x, t), convention, definitions).compare(left, right);
  };
}

/** Biases are not 0, so that a forgotten one is seen. */
function seededNetwork({ layers, activation, output, loss }: NetworkSpec, seed: number): Network {
  const network = new Network({
    layers,
    seed,
    ...(activation === undefined ? {} : { activation }),
    ...(output === undefined ? {} : { output }),
    ...(loss === undefined ? {} : { loss }),
  });
  const random = seededNormal(network.parameters.length, seed + 3);
  for (const { biases, outputs } of network.layers)
    for (let j = 0; j < outputs; j++) network.parameters[biases + j] = 0.3 * (random[biases + j] as number);
  return network;
}

/** The way of counting in which most of the document's own definitions are those of the network. */
function conventionOf(network: Network, x: Float64Array, t: Float64Array, definitions: readonly Definition[]): Convention {
  const agreeing = CONVENTIONS.map((convention) => {
    const evaluation = new Evaluation(network, new World(network, x, t), convention, []);
    const hits = definitions.filter(
      ({ name, parameters, readings }) => !parameters && evaluation.compare(symbol(name), readings[0] as Expr)?.agrees,
    );
    return hits.length;
  });
  return CONVENTIONS[agreeing.indexOf(Math.max(...agreeing))] as Convention;
}

class Evaluation {
  private readonly network: Network;
  private readonly world: World;
  private readonly convention: Convention;
  private readonly definitions: readonly Definition[];
  /** How far the differences that were taken may be off, by the node. */
  private errors = new Map<Expr, number>();
  /** One of them shifted by its error, to see how much that matters. */
  private shifted: Expr | undefined;
  private depth = 0;

  constructor(network: Network, world: World, convention: Convention, definitions: readonly Definition[]) {
    this.network = network;
    this.world = world;
    this.convention = convention;
    this.definitions = definitions;
  }

  /** The worst over all values of the indices that the step leaves open; undefined where something has no number here. */
  compare(left: Expr, right: Expr): NetworkAgreement | undefined {
    let worst: NetworkAgreement | undefined;
    try {
      const sides = [left, right].map((side) => this.withoutSums(side));
      for (const [a, b] of this.instances(sides as [Expr, Expr])) {
        const found = this.compareInstance(a, b);
        if (!found) continue;
        const excess = (each: NetworkAgreement): number => each.difference / each.bound;
        if (!worst || excess(found) > excess(worst)) worst = found;
      }
    } catch (error) {
      if (!(error instanceof Unbound || error instanceof NetworkError)) throw error;
      return undefined;
    }
    return worst;
  }

  private compareInstance(left: Expr, right: Expr): NetworkAgreement | undefined {
    // A C that costs something is no loss: a step is about the network if a weight, bias, sum or value of a layer is in it.
    const isAbout = freeSymbols(left, right).some(
      ({ name }) => nameParts(name).label !== "" && quantityOf(name, this.network, this.convention),
    );
    if (!isAbout) return undefined;
    this.errors = new Map();
    const [a, b] = [this.value(left), this.value(right)];
    if (!Number.isFinite(a) || !Number.isFinite(b)) return undefined;
    const gap = a - b;
    let bound = 1e-11 * Math.max(Math.abs(a), Math.abs(b), 1e-3);
    for (const [node, error] of Array.from(this.errors)) {
      this.shifted = node;
      bound += Math.abs(this.value(left) - this.value(right) - gap) + error * 1e-3;
      this.shifted = undefined;
    }
    return { agrees: Math.abs(gap) <= bound, value: a, difference: Math.abs(gap), bound };
  }

  // Indices ---------------------------------------------------------------------------------------------------------------

  private withoutSums(expr: Expr): Expr {
    return rebuild(expr, (node) => {
      if (node.kind !== "binder") return node;
      const [index, from, to, body] = node.args as [SymbolExpr, Expr, Expr, Expr];
      const [low, high] = node.bounded ? [this.value(from), this.bound(to, index.name, body)] : [1, this.rangeOf(index.name, [body])];
      if (!(Number.isInteger(low) && Number.isInteger(high) && high - low < MOST_INSTANCES)) throw new Unbound("a range");
      const terms = Array.from({ length: high - low + 1 }, (_, i) => instantiated(body, index.name, low + i));
      const value = foldOver(node.op, terms);
      if (!value) throw new Unbound("a range");
      return value;
    });
  }

  private bound(to: Expr, letter: string, body: Expr): number {
    return to.kind === "number" ? this.value(to) : this.rangeOf(letter, [body]);
  }

  private rangeOf(letter: string, exprs: readonly Expr[]): number {
    const found = freeSymbols(...exprs).flatMap(({ name }) => rangeIn(name, letter, this.network, this.convention) ?? []);
    if (found.length === 0) throw new Unbound(`how far ${letter} runs`);
    return Math.min(...found);
  }

  /** The step for every value of the letters in its indices and labels. */
  private *instances(sides: readonly [Expr, Expr]): Iterable<readonly [Expr, Expr]> {
    const names = freeSymbols(...sides).map(({ name }) => nameParts(name));
    const letters = new Set(
      names
        .flatMap(({ sub, label }) => [...indicesOf(sub), /^[([](\p{L})/u.exec(label)?.[1] ?? ""])
        .filter((each) => /^[\p{L}]$/u.test(each)),
    );
    let list: (readonly [Expr, Expr])[] = [sides];
    for (const letter of letters) {
      const isLabel = names.some(({ label }) => label.slice(1).startsWith(letter));
      list = list.flatMap((pair) => {
        const range = isLabel ? this.network.options.layers.length : this.rangeOf(letter, pair);
        return Array.from({ length: range }, (_, i) => pair.map((side) => instantiated(side, letter, i + 1)) as [Expr, Expr]);
      });
      if (list.length > MOST_INSTANCES) throw new Unbound("too many indices");
    }
    for (const pair of list) {
      const isThere =
        letters.size === 0 ||
        freeSymbols(...pair).every(({ name }) => quantityOf(name, this.network, this.convention) || this.definitionOf(name));
      if (isThere) yield pair;
    }
  }

  // Values ----------------------------------------------------------------------------------------------------------------

  private value(expr: Expr): number {
    if (++this.depth > MOST_DEPTH) throw new Unbound("definitions behind too many others");
    const values = new Map<number, number>();
    for (const node of this.order(expr)) values.set(node.id, this.ofNode(node, values));
    this.depth--;
    return values.get(expr.id) as number;
  }

  /** What is below a derivative is not evaluated at the point itself. */
  private order(expr: Expr): Expr[] {
    const below = new Set(postorder(expr).flatMap((node) => (node.kind === "derivative" ? postorder(...node.args) : [])));
    const needed = new Set<Expr>();
    const open = [expr];
    for (let node = open.pop(); node; node = open.pop()) {
      needed.add(node);
      if (node.kind !== "derivative") open.push(...node.args);
    }
    return postorder(expr).filter((node) => needed.has(node) || !below.has(node));
  }

  private ofNode(node: Expr, values: ReadonlyMap<number, number>): number {
    switch (node.kind) {
      case "number":
        return Number(node.value.n) / Number(node.value.d);
      case "symbol":
        return this.ofName(node.name);
      case "derivative":
        return this.slope(node, node.args[0] as Expr, node.args[1] as SymbolExpr);
      case "binder":
        return this.value(this.withoutSums(node));
      case "call":
        return this.ofCall(node, values);
      case "apply":
        if (isOp(node, "gradient")) throw new Unbound("a gradient by a vector");
        return primitive(node.op).evaluate(...node.args.map((arg) => values.get(arg.id) as number));
    }
  }

  private ofName(name: string): number {
    const quantity = quantityOf(name, this.network, this.convention);
    if (quantity) return this.world.value(quantity);
    const definition = this.definitionOf(name);
    if (!definition) throw new Unbound(name);
    return this.value(this.withoutSums(definition));
  }

  /** What a name that the network does not have is defined as, its letters put in. */
  private definitionOf(name: string): Expr | undefined {
    for (const definition of this.definitions) {
      if (definition.parameters) continue;
      if (definition.name === name) return definition.readings[0];
      const values = lettersFrom(definition.name, name);
      if (values)
        return [...values].reduce<Expr>((body, [letter, value]) => instantiated(body, letter, value), definition.readings[0] as Expr);
    }
    return undefined;
  }

  private slope(node: Expr, of: Expr, by: SymbolExpr): number {
    const quantity = quantityOf(by.name, this.network, this.convention);
    if (!quantity) throw new Unbound(by.name);
    const at = Float64Array.of(this.world.value(quantity));
    const shifted = this.shifted;
    this.shifted = undefined;
    const found = difference(([value]) => this.world.with(quantity, value as number, () => this.value(of)), at, 0);
    this.shifted = shifted;
    if (found.kink) throw new Unbound("a kink");
    this.errors.set(node, Math.max(found.error, 1e-13 * Math.abs(found.value)));
    return found.value + (shifted === node ? (this.errors.get(node) as number) : 0);
  }

  private ofCall(node: Expr & { kind: "call" }, values: ReadonlyMap<number, number>): number {
    const args = node.args.map((arg) => values.get(arg.id) as number);
    const definition = this.definitions.find(({ name, parameters }) => name === node.name && parameters);
    const [order = 0, ...others] = node.orders;
    if (args.length !== 1 || others.length > 0 || order > 1) throw new Unbound(node.name);
    const f = (value: number): number => {
      if (!definition) return this.activation(node.name)(value);
      const [parameter] = definition.parameters as readonly SymbolExpr[];
      return this.value(substitute(definition.readings[0] as Expr, new Map([[parameter as Expr, asNumber(value)]])));
    };
    return order === 0 ? f(args[0] as number) : difference(([value]) => f(value as number), Float64Array.of(args[0] as number), 0).value;
  }

  private activation(name: string): (z: number) => number {
    if (!ACTIVATIONS.has(nameParts(name).base)) throw new Unbound(name);
    return activationNamed(this.network.options.activation).value;
  }
}

/** A double as an exact number. */
function asNumber(value: number): Expr {
  if (!Number.isFinite(value)) throw new Unbound("a value that is not finite");
  let d = 1n;
  let n = value;
  while (!Number.isInteger(n)) {
    n *= 2;
    d *= 2n;
  }
  return number({ n: BigInt(n), d });
}

function instantiated(expr: Expr, letter: string, value: number): Expr {
  return rebuild(expr, (node) => {
    if (node.kind !== "symbol") return node;
    return node.name === letter ? number(value) : symbol(instantiateName(node.name, new Map([[letter, String(value)]])));
  });
}

/** l = 2, j = 1 for δ_1^{(2)} by the definition of δ_j^{(l)}; undefined where the names do not match. */
function lettersFrom(pattern: string, name: string): ReadonlyMap<string, number> | undefined {
  const [a, b] = [nameParts(pattern), nameParts(name)];
  if (a.base !== b.base) return undefined;
  const parts = (each: typeof a): string[] => [...indicesOf(each.sub), ...(each.label === "" ? [] : [each.label.slice(1, -1)])];
  const [letters, values] = [parts(a), parts(b)];
  if (letters.length !== values.length || (a.label === "") !== (b.label === "")) return undefined;
  const found = new Map<string, number>();
  for (const [i, letter] of letters.entries()) {
    if (letter === values[i]) continue;
    if (!/^\p{L}$/u.test(letter) || !/^\d+$/.test(values[i] as string)) return undefined;
    if ((found.get(letter) ?? Number(values[i])) !== Number(values[i])) return undefined;
    found.set(letter, Number(values[i]));
  }
  return found.size > 0 ? found : undefined;
}
