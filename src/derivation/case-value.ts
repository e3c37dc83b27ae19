/** "$m_{ij} = 1$ where observed and $0$ elsewhere": values that a name has in cases which only the words tell. */
import { headOf } from "../elaborate/script.ts";
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

/** Names that are never equated with anything but 0, 1 and −1, and with more than one of them: the y of "y = 1 …, y = 0 …". */
export function namesOfCases(formulas: readonly Formula[]): ReadonlySet<string> {
  const values = new Map<string, Set<string>>();
  for (const { chain, source } of formulas) {
    const head = chain?.first && headOf(chain.first);
    const [link, ...more] = chain?.links ?? [];
    if (!head || head.power || !link || !EQUATES.has(link.relation)) continue;
    const [, value] = more.length === 0 ? (/^[^=]*=\s*([-+]?[01])\s*$/u.exec(source) ?? []) : [];
    values.set(head.name, (values.get(head.name) ?? new Set()).add(value ?? ""));
  }
  return new Set([...values].filter(([, given]) => given.size > 1 && !given.has("")).map(([name]) => name));
}

const EQUATES: ReadonlySet<string> = new Set(["=", ":=", "≡"]);

/** "$z = 0$: undefined" */
export const isUndefinedThere = ({ after }: Formula): boolean =>
  /^\s*:?\s*(?:(?:it|h|f) )?(?:is )?(?:undefined|not (?:defined|differentiable)|정의되지|미분 ?(?:불가|할 수 없)|未定義|微分不可|不可导|没有定义)/iu.test(
    after,
  );
