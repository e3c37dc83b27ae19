/**
 * In the place of the package entities, which markdown-it reads `&ndash;` with and which has more than 2,000 of them: those
 * that people write, and the Greek letters. Others stay as they are.
 */

export const NAMED: Readonly<Record<string, string>> = {
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
/** By their names, small and capital. */
export const GREEK: ReadonlyMap<string, string> = new Map(
  `alpha α Α beta β Β gamma γ Γ delta δ Δ epsilon ε Ε zeta ζ Ζ eta η Η theta θ Θ iota ι Ι kappa κ Κ lambda λ Λ mu μ Μ nu ν Ν xi ξ Ξ
   omicron ο Ο pi π Π rho ρ Ρ sigma σ Σ tau τ Τ upsilon υ Υ phi φ Φ chi χ Χ psi ψ Ψ omega ω Ω`
    .split(/(?<=\p{Script=Greek}\s\p{Script=Greek})\s+/u)
    .flatMap((row) => {
      const [name = "", small = "", capital = ""] = row.split(" ");
      return [[name, small] as const, [name.replace(/^./, (first) => first.toUpperCase()), capital] as const];
    }),
);

export function decodeHTMLStrict(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z][a-z\d]*));/giu, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name === undefined) return ofCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    return NAMED[name] ?? GREEK.get(name) ?? whole;
  });
}

/** What stands for no character is the mark of a missing one, as in browsers. */
function ofCode(code: number): string {
  const isNone = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
  return isNone ? "\ufffd" : String.fromCodePoint(code);
}
