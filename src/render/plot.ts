/** Pictures of numbers as SVG: lines and points in a frame, told apart by dashes and marks, not by colour alone. */
import { escapeHtml } from "./escape.ts";

export interface PlotLine {
  readonly label: string;
  /** null where there is no value: the line is broken there. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
  readonly dashed?: boolean;
  /** Points instead of a line. */
  readonly dots?: boolean;
}

export interface Plot {
  readonly title: string;
  readonly description: string;
  readonly xLabel: string;
  readonly lines: readonly PlotLine[];
  /** Where a vertical line stands. */
  readonly mark?: number;
  /** Logarithmic axes: x and y must be positive. */
  readonly logarithmic?: boolean;
  /** Pictures on one page need names of their own. */
  readonly id: string;
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT] = [420, 220, 64, 16, 40, 110];

export function renderPlot({ title, description, xLabel, lines, mark, logarithmic = false, id }: Plot): string {
  const scale = logarithmic ? Math.log10 : (value: number): number => value;
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x));
  const ys = trimmed(lines.flatMap(({ points }) => points.flatMap(([, y]) => (y === null ? [] : [y]))));
  const [x0, x1] = bounds(xs.map(scale));
  const [y0, y1] = bounds(ys.map(scale));
  const place = (x: number, y: number): string =>
    `${(LEFT + ((scale(x) - x0) / (x1 - x0)) * WIDTH).toFixed(1)} ${(TOP + (1 - (scale(y) - y0) / (y1 - y0)) * HEIGHT).toFixed(1)}`;
  const isIn = (y: number | null): y is number => y !== null && scale(y) >= y0 && scale(y) <= y1;
  const drawn = lines.map((line, i) => lineMarkup(line, i, place, isIn));
  const upright =
    mark === undefined
      ? ""
      : `<path d="M${place(mark, unscale(y0, logarithmic))} L${place(mark, unscale(y1, logarithmic))}" stroke="currentColor" stroke-opacity=".5" stroke-dasharray="2 3"/>`;
  const tick = (value: number): string => Number(unscale(value, logarithmic).toPrecision(3)).toString();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + RIGHT} ${TOP + HEIGHT + BOTTOM}" width="${LEFT + WIDTH + RIGHT}" height="${TOP + HEIGHT + BOTTOM}" role="img" aria-labelledby="${id}-title ${id}-description" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">
<title id="${id}-title">${escapeHtml(title)}</title>
<desc id="${id}-description">${escapeHtml(description)}</desc>
<rect x="${LEFT}" y="${TOP}" width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="currentColor" stroke-opacity=".4"/>
${upright}
${drawn.join("\n")}
<text x="${LEFT - 6}" y="${TOP + 10}" text-anchor="end">${tick(y1)}</text><text x="${LEFT - 6}" y="${TOP + HEIGHT}" text-anchor="end">${tick(y0)}</text>
<text x="${LEFT}" y="${TOP + HEIGHT + 16}">${tick(x0)}</text><text x="${LEFT + WIDTH}" y="${TOP + HEIGHT + 16}" text-anchor="end">${tick(x1)}</text>
<text x="${LEFT + WIDTH / 2}" y="${TOP + HEIGHT + 30}" text-anchor="middle">${escapeHtml(xLabel)}</text>
</svg>
`;
}

const unscale = (value: number, logarithmic: boolean): number => (logarithmic ? 10 ** value : value);

/** What most values are within, so that a pole does not flatten the rest. */
function trimmed(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = 0, middle = 0, high = 0] = [0.05, 0.5, 0.95].map((part) => sorted[Math.floor(part * (sorted.length - 1))]);
  const reach = 4 * Math.max(high - middle, middle - low, 1e-12);
  return sorted.filter((value) => Math.abs(value - middle) <= reach);
}

function bounds(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(low) || 1) * 0.04;
  return [low - room, high + room];
}

function lineMarkup(
  { label, points, dashed, dots }: PlotLine,
  index: number,
  place: (x: number, y: number) => string,
  isIn: (y: number | null) => y is number,
): string {
  const y = TOP + 14 + 18 * index;
  const from = LEFT + WIDTH + 8;
  const stroke = `stroke="currentColor" stroke-width="1.6" fill="none"${dashed ? ' stroke-dasharray="6 4"' : ""}`;
  const key = dots ? `<circle cx="${from + 11}" cy="${y - 4}" r="2"/>` : `<path d="M${from} ${y - 4} h22" ${stroke}/>`;
  const legend = `${key}<text x="${from + 27}" y="${y}">${escapeHtml(label)}</text>`;
  if (dots)
    return (
      points
        .flatMap(([x, value]) => (isIn(value) ? [`<circle cx="${place(x, value).replace(" ", '" cy="')}" r="2" fill-opacity=".6"/>`] : []))
        .join("") + legend
    );
  let path = "";
  let isDown = false;
  for (const [x, value] of points) {
    if (isIn(value)) path += `${isDown ? "L" : "M"}${place(x, value)} `;
    isDown = isIn(value);
  }
  return `<path d="${path.trim()}" ${stroke}/>${legend}`;
}
