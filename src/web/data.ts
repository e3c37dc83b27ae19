/** What documents with front matter and notebooks need, loaded with the first of them. */
export { checkDocument } from "../binding/check.ts";
export { segmentsOf } from "../derivation/segments.ts";
