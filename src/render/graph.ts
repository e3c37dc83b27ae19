/**
 * A computational graph as SVG, from left to right: values above the edges, what comes back below them. Layout by dagre.
 */
import { Graph as Layout, layout } from "@dagrejs/dagre";
import type { ComputationalGraph, GraphEdge, GraphNode } from "../derivation/computational-graph.ts";
import { nameToUnicode } from "../notation/unicode.ts";
import { escapeHtml } from "./escape.ts";
import { type ReportLanguage, say } from "./words.ts";

export interface GraphPictureOptions {
  readonly lang?: ReportLanguage;
  /** Several pictures on one page need names of their own for their titles. */
  readonly id?: string;
}

/** Each name in a label by its own indices. */
function pretty(label: string): string {
  return label.replaceAll(/[\p{L}\p{M}]+(?:_(?:\{[^}]*\}|[\p{L}\p{N}]+))?(?:\^\{[^}]*\})?/gu, nameToUnicode);
}

const SIZE = 34;
const TEXT = 7.2;
const MARGIN = 24;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export function renderGraph(drawn: ComputationalGraph, { lang = "en", id = "graph" }: GraphPictureOptions = {}): string {
  const graph = withPrettyNames(drawn);
  const { places, paths, width, height } = placed(graph);
  const title = `${say("graph", lang)}: ${graph.output}`;
  const edges = graph.edges.map((edge, i) => edgeMarkup(edge, paths[i] as readonly Point[]));
  const nodes = graph.nodes.map((node) => nodeMarkup(node, places.get(node.id) as Place));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-description" font-family="system-ui, sans-serif" font-size="13" fill="currentColor" stroke="none">
<title id="${id}-title">${escapeHtml(title)}</title>
<desc id="${id}-description">${escapeHtml(describe(graph))}</desc>
<defs><marker id="${id}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="currentColor"/></marker></defs>
<g fill="none" stroke="currentColor" stroke-opacity=".65" marker-end="url(#${id}-tip)">
${edges.map(({ line }) => line).join("\n")}
</g>
${edges.map(({ labels }) => labels).join("\n")}
${nodes.join("\n")}
</svg>
`;
}

function withPrettyNames(graph: ComputationalGraph): ComputationalGraph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, label: pretty(node.label), name: node.name === null ? null : pretty(node.name) })),
    edges: graph.edges.map((edge) => ({ ...edge, forward: pretty(edge.forward), backward: pretty(edge.backward) })),
  };
}

/** For screen readers: the graph in words. */
function describe({ nodes, edges }: ComputationalGraph): string {
  const named = (id: number): string => {
    const node = nodes[id] as GraphNode;
    return node.name ?? node.label;
  };
  return edges
    .map(
      ({ from, to, forward, backward }) =>
        `${named(from)} to ${named(to)}: forward ${forward || "a value"}${backward ? `, backward ${backward}` : ""}.`,
    )
    .join(" ");
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function placed({ nodes, edges }: ComputationalGraph): {
  places: ReadonlyMap<number, Place>;
  paths: readonly (readonly Point[])[];
  width: number;
  height: number;
} {
  const plan = new Layout({ multigraph: true });
  plan.setGraph({ rankdir: "LR", nodesep: 30, ranksep: 46, marginx: MARGIN, marginy: MARGIN });
  plan.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) plan.setNode(String(node.id), { width: widthOf(node), height: SIZE });
  for (const [i, { from, to, forward, backward }] of edges.entries())
    plan.setEdge(String(from), String(to), { width: labelWidth({ forward, backward }), height: 34, labelpos: "c" }, String(i));
  layout(plan);
  const places = new Map(
    nodes.map((node) => {
      const { x, y } = plan.node(String(node.id)) as Point;
      return [node.id, { x, y, width: widthOf(node) }] as const;
    }),
  );
  const paths = edges.map(({ from, to }, i) => (plan.edge(String(from), String(to), String(i)) as { points: Point[] }).points);
  const { width = 0, height = 0 } = plan.graph() as { width?: number; height?: number };
  return { places, paths, width: Math.ceil(width), height: Math.ceil(height) };
}

function widthOf({ label }: GraphNode): number {
  return Math.max(SIZE, TEXT * label.length + 18);
}

const labelWidth = ({ forward, backward }: Pick<GraphEdge, "forward" | "backward">): number =>
  TEXT * Math.max(forward.length, backward.length) + 14;

/** The line runs level between its labels, so that it never crosses them. */
function edgeMarkup(edge: GraphEdge, points: readonly Point[]): { line: string; labels: string } {
  const { forward, backward } = edge;
  const middle = points[points.length >> 1] as Point;
  const half = labelWidth(edge) / 2;
  const level = [middle.x - half, middle.x + half].map((x) => ({ x, y: middle.y }));
  const line = [...points.filter(({ x }) => x < middle.x - half), ...level, ...points.filter(({ x }) => x > middle.x + half)];
  const at = line.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  const text = (value: string, dy: number, extra: string): string =>
    value === ""
      ? ""
      : `<text x="${middle.x.toFixed(1)}" y="${(middle.y + dy).toFixed(1)}" text-anchor="middle"${extra}>${escapeHtml(value)}</text>`;
  return {
    line: `<path d="M${at.join(" L")}"/>`,
    labels: text(forward, -6, "") + text(backward, 16, ' font-style="italic" fill-opacity=".8"'),
  };
}

function nodeMarkup({ label, kind, name }: GraphNode, { x, y, width }: Place): string {
  const frame =
    kind === "operation"
      ? `<rect x="${(x - width / 2).toFixed(1)}" y="${(y - SIZE / 2).toFixed(1)}" width="${width}" height="${SIZE}" rx="${SIZE / 2}" fill="Canvas" stroke="currentColor" stroke-width="1.4"/>`
      : "";
  const weight = kind === "operation" ? "" : ' font-weight="600"';
  const caption =
    name && name !== label
      ? `<text x="${x.toFixed(1)}" y="${(y - SIZE / 2 - 5).toFixed(1)}" text-anchor="middle" font-weight="600">${escapeHtml(name)}</text>`
      : "";
  return `<g>${frame}<text x="${x.toFixed(1)}" y="${(y + 4.5).toFixed(1)}" text-anchor="middle"${weight}>${escapeHtml(label)}</text>${caption}</g>`;
}
