import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differentiate } from "../../src/derivative/differentiate.ts";
import { evaluateFloat64 } from "../../src/evaluate/float64.ts";
import { type Expr, apply, symbol } from "../../src/expression/expr.ts";
import { activations } from "../../src/network/activation.ts";
import { clouds, digits, oneHot, readIdx, samples } from "../../src/network/data.ts";
import { gradcheck, seededNormal } from "../../src/network/gradcheck.ts";
import { initialisations } from "../../src/network/initialise.ts";
import { losses } from "../../src/network/loss.ts";
import { Network, type NetworkOptions } from "../../src/network/network.ts";
import { checkNetwork } from "../../src/network/network-gradcheck.ts";
import { optimisers } from "../../src/network/optimiser.ts";
import { loadNetwork, saveNetwork } from "../../src/network/save.ts";
import { summaryOf, summaryText } from "../../src/network/summary.ts";
import { accuracyOf, train } from "../../src/network/train.ts";
import { primitive } from "../../src/primitive/table.ts";
import { renderHistory } from "../../src/render/history.ts";
import { runs, seed } from "../seed.ts";

/** Data that fit a network, seeded. */
function dataFor(network: Network, count: number, from: number): { x: Float64Array; t: Float64Array } {
  const labels = Array.from({ length: count }, (_, n) => (n * 7 + from) % network.outputs);
  const t = network.outputs > 1 ? oneHot(labels, network.outputs) : Float64Array.from({ length: count }, (_, n) => n % 2);
  return { x: seededNormal(count * network.inputs, from), t };
}

const anyNetwork: fc.Arbitrary<NetworkOptions> = fc.record({
  layers: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 }),
  activation: fc.constantFrom(...activations.keys()),
  loss: fc.constantFrom(...losses.keys()),
  initialisation: fc.constantFrom("xavier", "he", "uniform"),
  seed: fc.integer({ min: 1, max: 1000 }),
});

describe("activations", () => {
  it.each([...activations.values()].filter(({ name }) => name !== "identity"))(
    "$name is that of the table of functions",
    ({ name, value, slope, changes }) => {
      const z = symbol("z");
      const derivative = differentiate(apply(name, [z]), z);
      for (const at of [-7, -2.5, -0.4, -1e-3, 1e-3, 0.3, 1.7, 6]) {
        const a = value(at);
        const expected = evaluateFloat64([derivative], new Map<Expr, number>([[z, at]])).get(derivative.id) as number;
        expect(a).toBeCloseTo(primitive(name).evaluate(at), 14);
        expect(Math.abs(slope(at, a) - expected)).toBeLessThan(1e-12);
        const steps = [1e-9, 1e-4, -0.01, 0.3, -4];
        const made = Float64Array.from(steps);
        changes?.(
          made.map(() => a),
          made,
          0,
          steps.length,
        );
        if (changes) for (const [i, d] of steps.entries()) expect(Math.abs((made[i] as number) - (value(at + d) - a))).toBeLessThan(1e-14);
      }
    },
  );
});

describe("the backward pass", () => {
  it("agrees with differences for any network, at every parameter", () => {
    // Where hardly any gradient is left, as behind three narrow layers, no difference is good to many digits of it.
    let sharp = 0;
    fc.assert(
      fc.property(anyNetwork, fc.integer({ min: 1, max: 4 }), (options, count) => {
        // A cross entropy needs values between 0 and 1.
        const isEntropy = /entropy/.test(options.loss as string);
        const network = new Network({ ...options, ...(isEntropy ? {} : { output: options.activation as string }) });
        const { x, t } = dataFor(network, count, options.seed as number);
        const found = checkNetwork(network, x, t);
        expect(found, JSON.stringify(found.found)).toMatchObject({ mismatches: 0, parameters: network.parameters.length });
        sharp += found.maxRelativeBound < 1e-4 ? 1 : 0;
      }),
      { seed, numRuns: runs(150) },
    );
    expect(sharp).toBeGreaterThan(0.85 * runs(150));
  });
  it("agrees with the general gradient check, which changes parameters in the network itself", () => {
    for (const options of [
      { layers: [3, 4, 2] },
      { layers: [2, 3, 3], loss: "cross-entropy", activation: "tanh" },
      { layers: [3, 2], output: "softmax" },
    ]) {
      const network = new Network(options);
      const { x, t } = dataFor(network, 3, 5);
      const loss = (parameters: Float64Array): number => new Network(options, parameters).lossOf(x, t);
      expect(gradcheck(loss, network.backward(x, t).gradient, network.parameters).message).toContain("agree");
    }
  });
  it("gives every intermediate, sample by sample", () => {
    const network = new Network({ layers: [2, 2, 2] });
    const { z, a, delta } = network.backward([0.1, 0.2, 0.3, 0.4], [1, 0, 0, 1]);
    expect([z, a, delta].map((each) => each.map(({ length }) => length))).toEqual([
      [4, 4],
      [4, 4, 4],
      [4, 4],
    ]);
    expect(a[0]).toEqual(Float64Array.of(0.1, 0.2, 0.3, 0.4));
    const [w11, w12] = network.parameters as unknown as [number, number];
    expect(z[0]?.[0]).toBeCloseTo(w11 * 0.1 + w12 * 0.2, 15);
    const [a3 = NaN, t3] = [a[2]?.[0], 1];
    expect(delta[1]?.[0]).toBeCloseTo(((a3 - t3) * a3 * (1 - a3)) / 2, 15);
  });
  it("is 0 forward and breaks no symmetry where everything begins at 0", () => {
    const network = new Network({ layers: [3, 2, 2], initialisation: "zero", output: "identity" });
    expect([...(network.forward([1, 2, 3]).a.at(-1) as Float64Array)]).toEqual([0, 0]);
    expect(summaryOf(network).notes[0]).toContain("nothing breaks their symmetry");
  });
});

