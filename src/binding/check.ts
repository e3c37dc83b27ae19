/** Documents checked as ever, and held against a network besides, where one is asked for or the front matter names one. */
import type { CheckOptions as DocumentOptions } from "../derivation/check.ts";
import { checkDocument as checkAlone } from "../derivation/check-document.ts";
import { networkIn } from "../derivation/front-matter.ts";
import type { Report } from "../derivation/report.ts";
import { NetworkError } from "../network/error.ts";
import { type NetworkSpec, networkNumbers } from "./numbers.ts";

export interface CheckOptions extends Omit<DocumentOptions, "numbers"> {
  /** Holds every step that speaks of w_{jk}^{(l)}, b, z, a, t, x and E against a network of this kind, with seeded weights and data. */
  readonly network?: NetworkSpec;
}

/**
 * Checks a document. Never throws for what the text holds: what cannot be read is a statement with the place and the
 * reason. The same text, seed and budget give the same report. Throws NetworkError for a network in the options that cannot be.
 */
export function checkDocument(text: string, options: CheckOptions = {}): Report {
  const { network, ...rest } = options;
  const seed = options.seed ?? 1;
  if (network) return checkAlone(text, { ...rest, numbers: networkNumbers(network, seed) });
  const named = networkIn(text);
  if (named === undefined) return checkAlone(text, rest);
  try {
    return checkAlone(text, { ...rest, numbers: networkNumbers(specIn(named), seed) });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return checkAlone(text, { ...rest, problem: `the network of the front matter cannot be: ${error.message}` });
  }
}

/** Throws NetworkError for what is no network. */
function specIn(named: unknown): NetworkSpec {
  const record = (typeof named === "object" && named !== null && !Array.isArray(named) ? named : { layers: named }) as Readonly<
    Record<string, unknown>
  >;
  const { layers } = record;
  const sizes = typeof layers === "string" ? layersIn(layers) : layers;
  if (!Array.isArray(sizes) || !sizes.every((size) => typeof size === "number"))
    throw new NetworkError("option", "write its layers as a list such as [2, 2, 2]");
  const names = ["activation", "output", "loss"].flatMap((name) =>
    record[name] === undefined ? [] : [[name, String(record[name])] as const],
  );
  return { layers: sizes as number[], ...Object.fromEntries(names) };
}

/** "2-2-2"; undefined for anything else. */
export function layersIn(text: string): number[] | undefined {
  return /^\d+(?:-\d+)+$/.test(text) ? text.split("-").map(Number) : undefined;
}
