/** What neurons do with their sums. One row an activation; the tests hold each against the table of functions. */
import { primitive } from "../primitive/table.ts";
import { NetworkError } from "./error.ts";

export interface Activation {
  readonly name: string;
  readonly value: (z: number) => number;
  /** The derivative, by the sum z and the value a. */
  readonly slope: (z: number, a: number) => number;
  /** Whether the slope jumps at 0. */
  readonly kinked: boolean;
  /**
   * How much values a change when their sums change by d, without cancellation; in the place of d, from one neuron to another.
   * Where no row has it: value(z + d) − a.
   */
  readonly changes?: (a: Float64Array, d: Float64Array, from: number, to: number) => void;
}

const row = (name: string, slope: Activation["slope"], value: Activation["value"] = primitive(name).evaluate): Activation => ({
  name,
  value,
  slope,
  kinked: false,
});
const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
/** a(1 − a)m / (1 − (1 − a)m) with m = 1 − e^{−d}; m by its series where d is small. */
function logisticChanges(a: Float64Array, d: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const value = a[i] as number;
    const by = d[i] as number;
    const size = Math.abs(by);
    const m =
      size < 2 ** -12
        ? by * (1 - by * (1 / 2 - by * (1 / 6 - by / 24)))
        : size < 2 ** -6
          ? by * (1 - by * (1 / 2 - by * (1 / 6 - by * (1 / 24 - by * (1 / 120 - by * (1 / 720 - by / 5040))))))
          : -Math.expm1(-by);
    const rest = (1 - value) * m;
    d[i] = (value * rest) / (1 - rest);
  }
}
const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

const rows: readonly Activation[] = [
  { ...row("sigmoid", (_, a) => a * (1 - a), logistic), changes: logisticChanges },
  row("tanh", (_, a) => 1 - a * a, Math.tanh),
  {
    ...row(
      "relu",
      (z) => (z > 0 ? 1 : 0),
      (z) => (z > 0 ? z : 0),
    ),
    kinked: true,
  },
  {
    ...row(
      "leakyrelu",
      (z) => (z > 0 ? 1 : 0.01),
      (z) => (z > 0 ? z : z / 100),
    ),
    kinked: true,
  },
  row("softplus", (z) => logistic(z)),
  row("gelu", (z, a) => (z === 0 ? 0.5 : a / z) + z * density(z)),
  row("swish", (z, a) => (z === 0 ? 0.5 : a / z) * (1 + z - a)),
  { name: "identity", value: (z) => z, slope: () => 1, kinked: false },
];

/** Not entry by entry, and so for the last layer only. */
export const SOFTMAX = "softmax";

export const activations: ReadonlyMap<string, Activation> = new Map(rows.map((each) => [each.name, each]));

/** Throws NetworkError for a name that no row has. */
export function activationNamed(name: string): Activation {
  const found = activations.get(name);
  if (!found)
    throw new NetworkError("option", `no activation is called "${name}": there are ${[...activations.keys(), SOFTMAX].join(", ")}`);
  return found;
}

/** Writes the softmax of a row of sums into the same place of `a`. */
export function softmaxInto(z: Float64Array, a: Float64Array, from: number, width: number): void {
  let largest = -Infinity;
  for (let k = 0; k < width; k++) largest = Math.max(largest, z[from + k] as number);
  let total = 0;
  for (let k = 0; k < width; k++) total += a[from + k] = Math.exp((z[from + k] as number) - largest);
  for (let k = 0; k < width; k++) a[from + k] = (a[from + k] as number) / total;
}