describe("the gradient check of a network", () => {
  it("finds an error of 0.1 % in one of 45,360 coordinates", () => {
    const network = new Network({ layers: [784, 50, 100, 10], loss: "cross-entropy" });
    const { x, t } = dataFor(network, 1, 3);
    const { gradient } = network.backward(x, t);
    expect(checkNetwork(network, x, t)).toMatchObject({ parameters: 45_360, checked: 45_360, mismatches: 0 });
    expect(checkNetwork(network, x, t).maxRelativeBound).toBeLessThan(1e-6);
    for (const at of [17, 39_300, 44_500]) {
      const wrong = Float64Array.from(gradient, (value, i) => (i === at ? value * 1.001 : value));
      expect(checkNetwork(network, x, t, wrong).found.map(({ index }) => index)).toEqual([at]);
    }
  });
  it("names what has no gradient, and leaves kinks alone", () => {
    const dead = new Network({ layers: [2, 2, 1], activation: "relu", output: "identity" }, [1, 0, 0, 1, 0, -9, 1, 1, 0]);
    const found = checkNetwork(dead, [0.5, 0.25], [0]);
    expect(found).toMatchObject({ mismatches: 0, zeros: { count: 4 }, kinks: { count: 0 } });
    expect(found.zeros.names).toContain("w_21^(1)");
    const kinked = new Network({ layers: [1, 1, 1], activation: "relu", output: "identity" }, [1, -0.5, 1, 0]);
    expect(checkNetwork(kinked, [0.5], [1])).toMatchObject({ mismatches: 0, kinks: { count: 2, names: ["w_11^(1)", "b_1^(1)"] } });
  });
});

describe("learning", () => {
  const data = clouds(300, 2, 3, 4);
  it.each(Object.keys(optimisers))("with %s tells clouds of points apart", (optimiser) => {
    const network = new Network({ layers: [2, 12, 3], loss: "cross-entropy", activation: "tanh" });
    const { epochs, stopped } = train(network, data, { epochs: 15, optimiser, rate: optimiser === "adam" ? 0.01 : 0.05, validation: 0.2 });
    expect(stopped).toBe("done");
    expect(epochs.at(-1)?.loss).toBeLessThan(0.8 * (epochs[0]?.loss as number));
    expect(epochs.at(-1)?.validationAccuracy).toBeGreaterThan(0.8);
    expect(accuracyOf(network, data)).toBeGreaterThan(0.8);
  });
  it("is the same for the same seed, stops early, and can be cancelled", () => {
    const run = (): readonly unknown[] => train(new Network({ layers: [2, 4, 3] }), data, { epochs: 3, seed: 9 }).epochs;
    expect(run()).toEqual(run());
    const steady = { rate: 1e-12, patience: 2, epochs: 50 };
    expect(train(new Network({ layers: [2, 3] }), { ...data }, steady).epochs.length).toBeLessThanOrEqual(50);
    const signal = { aborted: false };
    const cancelled = train(new Network({ layers: [2, 4, 3] }), data, {
      epochs: 9,
      signal,
      progress: (epoch) => void (signal.aborted = epoch === 2),
    });
    expect(cancelled).toMatchObject({ stopped: "cancelled", epochs: { length: 2 } });
  });
  it("stops when the loss rises", () => {
    const found = train(new Network({ layers: [2, 3], loss: "cross-entropy" }), data, { rate: 1e4, patience: 2, epochs: 60 });
    expect(found.stopped).toBe("early");
  });
  it("is drawn with a title, a description and lines that differ by their dashes", () => {
    const svg = renderHistory(train(new Network({ layers: [2, 4, 3] }), data, { epochs: 3, validation: 0.2 }).epochs);
    expect(svg.match(/<polyline/g)).toHaveLength(4);
    expect(svg).toContain("After 3 epochs");
    expect(svg).toContain("stroke-dasharray");
    expect(renderHistory([])).toContain("No epoch was finished");
  });
});

