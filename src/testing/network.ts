/** Arbitraries of networks with data that fit them. */
import * as fc from "fast-check";
import { type DataSet, clouds } from "../network/data.ts";
import { Network, type NetworkOptions } from "../network/network.ts";

export interface NetworkArbitraryOptions {
  /** Default 4 layers of at most 6 neurons. */
  readonly maxLayers?: number;
  readonly maxWidth?: number;
  /** Default: sigmoid, tanh, softplus, gelu, swish. */
  readonly activations?: readonly string[];
  /** Default: half-squared-error and cross-entropy. */
  readonly losses?: readonly string[];
  /** Default 4. */
  readonly maxSamples?: number;
}

/** A network, what it was made from, and samples for it. */
export interface NetworkWithData {
  readonly options: NetworkOptions;
  readonly network: Network;
  readonly data: DataSet;
}

export function networkWithData(options: NetworkArbitraryOptions = {}): fc.Arbitrary<NetworkWithData> {
  const { maxLayers = 4, maxWidth = 6, maxSamples = 4 } = options;
  const { activations = ["sigmoid", "tanh", "softplus", "gelu", "swish"], losses = ["half-squared-error", "cross-entropy"] } = options;
  return fc
    .record({
      layers: fc.array(fc.integer({ min: 1, max: maxWidth }), { minLength: 2, maxLength: maxLayers }),
      activation: fc.constantFrom(...activations),
      loss: fc.constantFrom(...losses),
      seed: fc.integer({ min: 1, max: 9999 }),
      samples: fc.integer({ min: 1, max: maxSamples }),
    })
    .map(({ samples, ...made }) => {
      const network = new Network(made);
      return { options: made, network, data: clouds(samples, network.inputs, network.outputs, made.seed) };
    });
}
