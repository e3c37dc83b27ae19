/** p(y | x) and D(p ‖ q): a lone bar between brackets parts what is spoken of from what is given, and two parts as a comma does. */
import type { Token } from "./token.ts";

/** What the bar is called as a separator. */
export const GIVEN = "∣";

const isBar = ({ kind, text }: Token): boolean =>
  (kind === "bar" && (text === "|" || text === "‖")) || (kind === "relation" && (text === GIVEN || text === "∥"));

/** The same tokens, such bars as separators; two bars in the same brackets are an absolute value, one with a subscript is f |_{x = 0}. */
export function withGivens(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(isBar)) return tokens;
  const out = [...tokens];
  const doubled = new Set<number>();
  const open: { readonly isBracket: boolean; readonly bars: number[] }[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "open" || token.kind === "begin group")
      open.push({ isBracket: token.kind === "open" && (token.text === "(" || token.text === "["), bars: [] });
    else if (isBar(token) && tokens[i + 1]?.kind !== "sub") open.at(-1)?.bars.push(i);
    else if (token.kind === "close" || token.kind === "end group") {
      const { isBracket = false, bars: [bar, second, ...others] = [] } = open.pop() ?? {};
      // D(p || q)
      const isDouble = bar !== undefined && second === bar + 1 && others.length === 0 && tokens[second]?.text === "|";
      const isOne = tokens[bar ?? -1]?.text === "|" || tokens[bar ?? -1]?.text === GIVEN;
      if (isBracket && bar !== undefined && (second === undefined || isDouble))
        out[bar] = { ...(tokens[bar] as Token), kind: "separator", text: isOne && !isDouble ? GIVEN : "," };
      if (isBracket && isDouble) doubled.add(second);
    }
  }
  return doubled.size > 0 ? out.filter((_, i) => !doubled.has(i)) : out;
}
