/** "$m_{ij} = 1$ where observed and $0$ elsewhere": values that a name has in cases which only the words tell. */
import type { Formula } from "./formula.ts";

/** A value "for the sake of simplicity" is none of these. Add a language by adding words. */
const IN_A_CASE =
  /^\s*(?:where(?:ver)?|if|when(?:ever)?|in case|exactly when|falls|wenn|si|인\s?(?:곳|경우)|(?:の|な)(?:とき|場合|ところ))\s+\p{Ll}{2,}/u;
const OTHERWISE = /^\s*(?:elsewhere|otherwise|else|for (?:all )?(?:the )?others?|sonst|sinon|그 외|아니면|それ以外|其他|否则)/u;

/** The number that a name has otherwise, as the page writes it; "" where that is not said, undefined where no case is told. */
export function otherValueOf(formulas: readonly Formula[], { index, display, after }: Formula): string | undefined {
  if (display || !IN_A_CASE.test(after)) return undefined;
  const next = formulas[index + 1];
  const isNumber = next && !next.display && /^-?\d+$/.test(next.source.trim());
  return isNumber && OTHERWISE.test(next.after) ? next.source.trim() : "";
}
