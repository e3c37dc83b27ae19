/** A fully connected network over doubles: forward, backward, every intermediate. Samples are rows. */
import { SOFTMAX, activationNamed, softmaxInto } from "./activation.ts";
import { demand } from "./error.ts";
import { initialisationNamed } from "./initialise.ts";
import { type Loss, type Output, lossNamed } from "./loss.ts";

export interface NetworkOptions {
  /** How many neurons each layer has, the input first. */
  readonly layers: readonly number[];
  /** Of the hidden layers; default sigmoid. */
  readonly activation?: string;
  /** Of the last layer; by default the one that belongs to the loss, else that of the others. */
  readonly output?: string;
  /** Default: half-squared-error. */
  readonly loss?: string;
  /** Default: xavier. */
  readonly initialisation?: string;
  /** Default 1. */
  readonly seed?: number;
}

export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: string;
  /** Where its weights (a row for each neuron) and biases begin among the parameters. */
  readonly weights: number;
  readonly biases: number;
}

/** Of every layer, sample by sample: the sums z and the values a; a[0] is the input. */
export interface Forward {
  readonly count: number;
  readonly z: readonly Float64Array[];
  readonly a: readonly Float64Array[];
}

export interface Backward extends Forward {
  /** The mean over the samples. */
  readonly loss: number;
  /** ∂loss/∂z of every layer. */
  readonly delta: readonly Float64Array[];
  /** ∂loss/∂parameter, in the order of the parameters. */
  readonly gradient: Float64Array;
}

const LARGEST = 1e8;

export class Network {
  readonly options: Required<NetworkOptions>;
  readonly layers: readonly Layer[];
  readonly loss: Loss;
  /** Layer by layer: weights row by row, then biases. May be written to. */
  readonly parameters: Float64Array;

  /** Throws NetworkError for sizes, names or parameters that do not fit. */
  constructor(options: NetworkOptions, parameters?: ArrayLike<number>) {
    this.loss = lossNamed(options.loss ?? "half-squared-error");
    const activation = options.activation ?? "sigmoid";
    this.options = {
      layers: [...options.layers],
      activation,
      output: options.output ?? this.loss.with ?? activation,
      loss: this.loss.name,
      initialisation: options.initialisation ?? "xavier",
      seed: options.seed ?? 1,
    };
    this.layers = layersOf(this.options);
    const total = this.layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
    demand(total <= LARGEST, "shape", () => `${total} parameters are more than ${LARGEST}`);
    demand(!parameters || parameters.length === total, "shape", () => `${total} parameters are needed, not ${parameters?.length}`);
    this.parameters = parameters ? Float64Array.from(parameters) : new Float64Array(total);
    if (parameters) this.parameters.forEach((value, i) => demand(Number.isFinite(value), "value", () => `parameter ${i} is ${value}`));
    else this.initialise();
  }

  private initialise(): void {
    const scheme = initialisationNamed(this.options.initialisation);
    for (const [l, { inputs, outputs, weights }] of this.layers.entries())
      this.parameters.set(scheme(inputs, outputs, this.options.seed * 1000 + l), weights);
  }

  get inputs(): number {
    return this.options.layers[0] as number;
  }

  get outputs(): number {
    return this.options.layers.at(-1) as number;
  }

  /** The values of all layers; `x` has a row of inputs for each sample. Throws NetworkError. */
  forward(x: ArrayLike<number>): Forward {
    const count = this.countOf(x);
    const z: Float64Array[] = [];
    const a: Float64Array[] = [rowsOf(x, this.inputs, "input")];
    for (const layer of this.layers) {
      const sums = this.sums(layer, a.at(-1) as Float64Array, count);
      z.push(sums);
      a.push(activated(layer, sums, count));
    }
    return { count, z, a };
  }

  private countOf(x: ArrayLike<number>): number {
    demand(x.length > 0, "empty", () => "the batch is empty");
    demand(
      x.length % this.inputs === 0,
      "shape",
      () => `layer 1 takes ${this.inputs} inputs a sample; ${x.length} numbers are no whole number of samples`,
    );
    return x.length / this.inputs;
  }

  private sums({ inputs, outputs, weights, biases }: Layer, a: Float64Array, count: number): Float64Array {
    const { parameters } = this;
    const z = new Float64Array(count * outputs);
    for (let n = 0; n < count; n++)
      for (let j = 0; j < outputs; j++) {
        let sum = parameters[biases + j] as number;
        const [w, x] = [weights + j * inputs, n * inputs];
        for (let k = 0; k < inputs; k++) sum += (parameters[w + k] as number) * (a[x + k] as number);
        z[n * outputs + j] = sum;
      }
    return z;
  }

  /** The mean loss over the samples. */
  lossOf(x: ArrayLike<number>, t: ArrayLike<number>): number {
    const pass = this.forward(x);
    return this.meanLoss(pass, this.targets(t, pass.count));
  }

  private meanLoss({ z, a, count }: Forward, t: Float64Array): number {
    let total = 0;
    for (let n = 0; n < count; n++) total += this.loss.value(this.outputOf(z, a, t, n), this.options.output);
    return total / count;
  }

  private outputOf(z: readonly Float64Array[], a: readonly Float64Array[], t: Float64Array, n: number): Output {
    return { z: z.at(-1) as Float64Array, a: a.at(-1) as Float64Array, t, from: n * this.outputs, width: this.outputs };
  }

