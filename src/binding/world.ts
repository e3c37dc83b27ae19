/** The quantities of a network as numbers, each of which may be held at another value: what is computed from it follows. */
import { SOFTMAX, activationNamed, softmaxInto } from "../network/activation.ts";
import type { Network } from "../network/network.ts";
import type { Quantity } from "./network-names.ts";

const keyOf = ({ kind, layer, to, from }: Quantity): string => `${kind} ${layer} ${to} ${kind === "weight" ? from : 0}`;

export class World {
  private readonly network: Network;
  private readonly x: Float64Array;
  private readonly t: Float64Array;
  private readonly held = new Map<string, number>();
  private memo = new Map<string, number>();

  constructor(network: Network, x: Float64Array, t: Float64Array) {
    this.network = network;
    this.x = x;
    this.t = t;
  }

  /** Runs with a quantity held at a value. */
  with<T>(quantity: Quantity, value: number, act: () => T): T {
    const key = keyOf(quantity);
    const [before, memo] = [this.held.get(key), this.memo];
    this.held.set(key, value);
    this.memo = new Map();
    try {
      return act();
    } finally {
      if (before === undefined) this.held.delete(key);
      else this.held.set(key, before);
      this.memo = memo;
    }
  }

  value(quantity: Quantity): number {
    const key = keyOf(quantity);
    const known = this.held.get(key) ?? this.memo.get(key);
    if (known !== undefined) return known;
    const made = this.computed(quantity);
    this.memo.set(key, made);
    return made;
  }

  private computed({ kind, layer, to, from }: Quantity): number {
    const { layers, parameters, options } = this.network;
    switch (kind) {
      case "weight": {
        const { weights, inputs } = layers[layer] as Network["layers"][0];
        return parameters[weights + to * inputs + from] as number;
      }
      case "bias":
        return parameters[(layers[layer] as Network["layers"][0]).biases + to] as number;
      case "target":
        return this.t[to] as number;
      case "sum":
        return this.sum(layer, to);
      case "value":
        return layer < 0 ? (this.x[to] as number) : this.activated(layer, to);
      case "loss":
        return Array.from({ length: options.layers.at(-1) as number }, (_, k) =>
          this.value({ kind: "loss-part", layer: 0, to: k, from: 0 }),
        ).reduce((a, b) => a + b, 0);
      case "loss-part":
        return this.lossPart(to);
    }
  }

  private sum(layer: number, to: number): number {
    const { inputs } = this.network.layers[layer] as Network["layers"][0];
    let sum = this.value({ kind: "bias", layer, to, from: 0 });
    for (let from = 0; from < inputs; from++)
      sum += this.value({ kind: "weight", layer, to, from }) * this.value({ kind: "value", layer: layer - 1, to: from, from: 0 });
    return sum;
  }

  private activated(layer: number, to: number): number {
    const { activation, outputs } = this.network.layers[layer] as Network["layers"][0];
    if (activation !== SOFTMAX) return activationNamed(activation).value(this.value({ kind: "sum", layer, to, from: 0 }));
    const sums = Float64Array.from({ length: outputs }, (_, k) => this.value({ kind: "sum", layer, to: k, from: 0 }));
    softmaxInto(sums, sums, 0, outputs);
    return sums[to] as number;
  }

  /** One output's share of the loss. */
  private lossPart(k: number): number {
    const { loss, options, layers } = this.network;
    const last = layers.length - 1;
    const a = Float64Array.of(this.value({ kind: "value", layer: last, to: k, from: 0 }));
    const t = Float64Array.of(this.value({ kind: "target", layer: last, to: k, from: 0 }));
    if (loss.name === "cross-entropy") return t[0] === 0 ? 0 : -(t[0] as number) * Math.log(a[0] as number);
    const z = Float64Array.of(this.value({ kind: "sum", layer: last, to: k, from: 0 }));
    const share = loss.name === "mean-squared-error" ? 1 / (options.layers.at(-1) as number) : 1;
    // By the value, which may be held, and not by the sum.
    return share * loss.value({ z, a, t, from: 0, width: 1 }, "");
  }
}
