/** A document from its text to its report. */
import { type CheckOptions, checkSegments } from "./check.ts";
import type { Report } from "./report.ts";
import { segmentsOf } from "./segments.ts";

/**
 * Checks a document. Never throws for what the text holds: what cannot be read is a statement with the place and the
 * reason. The same text, seed and budget give the same report.
 */
export function checkDocument(text: string, options: CheckOptions = {}): Report {
  return checkSegments(text, segmentsOf(text, options.language ?? "markdown"), options);
}