  private targets(t: ArrayLike<number>, count: number): Float64Array {
    demand(
      t.length === count * this.outputs,
      "shape",
      () => `the last layer has ${this.outputs} neurons: ${count} samples need ${count * this.outputs} targets, not ${t.length}`,
    );
    return rowsOf(t, this.outputs, "target");
  }

  /** Every gradient and every intermediate, of the mean loss over the samples. Throws NetworkError. */
  backward(x: ArrayLike<number>, t: ArrayLike<number>): Backward {
    const pass = this.forward(x);
    const targets = this.targets(t, pass.count);
    const delta: Float64Array[] = [];
    const gradient = new Float64Array(this.parameters.length);
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const layer = this.layers[l] as Layer;
      const next = this.layers[l + 1];
      const own = next ? this.hiddenDelta(layer, next, delta[0] as Float64Array, pass, l) : this.outputDelta(layer, pass, targets);
      delta.unshift(own);
      accumulate(gradient, layer, own, pass.a[l] as Float64Array, pass.count);
    }
    return { ...pass, loss: this.meanLoss(pass, targets), delta, gradient };
  }

  private outputDelta({ outputs, activation }: Layer, { z, a, count }: Forward, t: Float64Array): Float64Array {
    const delta = new Float64Array(count * outputs);
    const { loss } = this;
    for (let n = 0; n < count; n++) {
      const output = this.outputOf(z, a, t, n);
      const isFused = loss.with === activation && loss.delta;
      const slopes = Array.from({ length: outputs }, (_, k) =>
        isFused ? (loss.delta as NonNullable<Loss["delta"]>)(output, k) : loss.slope(output, k),
      );
      if (!isFused) throughActivation(slopes, output, activation);
      for (let k = 0; k < outputs; k++) delta[n * outputs + k] = (slopes[k] as number) / count;
    }
    return delta;
  }

  private hiddenDelta({ outputs, activation }: Layer, next: Layer, above: Float64Array, { z, a, count }: Forward, l: number): Float64Array {
    const { slope } = activationNamed(activation);
    const [sums, values] = [z[l] as Float64Array, a[l + 1] as Float64Array];
    const delta = new Float64Array(count * outputs);
    for (let n = 0; n < count; n++)
      for (let i = 0; i < next.outputs; i++) {
        const from = above[n * next.outputs + i] as number;
        const row = next.weights + i * outputs;
        for (let j = 0; j < outputs; j++)
          delta[n * outputs + j] = (delta[n * outputs + j] as number) + from * (this.parameters[row + j] as number);
      }
    for (let i = 0; i < delta.length; i++) delta[i] = (delta[i] as number) * slope(sums[i] as number, values[i] as number);
    return delta;
  }
}

/** ∂/∂z from ∂/∂a, in place. */
function throughActivation(slopes: number[], { z, a, from }: Output, activation: string): void {
  if (activation === SOFTMAX) {
    const mean = slopes.reduce((sum, slope, k) => sum + slope * (a[from + k] as number), 0);
    for (const [k, slope] of slopes.entries()) slopes[k] = (a[from + k] as number) * (slope - mean);
    return;
  }
  const { slope } = activationNamed(activation);
  for (const [k, each] of slopes.entries()) slopes[k] = each * slope(z[from + k] as number, a[from + k] as number);
}

function accumulate(
  gradient: Float64Array,
  { inputs, outputs, weights, biases }: Layer,
  delta: Float64Array,
  a: Float64Array,
  count: number,
): void {
  for (let n = 0; n < count; n++)
    for (let j = 0; j < outputs; j++) {
      const from = delta[n * outputs + j] as number;
      gradient[biases + j] = (gradient[biases + j] as number) + from;
      const [row, x] = [weights + j * inputs, n * inputs];
      for (let k = 0; k < inputs; k++) gradient[row + k] = (gradient[row + k] as number) + from * (a[x + k] as number);
    }
}

function activated({ outputs, activation }: Layer, z: Float64Array, count: number): Float64Array {
  if (activation !== SOFTMAX) return z.map(activationNamed(activation).value);
  const a = new Float64Array(z.length);
  for (let n = 0; n < count; n++) softmaxInto(z, a, n * outputs, outputs);
  return a;
}

function layersOf({ layers, activation, output }: Required<NetworkOptions>): readonly Layer[] {
  demand(layers.length >= 2, "shape", () => "a network needs at least two layers: how many inputs, how many outputs");
  for (const [l, size] of layers.entries())
    demand(Number.isInteger(size) && size > 0, "shape", () => `layer ${l} has ${size} neurons: a whole number above 0 is needed`);
  demand(activation !== SOFTMAX, "option", () => "softmax is for the last layer only");
  let at = 0;
  return layers.slice(1).map((outputs, l) => {
    const inputs = layers[l] as number;
    const isLast = l === layers.length - 2;
    const layer = { inputs, outputs, activation: isLast ? output : activation, weights: at, biases: at + inputs * outputs };
    if (layer.activation !== SOFTMAX) activationNamed(layer.activation);
    at += (inputs + 1) * outputs;
    return layer;
  });
}

function rowsOf(values: ArrayLike<number>, width: number, what: string): Float64Array {
  const rows = Float64Array.from(values);
  const wrong = rows.findIndex((value) => !Number.isFinite(value));
  demand(wrong < 0, "value", () => `${what} ${(wrong % width) + 1} of sample ${Math.floor(wrong / width) + 1} is ${rows[wrong]}`);
  return rows;
}
