/** A network as JSON text, and back. */
import { NetworkError, demand } from "./error.ts";
import { Network, type NetworkOptions } from "./network.ts";

const FORMAT = "gradproof-network";

export function saveNetwork(network: Network): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, ...network.options, parameters: Array.from(network.parameters) })}\n`;
}

/** Throws NetworkError for a text that is no network, or one that is cut off. */
export function loadNetwork(text: string): Network {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new NetworkError("file", `this is no network: ${(error as Error).message}`);
  }
  const record = (typeof data === "object" && data !== null ? data : {}) as Readonly<Record<string, unknown>>;
  demand(record["format"] === FORMAT, "file", () => 'this is no network: it has no "format": "gradproof-network"');
  const { layers, parameters } = record;
  demand(isNumbers(layers), "file", () => "the network has no list of layers");
  demand(isNumbers(parameters), "file", () => "the network has no list of parameters");
  const names = ["activation", "output", "loss", "initialisation"].filter((name) => record[name] !== undefined);
  for (const name of names) demand(typeof record[name] === "string", "file", () => `${name} is no name`);
  const { format: _format, version: _version, parameters: _parameters, ...options } = record;
  return new Network(options as unknown as NetworkOptions, parameters as number[]);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => typeof each === "number");
}
