/** The numeric part of `npm run bench`: compiled gradients beside loops by hand, gradient checks of 784-50-100-10. */
import { apply, compile, gradient, symbol } from "../dist/index.js";
import { Network, checkNetwork, clouds } from "../dist/network.js";

const median = (xs) => xs.toSorted((a, b) => a - b)[xs.length >> 1];

/** The loss Σ (a − t)² of a network of sigmoids over symbols, and its parameters, inputs and targets in the order of the loops. */
function symbols(layers) {
  const parameters = [];
  const inputs = Array.from({ length: layers[0] }, (_, i) => symbol(`x_${i}`));
  const targets = Array.from({ length: layers.at(-1) }, (_, i) => symbol(`t_${i}`));
  let a = inputs;
  for (let l = 1; l < layers.length; l++) {
    const weights = Array.from({ length: layers[l] }, (_, j) => a.map((__, k) => symbol(`w_{${j},${k}}^{(${l})}`)));
    const biases = Array.from({ length: layers[l] }, (_, j) => symbol(`b_${j}^{(${l})}`));
    parameters.push(...weights.flat(), ...biases);
    const below = a;
    a = weights.map((row, j) => apply("sigmoid", [apply("add", [...row.map((w, k) => apply("mul", [w, below[k]])), biases[j]])]));
  }
  const terms = a.map((each, k) => {
    const gap = apply("add", [each, apply("neg", [targets[k]])]);
    return apply("mul", [gap, gap]);
  });
  return { loss: apply("add", terms), parameters, inputs, targets };
}

/** The same gradient as people write it: loops over Float64Arrays. */
function byHand(layers) {
  const activations = layers.map((size) => new Float64Array(size));
  const deltas = layers.map((size) => new Float64Array(size));
  return (parameters, x, t, gradient) => {
    activations[0].set(x);
    let at = 0;
    for (let l = 1; l < layers.length; l++) {
      const [m, n] = [layers[l - 1], layers[l]];
      for (let j = 0; j < n; j++) {
        let sum = parameters[at + m * n + j];
        for (let k = 0; k < m; k++) sum += parameters[at + j * m + k] * activations[l - 1][k];
        activations[l][j] = 1 / (1 + Math.exp(-sum));
      }
      at += (m + 1) * n;
    }
    const last = layers.length - 1;
    for (let j = 0; j < layers[last]; j++) {
      const a = activations[last][j];
      deltas[last][j] = 2 * (a - t[j]) * a * (1 - a);
    }
    for (let l = last; l >= 1; l--) {
      const [m, n] = [layers[l - 1], layers[l]];
      at -= (m + 1) * n;
      deltas[l - 1].fill(0);
      for (let j = 0; j < n; j++) {
        const d = deltas[l][j];
        gradient[at + m * n + j] = d;
        for (let k = 0; k < m; k++) {
          gradient[at + j * m + k] = d * activations[l - 1][k];
          deltas[l - 1][k] += d * parameters[at + j * m + k];
        }
      }
      for (let k = 0; k < m; k++) deltas[l - 1][k] *= activations[l - 1][k] * (1 - activations[l - 1][k]);
    }
  };
}

/** Nanoseconds a call, alternating between the candidates; the medians of the rounds. */
function nanoseconds(candidates, calls) {
  const rounds = candidates.map(() => []);
  for (let round = 0; round < 9; round++)
    for (const [i, run] of candidates.entries()) {
      const start = performance.now();
      for (let k = 0; k < calls; k++) run();
      rounds[i].push(((performance.now() - start) * 1e6) / calls);
    }
  return rounds.map(median);
}

function compiledGradients(row, layers) {
  const name = layers.join("-");
  const { loss, parameters, inputs, targets } = symbols(layers);
  const started = performance.now();
  const f = compile(gradient(loss, parameters), [...parameters, ...inputs, ...targets], { shared: parameters.length });
  const making = performance.now() - started;
  const values = Float64Array.from({ length: parameters.length + inputs.length + targets.length }, (_, i) => Math.sin(i));
  const out = new Float64Array(parameters.length);
  const count = 50;
  const columns = Float64Array.from([
    ...values.subarray(0, parameters.length),
    ...Array.from(values.subarray(parameters.length)).flatMap((value) => Array.from({ length: count }, (_, i) => value + 1e-3 * i)),
  ]);
  const many = new Float64Array(out.length * count);
  const loop = byHand(layers);
  const [p, q] = [parameters.length, parameters.length + inputs.length];
  const [own, x, t, theirs] = [values.subarray(0, p), values.subarray(p, q), values.subarray(q), new Float64Array(p)];
  loop(own, x, t, theirs);
  f(values, out);
  if (out.some((value, i) => Math.abs(value - theirs[i]) > 1e-12)) throw new Error("the compiled gradient is another than that by hand");
  const [ours, hand, batch] = nanoseconds(
    [() => f(values, out), () => loop(own, x, t, theirs), () => f.batch(columns, count, many)],
    layers[1] > 10 ? 2000 : 10000,
  );
  row(`gradient of ${name}, loops by hand / compiled (${Math.round(hand)} ns / ${Math.round(ours)} ns)`, hand / ours, ">= 2");
  row(`the same, one point / each of ${count} in a batch`, ours / (batch / count), "> 1");
  row(`gradient of ${name}: derived and compiled, milliseconds (in a warm process)`, making, "< 20");
}

function naive(network, x, t) {
  const { parameters } = network;
  for (let i = 0; i < parameters.length; i += 200) {
    const value = parameters[i];
    parameters[i] = value + 1e-4;
    const high = network.lossOf(x, t);
    parameters[i] = value - 1e-4;
    const low = network.lossOf(x, t);
    parameters[i] = value;
    if (!Number.isFinite(high - low)) throw new Error("no number");
  }
}

export function benchNetwork(row) {
  const sizes = [
    [4, 8, 4],
    [8, 16, 8],
  ];
  // Once for the engine to warm up.
  for (const layers of sizes) compiledGradients(() => undefined, layers);
  for (const layers of sizes) compiledGradients(row, layers);
  const network = new Network({ layers: [784, 50, 100, 10], loss: "cross-entropy" });
  const one = clouds(1, 784, 10, 3);
  const [checks, whole] = [[], []];
  for (let round = 0; round < 5; round++) {
    let start = performance.now();
    checkNetwork(network, one.x, one.t);
    checks.push(performance.now() - start);
    start = performance.now();
    naive(network, one.x, one.t);
    whole.push((performance.now() - start) * 200);
  }
  row(`all 45,360 parameters checked on one sample, milliseconds`, median(checks), "<= 150");
  row("the same: the whole network for each difference / from the changed neuron on", median(whole) / median(checks), "> 1");
  const many = clouds(100, 784, 10, 3);
  const start = performance.now();
  checkNetwork(network, many.x, many.t);
  row("a batch of 100, seconds", (performance.now() - start) / 1000, "<= 15");
}
