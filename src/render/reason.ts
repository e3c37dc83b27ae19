/** Reasons in the language of the reader: judging gives them in English, and a table says what each is in another language. */

/** A reason in the reader's language; as it is where the table does not have it. */
export type Reasoned = (reason: string) => string;

export const inEnglish: Reasoned = (reason) => reason;

interface Row {
  readonly pattern: RegExp;
  readonly meaning: string;
  /** Which placeholder each group of the pattern is. */
  readonly places: readonly number[];
  /** How much of it is words of its own: what says more is tried first. */
  readonly weight: number;
}

/** What joins two reasons, and how they are joined again. */
const JOINTS: readonly (readonly [between: string, again: string])[] = [
  ["; ", ". "],
  [", and ", ", "],
  [": ", ": "],
];

/** Translates by the rows of a table; what stands in the place of a placeholder is translated, too, if it is a reason. */
export function reasonsBy(table: readonly (readonly [english: string, other: string])[]): Reasoned {
  const rows = table.map(rowOf).sort((a, b) => b.weight - a.weight);
  const known = new Map<string, string | undefined>();
  const translated = (text: string): string | undefined => {
    if (!known.has(text)) {
      known.set(text, undefined);
      known.set(text, byRow(text) ?? inParts(text));
    }
    return known.get(text);
  };
  const byRow = (text: string): string | undefined => {
    for (const { pattern, meaning, places } of rows) {
      const groups = pattern.exec(text)?.slice(1);
      if (!groups) continue;
      const values = new Map(places.map((place, i) => [place, groups[i] as string]));
      return meaning.replace(PLACEHOLDER, (whole, place: string) => {
        const value = values.get(Number(place));
        return value === undefined ? whole : (translated(value) ?? value);
      });
    }
    return undefined;
  };
  const inParts = (text: string): string | undefined => {
    for (const [between, again] of JOINTS)
      for (let at = text.indexOf(between); at >= 0; at = text.indexOf(between, at + 1)) {
        const [first, second] = [text.slice(0, at), text.slice(at + between.length)].map(translated);
        if (first !== undefined && second !== undefined) return first + again + second;
      }
    return undefined;
  };
  return (reason) => translated(reason) ?? reason;
}

const PLACEHOLDER = /\{(\d)\}/g;

function rowOf([english, meaning]: readonly [english: string, other: string]): Row {
  const literals = english.split(/\{\d\}/);
  const escaped = literals.map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return {
    pattern: new RegExp(`^${escaped.join("([\\s\\S]+?)")}$`, "u"),
    meaning,
    places: [...english.matchAll(PLACEHOLDER)].map(([, place]) => Number(place)),
    weight: literals.join("").length,
  };
}
