/** Names with indices: what of a subscript counts entries, and what an entry is called where every index is a number. */
import { inBrackets, indicesOf, labelParts, nameOf, nameParts } from "../expression/name.ts";

/** An index such as `i + k - 1`: how often each letter is added, and a number. */
export interface IndexTerm {
  readonly letters: readonly (readonly [letter: string, times: number])[];
  readonly constant: number;
}

export interface Occurrence {
  /** The name without its indices: that of the vector or matrix, or of the family. */
  readonly whole: string;
  /** None where the name stands for itself. */
  readonly indices: readonly IndexTerm[];
  /** Whether the indices count the last axes, as i of the vectors x^{(i)} and of columns w_i, and not the first. */
  readonly isLast: boolean;
}

/** The matrix that a family of vectors makes up, as its rows or as its columns. */
export interface Stack {
  readonly matrix: string;
  readonly inColumns: boolean;
  /** Whether each of them is a number, so that the matrix is a single row or a vector. */
  readonly isOfNumbers?: boolean;
}

/** What tells indices from labels in a document. */
export interface IndexLetters {
  /** Whether the text gives shapes by that name: the d_k of n × d_k has no entries. */
  readonly isSize: (name: string) => boolean;
  readonly isIndex: (letter: string) => boolean;
  /** Whether a letter in the label counts samples, as in x^{(i)}, and not layers. */
  readonly isSample: (letter: string) => boolean;
  /** Whether numbers in so many places behind this name count its entries: x_1 beside x_i, but not W_1 of W_1 and W_2. */
  readonly isFamily: (whole: string, rank: number) => boolean;
  /** Whether it is a row, 1 × n, whose entries have one index. */
  readonly isRow: (whole: string) => boolean;
  /** The matrix whose rows or columns a family is: X of x_n. */
  readonly stackOf: (whole: string) => Stack | undefined;
}

/** Takes a name apart. Numbers alone are indices only where the family has letters elsewhere. */
export function occurrenceOf(name: string, letters: IndexLetters): Occurrence {
  if (letters.isSize(name)) return { whole: name, indices: [], isLast: false };
  const { base, sub, label } = nameParts(name);
  const labels = labelParts(label);
  const inner = inBrackets(labels.at(-1) ?? "");
  const parts = splitSubscript(sub, letters).map((text) => ({ text, index: indexTerm(text, letters.isIndex) }));
  const sample = inner === undefined ? undefined : indexTerm(inner, letters.isSample);
  const indices = [...parts.map(({ index }) => index), sample].filter((index) => index !== undefined);
  const fixed = parts.filter(({ index }) => !index).map(({ text }) => text);
  const whole = nameOf({ base, sub: fixed.join(","), label: sample ? labels.slice(0, -1).join("") : label });
  const plain = { whole: name, indices: [], isLast: false };
  if (indices.length === 0) return plain;
  const found = { whole, indices, isLast: sample !== undefined };
  if (indices.some((index) => index.letters.length > 0))
    return inStack(withNumericLabel(found, sample, label, parts, base, fixed, letters), letters);
  if (letters.isFamily(whole, indices.length) || (indices.length === 1 && letters.isRow(whole))) return inStack(found, letters);
  // z_1^{(2)}: the label of a layer may be a number too.
  const layered = nameOf({ base, sub: fixed.join(","), label });
  const own = parts.map(({ index }) => index).filter((index) => index !== undefined);
  return sample && labels.length === 1 && own.length > 0 && letters.isFamily(layered, own.length)
    ? { whole: layered, indices: own, isLast: false }
    : plain;
}

const FIRST: IndexTerm = { letters: [], constant: 1 };

/** x_n is row n of X: its entries are those of X. x_i of a row x is x_{1i}. */
function inStack(found: Occurrence, letters: IndexLetters): Occurrence {
  if (found.indices.length === 1 && letters.isRow(found.whole)) return { ...found, indices: [FIRST, ...found.indices], isLast: false };
  const stack = letters.stackOf(found.whole);
  if (!stack) return found;
  const { indices, isLast } = found;
  if (stack.isOfNumbers) return { whole: stack.matrix, indices: stack.inColumns ? [FIRST, ...indices] : indices, isLast: false };
  if (indices.length === 1) return { whole: stack.matrix, indices, isLast: stack.inColumns };
  // w_{dk} of columns w_k may be either entry.
  if (stack.inColumns && !isLast) return found;
  // x_{nd} of rows x_n and x_d^{(n)} of columns x^{(n)} are in the order of the matrix.
  return { whole: stack.matrix, indices: isLast === stack.inColumns ? indices : indices.toReversed(), isLast: false };
}

/** The axis of an occurrence's index, and those of what is left without an index, for a name of so many axes. */
export function axesOfOccurrence({ indices, isLast }: Occurrence, rank: number): { readonly indexed: number[]; readonly inner: number[] } {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const at = isLast ? Math.max(0, rank - indices.length) : 0;
  const indexed = axes.slice(at, at + indices.length);
  return { indexed, inner: axes.filter((axis) => !indexed.includes(axis)) };
}

