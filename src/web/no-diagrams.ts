/** In the place of KaTeX's commutative diagrams, its pictures and its links: pages hold none of them as formulas. */
import { ParseError } from "../base/span.ts";

/** Where a page does, its source is shown. */
export function parseCD(): never {
  throw new ParseError("commutative diagrams are not set here", { start: 0, end: 0 });
}
