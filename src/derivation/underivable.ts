/** What cannot be derived, for those who need no derivations themselves. */
export { Underivable } from "../derive/underivable.ts";
