/** How a gradient changes the parameters. One row an optimiser. */
import { NetworkError } from "./error.ts";

/** Changes the parameters in place. */
export type Update = (parameters: Float64Array, gradient: Float64Array) => void;

export interface OptimiserOptions {
  readonly rate: number;
  /** Of momentum; default 0.9. */
  readonly momentum?: number;
}

export const optimisers: Readonly<Record<string, (options: OptimiserOptions, count: number) => Update>> = {
  sgd:
    ({ rate }) =>
    (parameters, gradient) => {
      for (let i = 0; i < parameters.length; i++) parameters[i] = (parameters[i] as number) - rate * (gradient[i] as number);
    },
  /** Polyak 1964. */
  momentum: ({ rate, momentum = 0.9 }, count) => {
    const velocity = new Float64Array(count);
    return (parameters, gradient) => {
      for (let i = 0; i < parameters.length; i++) {
        velocity[i] = momentum * (velocity[i] as number) - rate * (gradient[i] as number);
        parameters[i] = (parameters[i] as number) + (velocity[i] as number);
      }
    };
  },
  /** Kingma and Ba 2015. */
  adam: ({ rate }, count) => {
    const [first, second] = [new Float64Array(count), new Float64Array(count)];
    const [b1, b2, tiny] = [0.9, 0.999, 1e-8];
    let step = 0;
    return (parameters, gradient) => {
      step++;
      const [c1, c2] = [1 - b1 ** step, 1 - b2 ** step];
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] as number;
        first[i] = b1 * (first[i] as number) + (1 - b1) * g;
        second[i] = b2 * (second[i] as number) + (1 - b2) * g * g;
        parameters[i] = (parameters[i] as number) - (rate * ((first[i] as number) / c1)) / (Math.sqrt((second[i] as number) / c2) + tiny);
      }
    };
  },
};

export function optimiserNamed(name: string, options: OptimiserOptions, count: number): Update {
  const found = Object.hasOwn(optimisers, name) ? optimisers[name] : undefined;
  if (!found) throw new NetworkError("option", `no optimiser is called "${name}": there are ${Object.keys(optimisers).join(", ")}`);
  return found(options, count);
}
