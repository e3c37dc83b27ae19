/**
 * Expressions as one straight-line function over doubles: every shared part is computed once. The code that is made holds
 * numbers, operators and names of our own, never a text of the user's; where code cannot be made (a content security
 * policy without `eval`), an interpreter over typed arrays does the same, operation by operation.
 */
import { toNumber } from "../base/rational.ts";
import { type Expr, type SymbolExpr } from "../expression/expr.ts";
import { postorder } from "../expression/traverse.ts";
import { primitive } from "../primitive/table.ts";
import { type Instruction, type Tape, columnOf, interpreted } from "./tape.ts";

export interface Compiled {
  /** The values of all expressions at one point; `values` in the order of the variables. Writes into `out` if it is given. */
  (values: Float64Array, out?: Float64Array): Float64Array;
  /**
   * Many points at once, variable after variable (`values[v * count + i]`), expression after expression; of variables that
   * are shared, one value each comes first. Nothing is called or allocated between points.
   */
  readonly batch: (values: Float64Array, count: number, out?: Float64Array) => Float64Array;
  /** How it runs: as code of its own, or interpreted where that is forbidden. */
  readonly mode: "code" | "interpreter";
}

export interface CompileOptions {
  /** Default: code where it is allowed. */
  readonly mode?: "code" | "interpreter";
  /** So many of the variables, the first ones, have one value for all points of a batch, as the weights of a network; default 0. */
  readonly shared?: number;
}

/** Numbers of points for which the code of a batch is kept. */
const MOST_LOOPS = 8;

/** Code of this many operations goes into one function: engines do not optimise longer ones. */
const LONGEST_FUNCTION = 4000;

/**
 * Compiles expressions over variables. Symbols that are no variable, unknown functions, derivatives that were not evaluated
 * and sums without numbers are an error: evaluate them first. O(nodes).
 */
export function compile(exprs: readonly Expr[], variables: readonly SymbolExpr[], options: CompileOptions = {}): Compiled {
  const shared = options.shared ?? 0;
  demand(
    Number.isInteger(shared) && shared >= 0 && shared <= variables.length,
    `between 0 and ${variables.length} variables can be shared, not ${shared}`,
  );
  const tape = tapeOf(exprs, variables, shared);
  const made = options.mode === "interpreter" ? undefined : attempt(() => coded(tape));
  if (!made && options.mode === "code") throw new Error("code cannot be made here: a content security policy forbids it");
  const { one, many } = made ?? interpreted(tape);
  const [inputs, outputs] = [variables.length, exprs.length];
  const single = (values: Float64Array, out: Float64Array = new Float64Array(outputs)): Float64Array => {
    demand(values.length === inputs, `${inputs} values are needed, not ${values.length}`);
    demand(out.length >= outputs, `room for ${outputs} values is needed, not ${out.length}`);
    one(apart(values, out), out);
    return out;
  };
  const batch = (values: Float64Array, count: number, out: Float64Array = new Float64Array(outputs * count)): Float64Array => {
    demand(Number.isInteger(count) && count >= 0, "the number of points is a whole number");
    const needed = shared + (inputs - shared) * count;
    demand(
      values.length === needed,
      `${shared > 0 ? `${shared} + ` : ""}${inputs - shared} × ${count} values are needed, not ${values.length}`,
    );
    demand(out.length >= outputs * count, `room for ${outputs} × ${count} values is needed, not ${out.length}`);
    many(apart(values, out), count, out);
    return out;
  };
  return Object.assign(single, { batch, mode: made ? ("code" as const) : ("interpreter" as const) });
}

/** Results are written before all values were read, so they may not lie in one place. */
function apart(values: Float64Array, out: Float64Array): Float64Array {
  return values.buffer === out.buffer ? values.slice() : values;
}

function demand(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message);
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    // A policy without eval throws an EvalError; anything else is a fault of ours.
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

// The tape ---------------------------------------------------------------------------------------------------------------

function tapeOf(exprs: readonly Expr[], variables: readonly SymbolExpr[], shared: number): Tape {
  const slots = new Map<Expr, number>(variables.map((variable, i) => [variable, i]));
  const constants: (readonly [slot: number, value: number])[] = [];
  const instructions: Instruction[] = [];
  let next = variables.length;
  for (const node of postorder(...exprs)) {
    if (slots.has(node)) continue;
    slots.set(node, next);
    if (node.kind === "number") constants.push([next, toNumber(node.value)]);
    else if (node.kind === "apply") instructions.push({ op: node.op, to: next, args: node.args.map((arg) => slots.get(arg) as number) });
    else throw new TypeError(`${describe(node)} cannot be compiled`);
    next++;
  }
  return { size: next, inputs: variables.length, shared, constants, instructions, outputs: exprs.map((expr) => slots.get(expr) as number) };
}