describe("data and files", () => {
  it("are kept: a network comes back as it was", () => {
    const network = new Network({ layers: [3, 4, 2], activation: "gelu", loss: "binary-cross-entropy", seed: 12 });
    const again = loadNetwork(saveNetwork(network));
    expect(again.options).toEqual(network.options);
    expect(again.parameters).toEqual(network.parameters);
  });
  const idx = (shape: readonly number[], bytes: readonly number[], type = 8): Uint8Array =>
    Uint8Array.from([0, 0, type, shape.length, ...shape.flatMap((n) => [0, 0, n >> 8, n & 255]), ...bytes]);
  it("are read from IDX files", () => {
    const data = digits(readIdx(idx([2, 2, 2], [0, 255, 51, 0, 1, 2, 3, 4])), readIdx(idx([2], [1, 2])), 3);
    expect(data).toMatchObject({ count: 2, inputs: 4, outputs: 3 });
    expect(data.x.slice(0, 4)).toEqual(Float64Array.of(0, 1, 0.2, 0));
    expect([...data.t]).toEqual([0, 1, 0, 0, 0, 1]);
    expect([...samples(data, [1]).t]).toEqual([0, 0, 1]);
  });
  it("sum up as people know them", () => {
    const { layers, parameters } = summaryOf(new Network({ layers: [784, 50, 100, 10] }));
    expect([layers.map((layer) => layer.parameters), parameters]).toEqual([[39_250, 5_100, 1_010], 45_360]);
    expect(summaryText(summaryOf(new Network({ layers: [784, 50, 100, 10] })))).toMatch(/dense_1 \(Dense\) +\(None, 50\) +sigmoid +39,250/);
  });
  it("that do not fit are a typed error that says what was expected", () => {
    const network = new Network({ layers: [2, 3, 2] });
    const wrong: readonly (readonly [() => unknown, string, string])[] = [
      [() => network.forward([]), "empty", "the batch is empty"],
      [() => network.forward([1, 2, 3]), "shape", "layer 1 takes 2 inputs a sample; 3 numbers"],
      [() => network.forward([1, NaN]), "value", "input 2 of sample 1 is NaN"],
      [() => network.backward([1, 2], [1]), "shape", "1 samples need 2 targets, not 1"],
      [() => network.backward([1, 2], [1, Infinity]), "value", "target 2 of sample 1 is Infinity"],
      [() => new Network({ layers: [2] }), "shape", "at least two layers"],
      [() => new Network({ layers: [2, 0, 1] }), "shape", "layer 1 has 0 neurons"],
      [() => new Network({ layers: [2, 1], activation: "sine" }), "option", 'no activation is called "sine"'],
      [() => new Network({ layers: [2, 1], activation: "softmax" }), "option", "last layer only"],
      [() => new Network({ layers: [2, 1], loss: "hinge" }), "option", 'no loss is called "hinge"'],
      [() => new Network({ layers: [2, 1], initialisation: "magic" }), "option", 'no initialisation is called "magic"'],
      [() => new Network({ layers: [2, 1] }, [1, 2]), "shape", "3 parameters are needed, not 2"],
      [() => new Network({ layers: [2, 1] }, [1, 2, NaN]), "value", "parameter 2 is NaN"],
      [() => oneHot([0, 3], 3), "label", "label 2 is 3: labels are 0 to 2"],
      [() => readIdx(Uint8Array.of(1, 2, 3, 4)), "file", "no IDX file"],
      [() => readIdx(idx([2], [1, 2], 13)), "file", "type 13"],
      [() => readIdx(idx([3], [1, 2])), "file", "announces 3 bytes and holds 2"],
      [() => digits(readIdx(idx([1, 1], [5])), readIdx(idx([2], [1, 2]))), "shape", "1 images need as many labels"],
      [() => loadNetwork("{"), "file", "this is no network"],
      [() => loadNetwork("{}"), "file", 'no "format"'],
      [() => loadNetwork(saveNetwork(network).slice(0, -30)), "file", "this is no network"],
      [
        () => loadNetwork(saveNetwork(network).replace(/"parameters":\[[^,]*,/, '"parameters":[')),
        "shape",
        "17 parameters are needed, not 16",
      ],
      [() => train(network, clouds(10, 2, 2, 1), { epochs: 0 }), "option", "epochs"],
      [() => train(network, clouds(10, 3, 2, 1)), "shape", "need 30 targets, not 20"],
      [() => checkNetwork(network, [1, 2], [1, 0], [1]), "shape", "17 gradients are needed, not 1"],
    ];
    for (const [act, kind, message] of wrong)
      expect(act, message).toThrow(expect.objectContaining({ kind, message: expect.stringContaining(message) }));
  });
  it("begin with the spread that their scheme says", () => {
    const spread = (name: string): number =>
      Math.sqrt(
        (initialisations[name] as (i: number, o: number, s: number) => Float64Array)(200, 100, 3).reduce((sum, w) => sum + w * w, 0) /
          20_000,
      );
    expect(spread("xavier")).toBeCloseTo(Math.sqrt(2 / 300), 3);
    expect(spread("he")).toBeCloseTo(Math.sqrt(2 / 200), 2);
    expect(spread("uniform")).toBeCloseTo(0.5 / Math.sqrt(3), 2);
    expect(spread("zero")).toBe(0);
  });
});