/** Both together, in the order of the axes. */
export function inAxes<T>(occurrence: Occurrence, indexed: readonly T[], inner: readonly T[]): T[] {
  return occurrence.isLast && inner.length > 0 ? [...inner, ...indexed] : [...indexed, ...inner];
}

/** w_{jk}^{(2)} is an entry of w^{(2)}: a number in the label counts samples only where a letter does so elsewhere. */
function withNumericLabel(
  found: Occurrence,
  sample: IndexTerm | undefined,
  label: string,
  parts: readonly { readonly index: IndexTerm | undefined }[],
  base: string,
  fixed: readonly string[],
  letters: IndexLetters,
): Occurrence {
  if (!sample || sample.letters.length > 0 || labelParts(label).length > 1 || letters.isFamily(found.whole, found.indices.length))
    return found;
  return {
    whole: nameOf({ base, sub: fixed.join(","), label }),
    indices: parts.map(({ index }) => index).filter((index) => index !== undefined),
    isLast: false,
  };
}

/** "jc" → j, c where both are letters of indices; "max" stays whole. */
function splitSubscript(sub: string, { isIndex }: IndexLetters): readonly string[] {
  if (sub === "" || sub.includes(",")) return sub === "" ? [] : sub.split(",");
  const letters = [...sub];
  const single = letters.length > 1 && letters.length <= 3 && letters.every((letter) => /\d/.test(letter) || isIndex(letter));
  return single && /\D/.test(sub) ? letters : indicesOf(sub).every((item) => /^\d$/.test(item)) ? indicesOf(sub) : [sub];
}

/** "i+k-1"; undefined where something in it is no index. */
function indexTerm(text: string, isIndex: IndexLetters["isIndex"]): IndexTerm | undefined {
  if (!/^(?:\d*\p{L}|\d+)(?:[+-](?:\d*\p{L}|\d+))*$/u.test(text)) return undefined;
  // 2k where nothing is added is a name as likely as an index.
  if (/^\d+\p{L}$/u.test(text) && !isIndex(text.replace(/^\d+/, ""))) return undefined;
  const letters = new Map<string, number>();
  let constant = 0;
  for (const [, sign, count, letter] of text.matchAll(/([+-]?)(\d*)(\p{L}?)/gu)) {
    const times = sign === "-" ? -1 : 1;
    if (letter === "") constant += times * Number(count);
    else if (!isIndex(letter as string)) return undefined;
    else letters.set(letter as string, (letters.get(letter as string) ?? 0) + times * (count === "" ? 1 : Number(count)));
  }
  return { letters: [...letters].filter(([, times]) => times !== 0), constant };
}

/** A subscript that counts and is not understood: iK + k of x_{iK+k}. A name with it is no name of its own. */
export function unreadIndex(name: string, { isIndex, isSize }: IndexLetters): string | undefined {
  const { sub } = nameParts(name);
  if (isSize(name) || !/[-+*/()]/.test(sub)) return undefined;
  return sub.split(",").find((text) => {
    const runs = text.match(/\p{L}+/gu) ?? [];
    const isCounted = /[-+*/()]/.test(text) && runs.every((run) => [...run].length <= 2) && runs.some((run) => [...run].some(isIndex));
    return isCounted && indexTerm(text, isIndex) === undefined && !runs.every((run) => !isIndex(run));
  });
}

/** The letter that an index is, if it is nothing but one. */
export function letterOf({ letters, constant }: IndexTerm): string | undefined {
  const [only] = letters;
  return letters.length === 1 && constant === 0 && only?.[1] === 1 ? only[0] : undefined;
}

/** The number that an index is; undefined where a letter has no value. */
export function indexValue({ letters, constant }: IndexTerm, values: ReadonlyMap<string, number>): number | undefined {
  let sum = constant;
  for (const [letter, times] of letters) {
    const value = values.get(letter);
    if (value === undefined) return undefined;
    sum += times * value;
  }
  return sum;
}

/** From which number indices count, along each axis of a name. */
export type OriginOf = (whole: string, rank: number, axis: number) => number;

/** What the entry at a place is called, places counting from 1: w_0 of w, where the page counts its entries from 0. */
export function nameAtPlace(whole: string, place: readonly number[], originOf: OriginOf): string {
  return entryName(
    whole,
    place.map((at, axis) => at + originOf(whole, place.length, axis) - 1),
  );
}

/** What an entry is called: w_12 of w, `h_t[2]` of h_t. */
function entryName(whole: string, indices: readonly number[]): string {
  const { base, sub, label } = nameParts(whole);
  if (sub !== "" || /[[\]]/.test(whole)) return `${whole}[${indices.join(",")}]`;
  return nameOf({ base, sub: indices.every((index) => index < 10) ? indices.join("") : indices.join(","), label });
}
