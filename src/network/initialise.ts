/** Weights to begin with, from a seed. One row a scheme. */
import { random } from "../base/random.ts";
import { NetworkError } from "./error.ts";
import { seededNormal } from "./gradcheck.ts";

type Scheme = (inputs: number, outputs: number, seed: number) => Float64Array;

const uniform = (count: number, limit: number, seed: number): Float64Array => {
  const source = random(seed);
  return Float64Array.from({ length: count }, () => ((source.below(4294967296) + 0.5) / 2147483648 - 1) * limit);
};

/** Biases begin at 0. */
export const initialisations: Readonly<Record<string, Scheme>> = {
  /** Glorot and Bengio 2010. */
  xavier: (inputs, outputs, seed) => uniform(inputs * outputs, Math.sqrt(6 / (inputs + outputs)), seed),
  /** He et al. 2015. */
  he: (inputs, outputs, seed) => seededNormal(inputs * outputs, seed).map((value) => value * Math.sqrt(2 / inputs)),
  uniform: (inputs, outputs, seed) => uniform(inputs * outputs, 0.5, seed),
  zero: (inputs, outputs) => new Float64Array(inputs * outputs),
};

export function initialisationNamed(name: string): Scheme {
  const found = Object.hasOwn(initialisations, name) ? initialisations[name] : undefined;
  if (!found)
    throw new NetworkError("option", `no initialisation is called "${name}": there are ${Object.keys(initialisations).join(", ")}`);
  return found;
}
