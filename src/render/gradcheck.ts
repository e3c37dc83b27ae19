/** A gradient check as a picture: how far each gradient is from its difference, over how large it is. */
import { renderPlot } from "./plot.ts";

export interface CheckedGradients {
  readonly checked: number;
  readonly mismatches: number;
  readonly sample: readonly (readonly [analytic: number, error: number])[];
}

/** Smaller errors and gradients are drawn at this size. */
const LEAST = 1e-18;

export function renderGradcheck({ checked, mismatches, sample }: CheckedGradients): string {
  const points = sample.map(([analytic, error]) => [Math.max(Math.abs(analytic), LEAST), Math.max(error, LEAST)] as const);
  return renderPlot({
    id: "gradcheck",
    title: "Gradient check",
    description: `${checked} gradients checked, ${mismatches} mismatches; ${points.length} of them drawn: error over size, both axes logarithmic.`,
    xLabel: "size of the gradient (below), its error (left), logarithmic",
    logarithmic: true,
    lines: [{ label: "gradients", points, dots: true }],
  });
}
