/** What the names of a document stand for in a network: w_{jk}^{(l)}, b, z, a, t, x and the loss E, with its parts E_k. */
import { indicesOf, nameParts } from "../expression/name.ts";
import type { Network } from "../network/network.ts";

export interface Quantity {
  readonly kind: "weight" | "bias" | "sum" | "value" | "target" | "loss" | "loss-part";
  /** Weight layers count from 0; the value of layer −1 is the input. */
  readonly layer: number;
  /** The neuron, from 0; of a weight also the one below that it comes from. */
  readonly to: number;
  readonly from: number;
}

/** How a document counts: which label its input would have, and whether w_{jk} goes from j to k. */
export interface Convention {
  readonly inputLabel: 0 | 1;
  readonly fromFirst: boolean;
}

export const CONVENTIONS: readonly Convention[] = [
  { inputLabel: 1, fromFirst: false },
  { inputLabel: 0, fromFirst: false },
  { inputLabel: 1, fromFirst: true },
  { inputLabel: 0, fromFirst: true },
];

const LOSSES: ReadonlySet<string> = new Set(["E", "L", "J", "C", "Loss"]);
const KINDS: Readonly<Record<string, Quantity["kind"]>> = {
  w: "weight",
  W: "weight",
  b: "bias",
  z: "sum",
  a: "value",
  x: "value",
  t: "target",
};

/** Undefined for a name that is no quantity of this network. */
export function quantityOf(name: string, { options }: Network, { inputLabel, fromFirst }: Convention): Quantity | undefined {
  const { base, sub, label } = nameParts(name);
  const sizes = options.layers;
  const last = sizes.length - 2;
  const indices = sub === "" ? [] : indicesOf(sub).map(Number);
  if (indices.some((index) => !Number.isInteger(index))) return undefined;
  if (LOSSES.has(base) && label === "") return ofLoss(indices, sizes.at(-1) as number);
  const kind = KINDS[base];
  const number = label === "" ? undefined : Number(/^[([](\d+)[)\]]$/.exec(label)?.[1] ?? NaN);
  const layer = base === "x" ? -1 : base === "t" ? last : number === undefined ? undefined : number - inputLabel - 1;
  if (!kind || layer === undefined || !Number.isInteger(layer)) return undefined;
  if (number !== undefined && number - inputLabel - 1 !== layer) return undefined;
  if (layer > last || layer < (kind === "value" ? -1 : 0) || indices.length !== (kind === "weight" ? 2 : 1)) return undefined;
  const [first = 0, second = 1] = kind === "weight" && fromFirst ? indices.toReversed() : indices;
  const isThere =
    first >= 1 && first <= (sizes[layer + 1] as number) && (kind !== "weight" || (second >= 1 && second <= (sizes[layer] as number)));
  return isThere ? { kind, layer, to: first - 1, from: second - 1 } : undefined;
}

function ofLoss(indices: readonly number[], outputs: number): Quantity | undefined {
  if (indices.length === 0) return { kind: "loss", layer: 0, to: 0, from: 0 };
  const [k = 0] = indices;
  return indices.length === 1 && k >= 1 && k <= outputs ? { kind: "loss-part", layer: 0, to: k - 1, from: 0 } : undefined;
}

/** How many values an index may take, by where it stands in a name; undefined where the name says nothing of it. */
export function rangeIn(name: string, letter: string, { options }: Network, { inputLabel, fromFirst }: Convention): number | undefined {
  const { base, sub, label } = nameParts(name);
  const at = indicesOf(sub).indexOf(letter);
  if (at < 0) return undefined;
  const sizes = options.layers;
  if (LOSSES.has(base) || base === "t") return sizes.at(-1);
  if (base === "x") return sizes[0];
  const number = Number(/^[([](\d+)[)\]]$/.exec(label)?.[1] ?? NaN) - inputLabel;
  const isBelow = KINDS[base] === "weight" && (at === 1) !== fromFirst;
  return KINDS[base] ? sizes[isBelow ? number - 1 : number] : undefined;
}