function describe(node: Expr): string {
  switch (node.kind) {
    case "symbol":
      return `the name ${node.name}, which is no variable,`;
    case "call":
      return `the unknown function ${node.name}`;
    case "derivative":
      return "a derivative that is not evaluated";
    default:
      return "a sum or product over an index";
  }
}

// Code -------------------------------------------------------------------------------------------------------------------

type Run = {
  readonly one: (values: Float64Array, out: Float64Array) => void;
  readonly many: (values: Float64Array, count: number, out: Float64Array) => void;
};

function coded(tape: Tape): Run {
  const writer = new CodeWriter(tape);
  if (tape.instructions.length > LONGEST_FUNCTION) return writer.inPieces();
  const one = writer.code(
    (v) => `x[${v}]`,
    (k) => `out[${k}]`,
  );
  // Places are numbers in the code, so that nothing is multiplied in the loop: one function for each number of points.
  const loop = (n: number): string => {
    const body = writer.code(
      (v) => `x[i + ${columnOf(tape, v, n)}]`,
      (k) => `out[i + ${k * n}]`,
      tape.shared,
    );
    const before = Array.from({ length: tape.shared }, (_, v) => `const v${v} = x[${v}];`).join("\n");
    return `${before}\nfor (let i = 0; i < ${n}; i++) {\n${body}\n}`;
  };
  const loops = new Map<number, Run["one"]>();
  const loopFor = (n: number): Run["one"] => {
    let found = loops.get(n);
    if (!found) {
      if (loops.size >= MOST_LOOPS) loops.clear();
      loops.set(n, (found = made("x", "out", loop(n), writer.functions) as Run["one"]));
    }
    return found;
  };
  return { one: made("x", "out", one, writer.functions) as Run["one"], many: (values, count, out) => loopFor(count)(values, out) };
}

/** A function with these parameters and body; the primitives' own functions are handed in. */
function made(...parts: readonly [...string[], readonly Primitive[]]): unknown {
  const functions = parts.at(-1) as readonly Primitive[];
  const body = parts.at(-2) as string;
  const parameters = parts.slice(0, -2) as string[];
  const names = functions.map((_, i) => `f${i}`);
  return new Function(...names, `"use strict";\nreturn (${parameters.join(", ")}) => {\n${body}\n};`)(...functions);
}

type Primitive = (...args: readonly number[]) => number;

