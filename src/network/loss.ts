/** Losses of one sample. One row a loss; over a batch they are averaged. */
import { SOFTMAX } from "./activation.ts";
import { NetworkError } from "./error.ts";

/** The last layer's sums, values and the target of one sample: `width` numbers each, from the same place on. */
export interface Output {
  readonly z: Float64Array;
  readonly a: Float64Array;
  readonly t: Float64Array;
  readonly from: number;
  readonly width: number;
}

export interface Loss {
  readonly name: string;
  /** The activation that it belongs to: then it is computed from the sums, without loss of digits. */
  readonly with?: string;
  readonly value: (output: Output, activation: string) => number;
  /** ∂loss/∂a_k. */
  readonly slope: (output: Output, k: number) => number;
  /** ∂loss/∂z_k where the activation is the one that belongs to it. */
  readonly delta?: (output: Output, k: number) => number;
}

function summed({ width }: Output, term: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += term(k);
  return sum;
}

const a = ({ a: values, from }: Output, k: number): number => values[from + k] as number;
const t = ({ t: values, from }: Output, k: number): number => values[from + k] as number;
const z = ({ z: values, from }: Output, k: number): number => values[from + k] as number;

/** log Σ e^z, without overflow. */
export function logSumExp(values: Float64Array, from: number, width: number): number {
  let largest = values[from] as number;
  for (let k = from + 1; k < from + width; k++) if ((values[k] as number) > largest) largest = values[k] as number;
  let total = 0;
  for (let k = from; k < from + width; k++) total += Math.exp((values[k] as number) - largest);
  return largest + Math.log(total);
}

/** Σ t · log Σ e^z − Σ t z; written out, as gradient checks ask for little else. */
function fromSums({ z: sums, t: targets, from, width }: Output): number {
  let all = 0;
  let weighted = 0;
  for (let k = from; k < from + width; k++) {
    all += targets[k] as number;
    weighted += (targets[k] as number) * (sums[k] as number);
  }
  return all * logSumExp(sums, from, width) - weighted;
}

const softplus = (value: number): number => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));

const rows: readonly Loss[] = [
  {
    name: "half-squared-error",
    value: (o) => summed(o, (k) => (a(o, k) - t(o, k)) ** 2) / 2,
    slope: (o, k) => a(o, k) - t(o, k),
  },
  {
    name: "mean-squared-error",
    value: (o) => summed(o, (k) => (a(o, k) - t(o, k)) ** 2) / o.width,
    slope: (o, k) => (2 * (a(o, k) - t(o, k))) / o.width,
  },
  {
    name: "cross-entropy",
    with: SOFTMAX,
    value: (o, activation) => (activation === SOFTMAX ? fromSums(o) : -summed(o, (k) => (t(o, k) === 0 ? 0 : t(o, k) * Math.log(a(o, k))))),
    slope: (o, k) => (t(o, k) === 0 ? 0 : -t(o, k) / a(o, k)),
    delta: (o, k) => summed(o, (m) => t(o, m)) * a(o, k) - t(o, k),
  },
  {
    name: "binary-cross-entropy",
    with: "sigmoid",
    value: (o, activation) =>
      activation === "sigmoid"
        ? summed(o, (k) => softplus(z(o, k)) - t(o, k) * z(o, k))
        : -summed(o, (k) => t(o, k) * Math.log(a(o, k)) + (1 - t(o, k)) * Math.log(1 - a(o, k))),
    slope: (o, k) => (a(o, k) - t(o, k)) / (a(o, k) * (1 - a(o, k))),
    delta: (o, k) => a(o, k) - t(o, k),
  },
];

export const losses: ReadonlyMap<string, Loss> = new Map(rows.map((each) => [each.name, each]));

/** Throws NetworkError for a name that no row has. */
export function lossNamed(name: string): Loss {
  const found = losses.get(name);
  if (!found) throw new NetworkError("option", `no loss is called "${name}": there are ${[...losses.keys()].join(", ")}`);
  return found;
}
