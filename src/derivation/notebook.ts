/** Finds the mathematics of a Jupyter notebook: its Markdown cells, each character mapped to its place in the file. */
import { type ValueNode, parse } from "@humanwhocodes/momoa";
import { markdownSegments } from "./markdown.ts";
import type { Segment } from "./segment.ts";

const MOST_NESTING = 500;

/** Segments of all Markdown cells; a file that is no notebook gives one unreadable segment. */
export function notebookSegments(text: string): Segment[] {
  const failed = (start: number, reason: string): Segment[] => [
    { kind: "unreadable", start, end: Math.min(text.length, start + 1), reason },
  ];
  const deep = nestingAt(text);
  if (deep !== undefined) return failed(deep, `JSON nested deeper than ${MOST_NESTING}`);
  let root: ValueNode;
  try {
    root = parse(text, { ranges: true }).body;
  } catch (error) {
    const offset = (error as { offset?: number }).offset ?? text.length - 1;
    return failed(Math.max(0, Math.min(offset, text.length - 1)), `not a notebook: ${(error as Error).message}`);
  }
  const cells = member(root, "cells");
  if (cells?.type !== "Array") return failed(0, "not a notebook of format 4: it has no cells");
  return cells.elements.flatMap(({ value }) => cellSegments(value, text));
}

function member(node: ValueNode, name: string): ValueNode | undefined {
  if (node.type !== "Object") return undefined;
  return node.members.find((m) => m.name.type === "String" && m.name.value === name)?.value;
}

function nestingAt(text: string): number | undefined {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "[" || char === "{") {
      if (++depth > MOST_NESTING) return i;
    } else if (char === "]" || char === "}") depth--;
  }
  return undefined;
}

function cellSegments(cell: ValueNode, text: string): Segment[] {
  const type = member(cell, "cell_type");
  const source = member(cell, "source");
  if (type?.type !== "String" || type.value !== "markdown" || !source) return [];
  const strings = source.type === "Array" ? source.elements.map(({ value }) => value) : [source];
  let joined = "";
  const offsets: number[] = [];
  let end = source.loc.end.offset;
  for (const node of strings) {
    if (node.type !== "String") continue;
    const { value, places } = decoded(text, node.loc.start.offset);
    joined += value;
    for (const place of places) offsets.push(place);
    end = node.loc.end.offset - 1;
  }
  offsets.push(end);
  return markdownSegments(joined).map((segment) => placed(segment, offsets));
}

/** The value of the JSON string at an offset, and where each of its UTF-16 units stands. */
function decoded(text: string, offset: number): { readonly value: string; readonly places: readonly number[] } {
  const places: number[] = [];
  let i = offset + 1;
  for (; i < text.length && text[i] !== '"';) {
    places.push(i);
    i += text[i] !== "\\" ? 1 : text[i + 1] === "u" ? 6 : 2;
  }
  return { value: JSON.parse(text.slice(offset, i + 1)) as string, places };
}

function placed(segment: Segment, offsets: readonly number[]): Segment {
  const at = (offset: number): number => offsets[Math.min(offset, offsets.length - 1)] as number;
  switch (segment.kind) {
    case "math":
      return {
        ...segment,
        start: at(segment.start),
        offsets: Array.from({ length: segment.source.length + 1 }, (_, i) => at(segment.start + i)),
      };
    case "directive":
    case "unreadable":
      return { ...segment, start: at(segment.start), end: at(segment.end) };
    default:
      return segment;
  }
}
