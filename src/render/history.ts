/** How learning went, as a picture: loss and accuracy over the epochs, of both parts. */

export interface Curve {
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
}

const [WIDTH, HEIGHT, MARGIN] = [320, 200, 40];

interface Line {
  readonly label: string;
  readonly values: readonly number[];
  readonly dashed: boolean;
}

/** An SVG with two panels. Lines differ by their dashes, not by colour alone; a title and a description are for screen readers. */
export function renderHistory(epochs: readonly Curve[]): string {
  const lines = (name: "loss" | "accuracy", other: "validationLoss" | "validationAccuracy"): Line[] => {
    const validation = epochs.flatMap((epoch) => epoch[other] ?? []);
    return [
      { label: "training", values: epochs.map((epoch) => epoch[name]), dashed: false },
      ...(validation.length > 0 ? [{ label: "validation", values: validation, dashed: true }] : []),
    ];
  };
  const losses = lines("loss", "validationLoss");
  const top = Math.max(...losses.flatMap(({ values }) => values), 1e-9);
  const panels = [panel("Loss", losses, top, 0), panel("Accuracy", lines("accuracy", "validationAccuracy"), 1, WIDTH + MARGIN)];
  const last = epochs.at(-1);
  const description = last
    ? `After ${epochs.length} epochs the loss is ${last.loss.toPrecision(4)}, the accuracy ${(100 * last.accuracy).toFixed(1)} %.`
    : "No epoch was finished.";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * (WIDTH + MARGIN) + MARGIN} ${HEIGHT + 2 * MARGIN}" role="img" aria-labelledby="title description" font-family="sans-serif" font-size="12" fill="currentColor">
<title id="title">Training history</title>
<desc id="description">${description}</desc>
${panels.join("\n")}
</svg>
`;
}

function panel(title: string, lines: readonly Line[], top: number, shift: number): string {
  const [left, bottom] = [MARGIN + shift, MARGIN + HEIGHT];
  const count = Math.max(...lines.map(({ values }) => values.length), 2);
  const place = (at: number, value: number): string =>
    `${(left + (at / (count - 1)) * WIDTH).toFixed(1)},${(bottom - (value / top) * HEIGHT).toFixed(1)}`;
  const drawn = lines.map(({ label, values, dashed }, i) => {
    const points = values.map((value, at) => place(at, value)).join(" ");
    const dashes = dashed ? ' stroke-dasharray="6 4"' : "";
    const y = MARGIN + 16 * (i + 1);
    return `<polyline points="${points}" fill="none" stroke="currentColor" stroke-width="1.5"${dashes}/>
<line x1="${left + WIDTH - 90}" y1="${y - 4}" x2="${left + WIDTH - 66}" y2="${y - 4}" stroke="currentColor" stroke-width="1.5"${dashes}/><text x="${left + WIDTH - 60}" y="${y}">${label}</text>`;
  });
  return `<g>
<text x="${left}" y="${MARGIN - 12}" font-weight="bold">${title}</text>
<path d="M${left} ${MARGIN} V${bottom} H${left + WIDTH}" fill="none" stroke="currentColor"/>
<text x="${left - 6}" y="${MARGIN + 4}" text-anchor="end">${Number(top.toPrecision(3))}</text><text x="${left - 6}" y="${bottom + 4}" text-anchor="end">0</text>
<text x="${left + WIDTH}" y="${bottom + 18}" text-anchor="end">epoch ${count}</text>
${drawn.join("\n")}
</g>`;
}
