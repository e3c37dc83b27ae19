/**
 * In the place of the package entities, which markdown-it reads `&ndash;` with and which has more than 2,000 of them: those
 * that people write, and the Greek letters, which the reader of formulas knows by the same names. Others stay as they are.
 */
import { letters } from "../syntax/latex-command.ts";

export const NAMED: Readonly<Record<string, string>> = {
  // HTML and TeX mean each other's letter by these.
  phi: "φ",
  varphi: "ϕ",
  epsilon: "ε",
  varepsilon: "ϵ",
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  ensp: "\u2002",
  emsp: "\u2003",
  thinsp: "\u2009",
  shy: "\u00ad",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  lsquo: "‘",
  rsquo: "’",
  sbquo: "‚",
  ldquo: "“",
  rdquo: "”",
  bdquo: "„",
  laquo: "«",
  raquo: "»",
  bull: "•",
  middot: "·",
  copy: "©",
  reg: "®",
  trade: "™",
  sect: "§",
  para: "¶",
  deg: "°",
  plusmn: "±",
  times: "×",
  divide: "÷",
  minus: "−",
  sup2: "²",
  sup3: "³",
  frac12: "½",
  frac14: "¼",
  le: "≤",
  ge: "≥",
  ne: "≠",
  asymp: "≈",
  equiv: "≡",
  infin: "∞",
  sum: "∑",
  prod: "∏",
  part: "∂",
  nabla: "∇",
  radic: "√",
  isin: "∈",
  larr: "←",
  rarr: "→",
  harr: "↔",
  rArr: "⇒",
  hArr: "⇔",
  check: "✓",
  cross: "✗",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  Auml: "Ä",
  Ouml: "Ö",
  Uuml: "Ü",
  szlig: "ß",
  eacute: "é",
  egrave: "è",
  ecirc: "ê",
  agrave: "à",
  ccedil: "ç",
  ntilde: "ñ",
};
const GREEK = /^\p{Script=Greek}$/u;

export function decodeHTMLStrict(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z][a-z\d]*));/giu, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name === undefined) return ofCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    const letter = letters.get(name);
    return NAMED[name] ?? (letter !== undefined && GREEK.test(letter) ? letter : whole);
  });
}

/** What stands for no character is the mark of a missing one, as in browsers. */
function ofCode(code: number): string {
  const isNone = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
  return isNone ? "\ufffd" : String.fromCodePoint(code);
}
