/**
 * The backward pass against central differences for every parameter. A changed weight changes the sum of one neuron only,
 * so each difference runs from that neuron on, and weights of a neuron share it; nothing of the backward pass is used.
 */
import { type Activation, SOFTMAX, activationNamed, softmaxInto } from "./activation.ts";
import { demand } from "./error.ts";
import type { Output } from "./loss.ts";
import type { Layer, Network } from "./network.ts";

export interface ParameterMismatch {
  readonly parameter: string;
  readonly index: number;
  readonly analytic: number;
  readonly difference: number;
  readonly bound: number;
}

export interface NetworkGradcheck {
  readonly parameters: number;
  readonly checked: number;
  readonly mismatches: number;
  /** The largest |analytic − difference|, relative to the largest gradient of its layer. */
  readonly maxRelativeError: number;
  /** The largest error bound of a difference, relative to the same. */
  readonly maxRelativeBound: number;
  /** Where that largest error is. */
  readonly worst: ParameterMismatch | null;
  /** The first mismatches. */
  readonly found: readonly ParameterMismatch[];
  /** Parameters whose gradient is exactly 0, and the names of the first thousand. */
  readonly zeros: { readonly count: number; readonly names: readonly string[] };
  /** Analytic gradient and error beside each other for at most a thousand parameters, spread over all layers. */
  readonly sample: readonly (readonly [analytic: number, error: number])[];
  /** Parameters at which some sample sits on a kink: a difference says nothing there. */
  readonly kinks: { readonly count: number; readonly names: readonly string[] };
}

const STEP = 2 ** -13;
const EPSILON = 2 ** -52;
const MOST_NAMED = 1000;
const MOST_SAMPLED = 1000;
/** So many mismatches are told one by one. */
const MOST_SHOWN = 8;
/** Rounding in a loss that is computed from changes: so many units of what was added up. */
const ROUNDING = 32;

/** Checks a gradient, by default that of the network's backward pass. Throws NetworkError for data that do not fit. */
export function checkNetwork(network: Network, x: ArrayLike<number>, t: ArrayLike<number>, gradient?: ArrayLike<number>): NetworkGradcheck {
  const given = gradient ?? network.backward(x, t).gradient;
  const { parameters, layers } = network;
  demand(given.length === parameters.length, "shape", () => `${parameters.length} gradients are needed, not ${given.length}`);
  const differences = new NetworkDifferences(network, x, t);
  const report = new Findings(parameters.length);
  for (const [l, layer] of layers.entries()) {
    const { slopes, bounds, kinks } = differences.ofLayer(l);
    const from = layer.weights;
    let largest = 0;
    for (const slope of slopes) largest = Math.max(largest, Math.abs(slope));
    // A layer that nothing passes through has no largest gradient; its errors are told as they are.
    largest ||= 1;
    for (let i = 0; i < slopes.length; i++)
      report.take({
        name: () => nameOf(layer, l, i),
        index: from + i,
        analytic: given[from + i] as number,
        difference: slopes[i] as number,
        bound: bounds[i] as number,
        isKink: kinks[i] === 1,
        largest,
      });
  }
  return report.result();
}

/** "w_12^(1)": to the first neuron of layer 1 from the second input. */
function nameOf({ inputs, outputs }: Layer, l: number, i: number): string {
  if (i >= inputs * outputs) return `b_${i - inputs * outputs + 1}^(${l + 1})`;
  const [j, k] = [Math.floor(i / inputs) + 1, (i % inputs) + 1];
  return outputs < 10 && inputs < 10 ? `w_${j}${k}^(${l + 1})` : `w_${j},${k}^(${l + 1})`;
}

interface Finding {
  readonly name: () => string;
  readonly index: number;
  readonly analytic: number;
  readonly difference: number;
  readonly bound: number;
  readonly isKink: boolean;
  readonly largest: number;
}

