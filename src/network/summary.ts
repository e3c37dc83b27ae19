/** What a network is made of, in the form people know. */
import type { Network } from "./network.ts";

export interface LayerSummary {
  readonly name: string;
  readonly outputs: number;
  readonly activation: string;
  readonly parameters: number;
}

export interface NetworkSummary {
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  /** What should be known of it, such as weights that all begin at 0. */
  readonly notes: readonly string[];
}

export function summaryOf(network: Network): NetworkSummary {
  const layers = network.layers.map(({ inputs, outputs, activation }, l) => ({
    name: `dense_${l + 1}`,
    outputs,
    activation,
    parameters: (inputs + 1) * outputs,
  }));
  const isFlat = network.parameters.every((value) => value === 0);
  const notes = isFlat ? ["every weight and bias is 0: the neurons of a layer stay the same, as nothing breaks their symmetry"] : [];
  return { layers, parameters: network.parameters.length, notes };
}

export function summaryText({ layers, parameters, notes }: NetworkSummary): string {
  const rows = layers.map((each) => [
    `${each.name} (Dense)`,
    `(None, ${each.outputs})`,
    each.activation,
    each.parameters.toLocaleString("en-US"),
  ]);
  const table = [["Layer (type)", "Output shape", "Activation", "Param #"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] as string).length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === 3 ? cell.padStart(widths[column] as number) : cell.padEnd(widths[column] as number))).join("  ");
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width, 6));
  const [head, ...body] = table as [string[], ...string[][]];
  return [
    line(head),
    rule,
    ...body.map(line),
    rule,
    `Total params: ${parameters.toLocaleString("en-US")}`,
    ...notes.map((text) => `Note: ${text}`),
    "",
  ].join("\n");
}
