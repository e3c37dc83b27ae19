/** Conditions and reasons that stand in brackets behind a formula: they are no factor of it. */
import type { Token, TokenKind } from "./token.ts";

const BEFORE: ReadonlySet<TokenKind> = new Set(["separator", "row", "align", "begin", "full stop", "text"]);
const BEHIND: ReadonlySet<TokenKind> = new Set(["separator", "row", "align", "end", "full stop", "text", "end of input"]);
/** Signs that stand for words. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ["∴", "therefore "],
  ["∵", "because "],
  ["⇒", "therefore "],
]);
const COMPARISONS: ReadonlySet<string> = new Set(["<", ">", "≤", "≥", "≠"]);

/**
 * Sets apart what stands in such brackets: "(\text{since } A = A^\top)" and "(\because A = A^\top)" lose their brackets, and
 * before "(x > 0)" behind a space that is wider than those in products a separator is put. Of "(a \\text{ constant})" the words
 * are left. `wide` holds the tokens behind such a space.
 */
export function setApart(written: readonly Token[], wide: ReadonlySet<number>): Token[] {
  const isForAll = ({ kind, text }: Token, i: number): boolean =>
    text === "∀" && kind === "relation" && written[i - 1]?.kind !== "relation";
  const tokens = written.map((token, i) => {
    if (isForAll(token, i)) return textOf(token, "for all ");
    const isFirst = i === 0 || BEFORE.has((written[i - 1] as Token).kind);
    const isSign = token.kind === "relation" && written[i + 1]?.kind !== "relation" && (isFirst || token.text !== "⇒");
    const word = isSign ? SIGNS.get(token.text) : undefined;
    return word === undefined ? token : textOf(token, word);
  });
  const changed = new Map<number, readonly Token[]>();
  for (const [open, close] of outermost(tokens)) {
    const [first, before, behind] = [tokens[open + 1], tokens[open - 1], tokens[close + 1]] as [Token, Token | undefined, Token];
    const isAlone = (before === undefined || BEFORE.has(before.kind) || wide.has(open)) && BEHIND.has(behind.kind);
    if (!isAlone) continue;
    const inside = tokens.slice(open + 1, close);
    if (first.kind === "text") {
      for (const at of [open, close]) changed.set(at, [separatorAt(tokens[at] as Token)]);
    } else if (isRemark(inside)) {
      changed.set(open, [
        separatorAt(tokens[open] as Token),
        ...inside.filter(({ kind }) => kind === "text"),
        separatorAt(tokens[close] as Token),
      ]);
      for (let at = open + 1; at <= close; at++) changed.set(at, []);
    } else if (wide.has(open) && isComparing(tokens.slice(open + 1, close)))
      changed.set(open, [separatorAt(tokens[open] as Token), tokens[open] as Token]);
  }
  return changed.size === 0 ? [...tokens] : tokens.flatMap((token, i) => changed.get(i) ?? [token]);
}

/** "a \\text{ constant}", of which the words alone say something, and the * of "(*)". */
function isRemark(tokens: readonly Token[]): boolean {
  const isSign = tokens.every(({ kind, text }) => kind === "operator" || /^[⋆★†‡∗]$/u.test(text));
  const [last] = tokens.slice(-1);
  return isSign || (last?.kind === "text" && tokens.every(({ kind }) => NAMED.has(kind)) && tokens.length <= MOST_NAMED);
}

const NAMED: ReadonlySet<TokenKind> = new Set(["name", "word", "text", "sub", "number", "begin group", "end group", "separator"]);
const MOST_NAMED = 12;

const textOf = (token: Token, text: string): Token => ({ ...token, kind: "text", text });

const separatorAt = ({ span, spaced }: Token): Token => ({ kind: "separator", text: "\\quad", span, spaced });

const isComparing = (tokens: readonly Token[]): boolean =>
  tokens.some(({ kind, text }) => kind === "relation" && COMPARISONS.has(text)) && tokens.every(({ kind }) => kind !== "row");

/** The round brackets that stand in no others, from where to where. */
function outermost(tokens: readonly Token[]): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  const open: number[] = [];
  for (const [i, { kind }] of tokens.entries()) {
    if (kind === "open" || kind === "begin group") open.push(i);
    if (kind !== "close" && kind !== "end group") continue;
    const from = open.pop();
    if (from !== undefined && open.length === 0 && tokens[from]?.text === "(" && i > from + 1) found.push([from, i]);
  }
  return found;
}
