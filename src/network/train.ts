/** Learning: epochs of seeded batches, loss and accuracy of both parts, early stop and cancel. */
import { random } from "../base/random.ts";
import { type DataSet, samples } from "./data.ts";
import { demand } from "./error.ts";
import type { Network } from "./network.ts";
import { optimiserNamed } from "./optimiser.ts";

export interface TrainOptions {
  /** Default 10. */
  readonly epochs?: number;
  /** Default 32. */
  readonly batch?: number;
  /** Which part of the samples, the last ones, is kept to validate; default 0. */
  readonly validation?: number;
  /** Default: sgd with rate 0.1. */
  readonly optimiser?: string;
  readonly rate?: number;
  readonly momentum?: number;
  /** For the order of the samples; default 1. */
  readonly seed?: number;
  /** Stop when the loss (of the validation part where there is one) has not fallen for so many epochs. */
  readonly patience?: number;
  readonly signal?: { readonly aborted: boolean };
  /** Told after every batch. */
  readonly progress?: (epoch: number, done: number, of: number) => void;
  /** The gradient of a batch; default: the network's backward pass. */
  readonly gradient?: (network: Network, x: Float64Array, t: Float64Array) => Float64Array;
}

export interface Epoch {
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
}

export interface History {
  readonly epochs: readonly Epoch[];
  readonly stopped: "done" | "early" | "cancelled";
}

/** Changes the network's parameters. Throws NetworkError for options or data that do not fit, before anything is changed. */
export function train(network: Network, data: DataSet, options: TrainOptions = {}): History {
  const { epochs = 10, batch = 32, validation = 0, rate = 0.1, seed = 1, patience = Infinity } = options;
  demand(Number.isInteger(epochs) && epochs > 0, "option", () => `epochs is a whole number above 0, not ${epochs}`);
  demand(Number.isInteger(batch) && batch > 0, "option", () => `the batch size is a whole number above 0, not ${batch}`);
  demand(validation >= 0 && validation < 1, "option", () => `the part to validate is between 0 and 1, not ${validation}`);
  demand(rate > 0, "option", () => `the rate is above 0, not ${rate}`);
  network.lossOf(data.x, data.t);
  const kept = Math.floor(data.count * validation);
  const numbers = Array.from({ length: data.count }, (_, n) => n);
  const [learning, validating] = [numbers.slice(0, data.count - kept), numbers.slice(data.count - kept)];
  const momentum = options.momentum === undefined ? {} : { momentum: options.momentum };
  const update = optimiserNamed(options.optimiser ?? "sgd", { rate, ...momentum }, network.parameters.length);
  const parts = { learn: samples(data, learning), validate: kept > 0 ? samples(data, validating) : undefined };
  const found: Epoch[] = [];
  let [best, since] = [Infinity, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const finished = runEpoch(network, data, shuffled(learning, seed + epoch), batch, update, epoch, options);
    if (!finished) return { epochs: found, stopped: "cancelled" };
    const measured = measure(network, parts);
    found.push(measured);
    const watched = measured.validationLoss ?? measured.loss;
    since = watched < best ? 0 : since + 1;
    best = Math.min(best, watched);
    if (since >= patience) return { epochs: found, stopped: "early" };
  }
  return { epochs: found, stopped: "done" };
}

function runEpoch(
  network: Network,
  data: DataSet,
  order: readonly number[],
  batch: number,
  update: ReturnType<typeof optimiserNamed>,
  epoch: number,
  { signal, progress, gradient }: TrainOptions,
): boolean {
  for (let from = 0; from < order.length; from += batch) {
    if (signal?.aborted) return false;
    const { x, t } = samples(data, order.slice(from, from + batch));
    update(network.parameters, gradient ? gradient(network, x, t) : network.backward(x, t).gradient);
    progress?.(epoch, Math.min(from + batch, order.length), order.length);
  }
  return true;
}

/** Fisher and Yates, seeded. */
function shuffled(order: readonly number[], seed: number): number[] {
  const out = [...order];
  const source = random(seed);
  for (let i = out.length - 1; i > 0; i--) {
    const j = source.below(i + 1);
    [out[i], out[j]] = [out[j] as number, out[i] as number];
  }
  return out;
}

function measure(network: Network, { learn, validate }: { readonly learn: DataSet; readonly validate: DataSet | undefined }): Epoch {
  return {
    loss: network.lossOf(learn.x, learn.t),
    accuracy: accuracyOf(network, learn),
    validationLoss: validate ? network.lossOf(validate.x, validate.t) : null,
    validationAccuracy: validate ? accuracyOf(network, validate) : null,
  };
}

/** The part of the samples whose largest output is where the target is largest; with one output, whether both are above ½. */
export function accuracyOf(network: Network, { x, t, count, outputs }: DataSet): number {
  const a = network.forward(x).a.at(-1) as Float64Array;
  let right = 0;
  for (let n = 0; n < count; n++) {
    const [said, meant] = [choice(a, n * outputs, outputs), choice(t, n * outputs, outputs)];
    if (said === meant) right++;
  }
  return right / count;
}

function choice(values: Float64Array, from: number, width: number): number {
  if (width === 1) return (values[from] as number) > 0.5 ? 1 : 0;
  let best = 0;
  for (let k = 1; k < width; k++) if ((values[from + k] as number) > (values[from + best] as number)) best = k;
  return best;
}
