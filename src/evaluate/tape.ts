/** Operations in order over numbered registers, and an interpreter of them that makes no code. */
import { primitive } from "../primitive/table.ts";

export interface Instruction {
  readonly op: string;
  /** The register of the result, and those of the operands. */
  readonly to: number;
  readonly args: readonly number[];
}

export interface Tape {
  /** How many registers there are; the first ones are the inputs. */
  readonly size: number;
  readonly inputs: number;
  /** So many of the inputs, the first ones, have one value for all points of a batch. */
  readonly shared: number;
  readonly constants: readonly (readonly [register: number, value: number])[];
  readonly instructions: readonly Instruction[];
  readonly outputs: readonly number[];
}

export interface Interpreted {
  readonly one: (values: Float64Array, out: Float64Array) => void;
  readonly many: (values: Float64Array, count: number, out: Float64Array) => void;
}

/** Points that go through an instruction together: the interpreter's own work is then shared by them. */
const WIDTH = 64;

type Operation = (r: Float64Array, to: number, args: Int32Array, count: number) => void;

export function interpreted(tape: Tape): Interpreted {
  const registers = new Float64Array(tape.size * WIDTH);
  for (const [register, value] of tape.constants) registers.fill(value, register * WIDTH, (register + 1) * WIDTH);
  const operations = tape.instructions.map(({ op }) => operationFor(op));
  const places = tape.instructions.map(({ to }) => to * WIDTH);
  const operands = tape.instructions.map(({ args }) => Int32Array.from(args, (arg) => arg * WIDTH));
  const run = (count: number): void => {
    for (let k = 0; k < operations.length; k++)
      (operations[k] as Operation)(registers, places[k] as number, operands[k] as Int32Array, count);
  };
  const many = (values: Float64Array, count: number, out: Float64Array): void => {
    for (let from = 0; from < count; from += WIDTH) {
      const width = Math.min(WIDTH, count - from);
      for (let v = 0; v < tape.shared; v++) registers.fill(values[v] as number, v * WIDTH, v * WIDTH + width);
      for (let v = tape.shared; v < tape.inputs; v++) {
        const at = columnOf(tape, v, count) + from;
        registers.set(values.subarray(at, at + width), v * WIDTH);
      }
      run(width);
      for (const [k, register] of tape.outputs.entries())
        out.set(registers.subarray(register * WIDTH, register * WIDTH + width), k * count + from);
    }
  };
  return { one: (values, out) => many(values, 1, out), many };
}

/** Where the values of an input begin in a batch. */
export function columnOf({ shared }: Tape, input: number, count: number): number {
  return shared + (input - shared) * count;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  add: (r, to, args, count) => {
    for (let i = 0; i < count; i++) {
      let sum = r[(args[0] as number) + i] as number;
      for (let k = 1; k < args.length; k++) sum += r[(args[k] as number) + i] as number;
      r[to + i] = sum;
    }
  },
  mul: (r, to, args, count) => {
    for (let i = 0; i < count; i++) {
      let product = r[(args[0] as number) + i] as number;
      for (let k = 1; k < args.length; k++) product *= r[(args[k] as number) + i] as number;
      r[to + i] = product;
    }
  },
};

function operationFor(op: string): Operation {
  const known = Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined;
  if (known) return known;
  const { evaluate } = primitive(op);
  return (r, to, args, count) => {
    const values = Array.from(args, () => NaN);
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < args.length; k++) values[k] = r[(args[k] as number) + i] as number;
      r[to + i] = evaluate(...values);
    }
  };
}
