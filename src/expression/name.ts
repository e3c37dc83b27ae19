/**
 * Names in their plain spelling: base, then `_subscript`, then `^{label}`. `w_11^{(3)}` has base w, indices "11" and
 * label "(3)"; `x_{i,j}`, `h_{t-1}`, `y_pred`, `ŷ`, `가격` and `𝐱` are names too.
 */
export interface NameParts {
  readonly base: string;
  /** Without braces; "" where there is none. */
  readonly sub: string;
  /** With its brackets, "(3)" or "[l]"; "" where there is none. */
  readonly label: string;
}

export function nameParts(name: string): NameParts {
  const match = /^([^_^]+)(?:_(?:\{([^}]*)\}|([^^_][^^]*)))?(?:\^\{([^}]*)\})?$/u.exec(name);
  if (!match) return { base: name, sub: "", label: "" };
  return { base: match[1] as string, sub: match[2] ?? match[3] ?? "", label: match[4] ?? "" };
}

export function nameOf({ base, sub, label }: NameParts): string {
  const simple = /^[\p{L}\p{N}\p{M}]+$/u.test(sub);
  return base + (sub === "" ? "" : simple ? `_${sub}` : `_{${sub}}`) + (label === "" ? "" : `^{${label}}`);
}

/** A name with primes, which stand before its indices: w'_i. */
export function primedName(name: string, primes: number): string {
  if (primes === 0) return name;
  const at = name.search(/[_^]/);
  return at < 0 ? name + "'".repeat(primes) : name.slice(0, at) + "'".repeat(primes) + name.slice(at);
}

/** "[2]" and "(i)" of the label of a^{[2](i)}: a layer, and an example. */
export function labelParts(label: string): readonly string[] {
  return label.match(/^\[[^[\]()]*\](?=\()|.+/gu) ?? [];
}

/** What a part of a label has in its brackets; undefined for a mark. */
export function inBrackets(part: string): string | undefined {
  return /^[([⟨❲](.*)[)\]⟩❳]$/u.exec(part)?.[1];
}

/** What a gradient is by that does not say by what. */
export const NABLA = "∇";
export const BY_WHAT = "this gradient does not say by what: write \\nabla_w L";

/** Begins the label of a name that its letters tell from others, as w_{kj} beside w_{ji}; see `writtenName`. */
export const TOLD_BY = ":";

/** Ends the label of a vector of the basis, e_k, which is told by its letter; it does not show. */
export const BASIS = "‹basis›";

/** Whether a name may be that of a vector of the basis: e_k. */
export const isLikeBasis = (name: string): boolean => {
  const { base, sub, label } = nameParts(name);
  return /^[e𝐞]$/u.test(base) && /^\p{Ll}$/u.test(sub) && label === "";
};

export const asBasis = (name: string): string => nameOf({ ...nameParts(name), label: `${TOLD_BY}${nameParts(name).sub}${BASIS}` });

/** Whether a name without its index is that of the vectors of a basis. */
export const isBasisName = (whole: string): boolean => nameParts(whole).label.endsWith(BASIS);

/** Begins the label of a name that a letter above it tells from others, as δ_k^b beside δ_j^a; it does not show. */
export const ABOVE = "\u2063";

/** The label of a name whose layer is written as a subscript, W_l; see `writtenName`. */
export const subscriptLabel = (layer: string): string => `❲${layer}❳`;

/** Ends the name of a function that a page defines in a way of its own, though the table has one; see `writtenName`. */
export const OWN = `^{${TOLD_BY}}`;

/** Tells the z of f(z) = tanh(z) from a vector z of the page; see `writtenName`. */
export const NUMBER = "‹number›";

/** As a page writes it: w_{kj}, without that label; its entries say which it is of, as w_{k=1,j=2}. */
export function writtenName(name: string): string {
  for (const unseen of [NUMBER, ABOVE]) if (name.includes(unseen)) return writtenName(name.replace(unseen, ""));
  const { base, sub, label } = nameParts(name);
  const layer = /^❲(.*)❳$/u.exec(label)?.[1];
  if (layer !== undefined) return nameOf({ base, sub: sub === "" ? layer : `${layer},${sub}`, label: "" });
  if (!label.startsWith(TOLD_BY)) return name;
  const letters = label.slice(TOLD_BY.length).replace(BASIS, "");
  const indices = indicesOf(sub);
  const own = indicesOf(letters);
  if (sub === "") return nameOf({ base, sub: letters, label: "" });
  const isAsWritten = !/\d/.test(sub) || indices.length !== own.length;
  return nameOf({ base, sub: isAsWritten ? sub : own.map((letter, i) => `${letter}=${indices[i] as string}`).join(","), label: "" });
}

/** A sentence with names as a page writes them. */
export function inWrittenNames(text: string): string {
  return text
    .replaceAll(ABOVE, "")
    .replace(
      /(_(?:\{[^}]*\}|[\p{L}\p{N}]+))?\^\{:([^}]*)\}|\^\{❲([^}]*)❳\}/gu,
      (_, sub: string | undefined, letters: string | undefined, layer: string | undefined) =>
        layer === undefined ? (sub ?? (letters ? `_${letters}` : "")) : nameOf({ base: "", sub: layer, label: "" }),
    );
}

/**
 * The separate indices of a subscript: "11" → 1, 1; "kj" → k, j; "i,j" → i, j; "t-1" and "max" stay whole, and so
 * does anything else that is not a run of single digits and letters of length two or three.
 */
export function indicesOf(sub: string): string[] {
  if (sub === "") return [];
  if (sub.includes(",")) return sub.split(",");
  if (/^(\d{2,3}|[i-nα-ω]{2,3}|[i-n]\d|\d[i-n])$/u.test(sub)) return [...sub];
  return [sub];
}

/** Puts values in the place of indices, all at once, wherever they stand in the subscript or the label of a name. */
export function instantiateName(name: string, values: ReadonlyMap<string, string>): string {
  const parts = nameParts(name);
  if (parts.sub === "" && parts.label === "") return name;
  const put = (item: string): string => {
    // k, or k of k-1.
    const index = values.has(item) ? item : (/^(.+)[+-]\d+$/u.exec(item)?.[1] ?? item);
    const value = values.get(index);
    return value === undefined ? item : instantiateIndex(item, index, value);
  };
  const items = indicesOf(parts.sub).map(put);
  const isRun = items.every((item) => /^[\p{L}\p{N}]$/u.test(item));
  const sub = items.join(parts.sub.includes(",") || (items.length > 1 && !isRun) ? "," : "");
  const bracketed = /^([([❲])(.*)([)\]❳])$/u;
  const label = labelParts(parts.label)
    .map((part) => part.replace(bracketed, (_, open: string, inner: string, close: string) => open + put(inner) + close))
    .join("");
  // A name that is spelled in a way of its own stays so.
  return sub === parts.sub && label === parts.label ? name : nameOf({ base: parts.base, sub, label });
}

/** "k" → "3", "k-1" → "2", "3" stays "3". */
function instantiateIndex(item: string, index: string, value: string): string {
  if (item === index) return value;
  const shifted = /^(.+)([+-])(\d+)$/u.exec(item);
  if (shifted?.[1] !== index) return item;
  if (!/^-?\d+$/.test(value)) return `${value}${shifted[2]}${shifted[3]}`;
  return String(Number(value) + Number(`${shifted[2]}${shifted[3]}`));
}

/** What the vector whose entries are all 1 is called: a bold 1. */
export const ONES = "𝟏";