class Findings {
  private readonly total: number;
  private mismatches = 0;
  private worstError = -1;
  private worstBound = 0;
  private worst: ParameterMismatch | null = null;
  private readonly found: ParameterMismatch[] = [];
  private readonly zeros = { count: 0, names: [] as string[] };
  private readonly sample: [number, number][] = [];
  private readonly every: number;
  private readonly kinks = { count: 0, names: [] as string[] };

  constructor(total: number) {
    this.total = total;
    this.every = Math.ceil(total / MOST_SAMPLED);
  }

  take({ name, index, analytic, difference, bound, isKink, largest }: Finding): void {
    if (isKink) return note(this.kinks, name);
    if (analytic === 0 && difference === 0) note(this.zeros, name);
    const gap = Math.abs(analytic - difference);
    if (index % this.every === 0) this.sample.push([analytic, gap]);
    const [error, relative] = [gap / largest, bound / largest];
    this.worstBound = Math.max(this.worstBound, relative);
    const isMismatch = !(gap <= bound);
    if (error > this.worstError || isMismatch) {
      const each = { parameter: name(), index, analytic, difference, bound };
      if (error > this.worstError) [this.worstError, this.worst] = [error, each];
      if (isMismatch && this.mismatches++ < MOST_SHOWN) this.found.push(each);
    }
  }

  result(): NetworkGradcheck {
    return {
      parameters: this.total,
      checked: this.total - this.kinks.count,
      mismatches: this.mismatches,
      maxRelativeError: Math.max(this.worstError, 0),
      maxRelativeBound: this.worstBound,
      worst: this.worst,
      found: this.found,
      zeros: this.zeros,
      kinks: this.kinks,
      sample: this.sample,
    };
  }
}

function note(list: { count: number; names: string[] }, name: () => string): void {
  if (list.count++ < MOST_NAMED) list.names.push(name());
}

// Differences --------------------------------------------------------------------------------------------------------------

interface LayerDifferences {
  /** Central differences of the mean loss, weights row by row, then biases; how far each may be off; 1 where a kink was met. */
  readonly slopes: Float64Array;
  readonly bounds: Float64Array;
  readonly kinks: Uint8Array;
}

/** A layer with the sums and values of one sample, and room for their changes. */
interface Upper {
  readonly inputs: number;
  readonly outputs: number;
  /** The weights, those that come from one neuron side by side. */
  readonly columns: Float64Array;
  readonly row: Activation | undefined;
  readonly z: Float64Array;
  readonly a: Float64Array;
  readonly change: Float64Array;
}

class NetworkDifferences {
  private readonly network: Network;
  private readonly t: Float64Array;
  private readonly pass: ReturnType<Network["forward"]>;
  private readonly uppers: readonly Upper[];
  private readonly z: Float64Array;
  private readonly a: Float64Array;
  /** What the loss of the loaded sample is taken of. */
  private output: Output;
  /** Whether a sum of the last evaluation stood on the other side of a kink. */
  private crossed = false;

  constructor(network: Network, x: ArrayLike<number>, t: ArrayLike<number>) {
    this.network = network;
    network.lossOf(x, t);
    this.pass = network.forward(x);
    this.t = Float64Array.from(t);
    this.uppers = network.layers.map((layer) => upperOf(layer, network.parameters));
    this.z = new Float64Array(network.outputs);
    this.a = new Float64Array(network.outputs);
    this.output = { z: this.z, a: this.a, t: this.t, from: 0, width: network.outputs };
  }