class CodeWriter {
  private readonly tape: Tape;
  private readonly constants: ReadonlyMap<number, number>;
  readonly functions: Primitive[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(tape: Tape) {
    this.tape = tape;
    this.constants = new Map(tape.constants);
  }

  /** Inputs are loaded where they are first needed and outputs stored as soon as they are there: engines do not move these. */
  code(load: (input: number) => string, store: (output: number) => string, loadedBefore = 0): string {
    const { inputs, instructions, outputs } = this.tape;
    const lines: string[] = [];
    const loaded = new Set<number>();
    const need = (slot: number): void => {
      if (slot >= loadedBefore && slot < inputs && !loaded.has(slot)) lines.push(`const v${slot} = ${load(slot)};`);
      loaded.add(slot);
    };
    const places = new Map<number, number[]>();
    for (const [k, slot] of outputs.entries()) places.set(slot, [...(places.get(slot) ?? []), k]);
    for (const each of instructions) {
      each.args.forEach(need);
      lines.push(this.line(each));
      for (const k of places.get(each.to) ?? []) lines.push(`${store(k)} = v${each.to};`);
      places.delete(each.to);
    }
    for (const [slot, list] of places) {
      need(slot);
      for (const k of list) lines.push(`${store(k)} = ${this.name(slot)};`);
    }
    return lines.join("\n");
  }

  private line(each: Instruction): string {
    return `const v${each.to} = ${this.formula(each)};`;
  }

  /** Functions of a bearable length, one after the other, over registers. */
  inPieces(): Run {
    const { tape } = this;
    const registers = new Float64Array(tape.size);
    for (const [slot, value] of tape.constants) registers[slot] = value;
    const pieces: ((r: Float64Array) => void)[] = [];
    for (let from = 0; from < tape.instructions.length; from += LONGEST_FUNCTION) {
      const part = tape.instructions.slice(from, from + LONGEST_FUNCTION);
      const own = new Set(part.map(({ to }) => to));
      const loads = [...new Set(part.flatMap(({ args }) => args))].filter((slot) => !own.has(slot) && !this.constants.has(slot));
      const body = [
        ...loads.map((slot) => `const v${slot} = r[${slot}];`),
        ...part.map((each) => this.line(each)),
        ...part.map(({ to }) => `r[${to}] = v${to};`),
      ].join("\n");
      pieces.push(made("r", body, this.functions) as (r: Float64Array) => void);
    }
    const one = (values: Float64Array, out: Float64Array): void => {
      registers.set(values);
      for (const piece of pieces) piece(registers);
      for (const [k, slot] of tape.outputs.entries()) out[k] = registers[slot] as number;
    };
    return { one, many: pointByPoint(tape, one) };
  }

  private name(slot: number): string {
    const value = this.constants.get(slot);
    return value === undefined ? `v${slot}` : numeral(value);
  }

  private formula({ op, args }: Instruction): string {
    const names = args.map((slot) => this.name(slot));
    const [a = "", b = ""] = names;
    switch (op) {
      case "add":
        return names.join(" + ");
      case "mul":
        return names.join(" * ");
      case "neg":
        return `-${a}`;
      case "div":
        return `${a} / ${b}`;
      case "pow":
        return this.power(a, b, this.constants.get(args[1] as number));
      case "piecewise":
        return cases(names);
    }
    return INLINE[op]?.(a) ?? `${this.functionNamed(op)}(${names.join(", ")})`;
  }

  private power(base: string, exponent: string, value: number | undefined): string {
    const short = value === undefined ? undefined : SHORT_POWERS[String(value)];
    return short ? short(base) : `${this.functionNamed("pow")}(${base}, ${exponent})`;
  }

  private functionNamed(op: string): string {
    const known = this.numbers.get(op) ?? this.functions.push(primitive(op).evaluate) - 1;
    this.numbers.set(op, known);
    return `f${known}`;
  }
}

/** As Math has them; the rest are the functions of the table. */
const INLINE: Readonly<Record<string, (a: string) => string>> = {
  exp: (a) => `Math.exp(${a})`,
  log: (a) => `Math.log(${a})`,
  tanh: (a) => `Math.tanh(${a})`,
  sqrt: (a) => `Math.sqrt(${a})`,
  abs: (a) => `Math.abs(${a})`,
  sin: (a) => `Math.sin(${a})`,
  cos: (a) => `Math.cos(${a})`,
};

const SHORT_POWERS: Readonly<Record<string, (a: string) => string>> = {
  "1": (a) => a,
  "2": (a) => `${a} * ${a}`,
  "3": (a) => `${a} * ${a} * ${a}`,
  "-1": (a) => `1 / ${a}`,
  "-2": (a) => `1 / (${a} * ${a})`,
  "0.5": (a) => `Math.sqrt(${a})`,
};

/** condition, value, condition, value, …: NaN where none holds. A condition is 1 or 0. */
function cases(names: readonly string[]): string {
  let out = names.length % 2 === 1 ? (names.at(-1) as string) : "NaN";
  for (let at = (names.length % 2 === 1 ? names.length - 1 : names.length) - 2; at >= 0; at -= 2)
    out = `(${names[at]} === 1 ? ${names[at + 1]} : ${out})`;
  return out;
}

function numeral(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "(-Infinity)";
  return value < 0 || Object.is(value, -0) ? `(${value})` : String(value);
}

/** A batch by way of one point after the other. */
function pointByPoint(tape: Tape, one: Run["one"]): Run["many"] {
  const [point, result] = [new Float64Array(tape.inputs), new Float64Array(tape.outputs.length)];
  return (values, count, out) => {
    for (let i = 0; i < count; i++) {
      for (let v = 0; v < point.length; v++) point[v] = values[v < tape.shared ? v : columnOf(tape, v, count) + i] as number;
      one(point, result);
      for (let k = 0; k < result.length; k++) out[k * count + i] = result[k] as number;
    }
  };
}
