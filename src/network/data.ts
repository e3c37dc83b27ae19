/** Data to learn from: samples as rows; IDX files of digit images; seeded sets of our own making. */
import { random } from "../base/random.ts";
import { NetworkError, demand } from "./error.ts";
import { seededNormal } from "./gradcheck.ts";

export interface DataSet {
  readonly count: number;
  readonly inputs: number;
  readonly outputs: number;
  /** A row of inputs and a row of targets for each sample. */
  readonly x: Float64Array;
  readonly t: Float64Array;
}

/** An array as the IDX format holds it: its sizes, and its bytes. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Reads an IDX file of unsigned bytes, as the digit images of MNIST come in. Throws NetworkError for anything else, or a file that is cut off. */
export function readIdx(bytes: Uint8Array): Idx {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  demand(bytes.length >= 4 && view.getUint16(0) === 0, "file", () => "this is no IDX file: it does not begin with two zero bytes");
  const [type, rank] = [bytes[2] as number, bytes[3] as number];
  demand(type === 8, "file", () => `an IDX file of unsigned bytes (type 8) is needed, this one has type ${type}`);
  demand(rank >= 1 && bytes.length >= 4 + 4 * rank, "file", () => "the IDX file is cut off within its sizes");
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, each) => product * each, 1);
  const from = 4 + 4 * rank;
  demand(bytes.length === from + size, "file", () => `the IDX file announces ${shape.join(" × ")} bytes and holds ${bytes.length - from}`);
  return { shape, data: bytes.subarray(from) };
}

/** Images scaled to 0 … 1 and labels as one-hot rows. Throws NetworkError where they do not fit each other. */
export function digits(images: Idx, labels: Idx, classes = 10): DataSet {
  const [count = 0, ...size] = images.shape;
  demand(count > 0, "empty", () => "there are no images");
  demand(
    labels.shape.length === 1 && labels.shape[0] === count,
    "shape",
    () => `${count} images need as many labels, not ${labels.shape.join(" × ")}`,
  );
  return {
    count,
    inputs: size.reduce((product, each) => product * each, 1),
    outputs: classes,
    x: Float64Array.from(images.data, (value) => value / 255),
    t: oneHot(labels.data, classes),
  };
}

/** Rows with a 1 at the place of the label. Throws NetworkError for a label out of range. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float64Array {
  const t = new Float64Array(labels.length * classes);
  for (let n = 0; n < labels.length; n++) {
    const label = labels[n] as number;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw new NetworkError("label", `label ${n + 1} is ${label}: labels are 0 to ${classes - 1}`);
    t[n * classes + label] = 1;
  }
  return t;
}

/** Clouds of points, one for each class, around seeded centres: easy to learn with a hidden layer, in any dimension. */
export function clouds(count: number, inputs: number, classes: number, seed: number): DataSet {
  const source = random(seed);
  const centres = seededNormal(classes * inputs, seed + 1);
  const noise = seededNormal(count * inputs, seed + 2);
  const labels = Array.from({ length: count }, () => source.below(classes));
  const x = noise.map(
    (value, at) => 0.5 * value + (centres[(labels[Math.floor(at / inputs)] as number) * inputs + (at % inputs)] as number),
  );
  return { count, inputs, outputs: classes, x, t: oneHot(labels, classes) };
}

/** Some samples of a set, in this order. */
export function samples({ inputs, outputs, x, t }: DataSet, chosen: readonly number[]): DataSet {
  const part = {
    count: chosen.length,
    inputs,
    outputs,
    x: new Float64Array(chosen.length * inputs),
    t: new Float64Array(chosen.length * outputs),
  };
  for (const [at, n] of chosen.entries()) {
    part.x.set(x.subarray(n * inputs, (n + 1) * inputs), at * inputs);
    part.t.set(t.subarray(n * outputs, (n + 1) * outputs), at * outputs);
  }
  return part;
}