  ofLayer(l: number): LayerDifferences {
    const { inputs, outputs } = this.network.layers[l] as Layer;
    const size = (inputs + 1) * outputs;
    const out = { slopes: new Float64Array(size), bounds: new Float64Array(size), kinks: new Uint8Array(size) };
    const { count } = this.pass;
    for (let n = 0; n < count; n++) {
      this.load(l, n);
      const input = this.pass.a[l] as Float64Array;
      for (let j = 0; j < outputs; j++) {
        const along = this.differenceAt(l, j);
        const take = (at: number, value: number): void => {
          out.slopes[at] = (out.slopes[at] as number) + value * along.slope;
          out.bounds[at] = (out.bounds[at] as number) + Math.abs(value) * along.bound;
          if (along.isKink && value !== 0) out.kinks[at] = 1;
        };
        for (let k = 0; k < inputs; k++) take(j * inputs + k, input[n * inputs + k] as number);
        take(inputs * outputs + j, 1);
      }
    }
    for (let i = 0; i < size; i++) {
      out.slopes[i] = (out.slopes[i] as number) / count;
      out.bounds[i] = (out.bounds[i] as number) / count;
    }
    return out;
  }

  /**
   * A central difference of one sample's loss along the sum of a neuron. A weight changed by h changes that sum by h times
   * its input, so with steps s / input all weights of the neuron ask for the same two losses: they are computed once.
   */
  private differenceAt(l: number, j: number): Difference {
    const { third, size } = this.curveAt(l, j);
    this.crossed = false;
    let step = STEP;
    let [high, low] = [this.lossAt(l, j, step), this.lossAt(l, j, -step)];
    if (this.crossed) {
      // A kink within the step: a much narrower one, and if that meets it too, the point is on the kink.
      this.crossed = false;
      step = STEP / 1024;
      [high, low] = [this.lossAt(l, j, step), this.lossAt(l, j, -step)];
    }
    const bound = (step * step * third) / 6 + (ROUNDING * EPSILON * size) / step;
    return { slope: (high - low) / (2 * step), bound, isKink: this.crossed };
  }

  /** How strongly the loss bends along the sum of a neuron; the same for all of its weights. */
  private curveAt(l: number, j: number): Curve {
    let curve: Curve = { third: 0, size: 1 };
    for (const s of [2 ** -5, 2 ** -9, 2 ** -12]) {
      this.crossed = false;
      curve = this.curve(l, j, s);
      // Across a kink a difference tells of the kink and not of the bend.
      if (!this.crossed) return curve;
    }
    return curve;
  }

  /** By the third differences of two widths. */
  private curve(l: number, j: number, s: number): Curve {
    const [a, b, c, d] = [-2 * s, -s, s, 2 * s].map((change) => this.lossAt(l, j, change)) as [number, number, number, number];
    const [e, f] = [this.lossAt(l, j, -s / 2), this.lossAt(l, j, s / 2)];
    const wide = Math.abs(d - 2 * c + 2 * b - a) / (2 * s ** 3);
    const narrow = Math.abs(c - 2 * f + 2 * e - b) / (2 * (s / 2) ** 3);
    const size = Math.max(Math.abs(a), Math.abs(d), Math.abs(e), 1);
    const steepness = Math.abs(f - e) / s;
    if (this.crossed) return { third: 8 * (steepness + size), size };
    return { third: 3 * Math.max(wide, narrow) + 0.05 * steepness + (64 * EPSILON * size) / s ** 3, size };
  }

  /** The sums and values of the layers above for one sample. */
  private load(l: number, n: number): void {
    const { outputs: width } = this.network;
    this.output = { z: this.z, a: this.a, t: this.t.subarray(n * width, (n + 1) * width), from: 0, width };
    for (let m = l; m < this.uppers.length; m++) {
      const { outputs, z, a } = this.uppers[m] as Upper;
      z.set((this.pass.z[m] as Float64Array).subarray(n * outputs, (n + 1) * outputs));
      a.set((this.pass.a[m + 1] as Float64Array).subarray(n * outputs, (n + 1) * outputs));
    }
  }

