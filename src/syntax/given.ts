/** p(y | x): a lone bar between brackets parts what is spoken of from what is given, as a comma would. */
import type { Token } from "./token.ts";

/** What the bar is called as a separator. */
export const GIVEN = "∣";

const isBar = ({ kind, text }: Token): boolean => (kind === "bar" && text === "|") || (kind === "relation" && text === GIVEN);

/** The same tokens, such bars as separators; two bars in the same brackets are an absolute value, one with a subscript is f |_{x = 0}. */
export function withGivens(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(isBar)) return tokens;
  const out = [...tokens];
  const open: { readonly isBracket: boolean; readonly bars: number[] }[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "open" || token.kind === "begin group")
      open.push({ isBracket: token.kind === "open" && (token.text === "(" || token.text === "["), bars: [] });
    else if (isBar(token) && tokens[i + 1]?.kind !== "sub") open.at(-1)?.bars.push(i);
    else if (token.kind === "close" || token.kind === "end group") {
      const { isBracket = false, bars: [bar, ...others] = [] } = open.pop() ?? {};
      if (isBracket && bar !== undefined && others.length === 0) out[bar] = { ...(tokens[bar] as Token), kind: "separator", text: GIVEN };
    }
  }
  return out;
}