  /** The loss of the loaded sample when the sum of one neuron is larger by so much. */
  private lossAt(l: number, j: number, change: number): number {
    const { uppers, z } = this;
    const last = uppers.length - 1;
    let upper = uppers[l] as Upper;
    if (l === last) {
      z.set(upper.z);
      z[j] = (z[j] as number) + change;
      return this.lossOfSums(upper);
    }
    upper.change[j] = change;
    this.intoValues(upper, j, j + 1);
    const single = upper.change[j] as number;
    upper = uppers[l + 1] as Upper;
    const { columns, change: passed, outputs } = upper;
    for (let i = 0, at = j * outputs; i < outputs; i++, at++) passed[i] = (columns[at] as number) * single;
    for (let m = l + 1; m < last; m++) {
      this.intoValues(upper, 0, upper.outputs);
      const next = uppers[m + 1] as Upper;
      product(upper.change, next);
      upper = next;
    }
    for (let i = 0; i < upper.outputs; i++) z[i] = (upper.z[i] as number) + (upper.change[i] as number);
    return this.lossOfSums(upper);
  }

  /** Changes of the sums of some neurons → changes of their values, in place. */
  private intoValues({ row, z, a, change }: Upper, from: number, to: number): void {
    const { kinked, value, changes } = row as Activation;
    if (changes) return changes(a, change, from, to);
    for (let i = from; i < to; i++) {
      const before = z[i] as number;
      const after = before + (change[i] as number);
      if (kinked && (before > 0 !== after > 0 || before === 0)) this.crossed = true;
      change[i] = value(after) - (a[i] as number);
    }
  }

  private lossOfSums({ row, z }: Upper): number {
    const { loss, options } = this.network;
    if (row && loss.with !== options.output) this.valuesOf(row, z);
    else if (!row && loss.with !== SOFTMAX) softmaxInto(this.z, this.a, 0, this.a.length);
    return loss.value(this.output, options.output);
  }

  private valuesOf({ value, kinked }: Activation, before: Float64Array): void {
    for (let i = 0; i < this.z.length; i++) {
      if (kinked && (before[i] as number) > 0 !== (this.z[i] as number) > 0) this.crossed = true;
      this.a[i] = value(this.z[i] as number);
    }
  }
}

/** The changes of the sums of a layer from those of the values below it; five neurons at a time, their weights side by side. */
function product(below: Float64Array, { inputs, outputs, columns, change }: Upper): void {
  let i = 0;
  for (; i + 5 <= outputs; i += 5) {
    let p = 0;
    let q = 0;
    let r = 0;
    let s = 0;
    let t = 0;
    for (let k = 0, at = i; k < inputs; k++, at += outputs) {
      const each = below[k] as number;
      p += (columns[at] as number) * each;
      q += (columns[at + 1] as number) * each;
      r += (columns[at + 2] as number) * each;
      s += (columns[at + 3] as number) * each;
      t += (columns[at + 4] as number) * each;
    }
    change[i] = p;
    change[i + 1] = q;
    change[i + 2] = r;
    change[i + 3] = s;
    change[i + 4] = t;
  }
  for (; i < outputs; i++) {
    let sum = 0;
    for (let k = 0, at = i; k < inputs; k++, at += outputs) sum += (columns[at] as number) * (below[k] as number);
    change[i] = sum;
  }
}

interface Difference {
  readonly slope: number;
  readonly bound: number;
  /** Whether the narrowest step still met a kink. */
  readonly isKink: boolean;
}

interface Curve {
  readonly third: number;
  readonly size: number;
}

function upperOf({ inputs, outputs, weights, activation }: Layer, parameters: Float64Array): Upper {
  const row = activation === SOFTMAX ? undefined : activationNamed(activation);
  const columns = new Float64Array(inputs * outputs);
  for (let i = 0; i < outputs; i++)
    for (let k = 0; k < inputs; k++) columns[k * outputs + i] = parameters[weights + i * inputs + k] as number;
  const room = (): Float64Array => new Float64Array(outputs);
  return { inputs, outputs, columns, row, z: room(), a: room(), change: room() };
}
