/**
 * Patterns without what a page in Latin letters cannot match. The words that pages are read by are in ten languages; those in
 * Hangul, Han and kana weigh as much as all others, and the engine is built a second time without them.
 */
import { type AST, RegExpParser, RegExpSyntaxError } from "@eslint-community/regexpp";
import { Visitor, parseSync } from "rolldown/utils";
import { EAST_ASIAN } from "./east-asian.ts";

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A module whose regular expressions, and the strings that are put together to some, are without them. */
export function withoutEastAsianWords(code: string, path: string): string {
  if (!EAST_ASIAN.test(code)) return code;
  const edits: Edit[] = [];
  new Visitor({
    Literal: ({ start, end, ...literal }) => {
      if ("regex" in literal) {
        const { pattern, flags } = literal.regex;
        edits.push({ start, end, text: `/${inLatinLetters(pattern) ?? NEVER}/${flags}` });
      } else if (typeof literal.value === "string" && isPart(literal.value)) {
        const part = partInLatinLetters(literal.value);
        if (part !== undefined) edits.push({ start, end, text: JSON.stringify(part) });
      }
    },
    // Whatever is put in stands there as one letter.
    TemplateLiteral: ({ start, end, quasis, expressions }) => {
      const part = partInLatinLetters(
        quasis.map(({ value }, i) => (value.cooked ?? "") + (i < expressions.length ? holder(i) : "")).join(""),
      );
      if (part === undefined) return;
      const written = part.replaceAll(/[\\`]|\$(?=\{)/g, "\\$&");
      const text = expressions.reduce(
        (whole, each, i) => whole.replaceAll(holder(i), () => `\${${code.slice(each.start, each.end)}}`),
        written,
      );
      edits.push({ start, end, text: `\`${text}\`` });
    },
  }).visit(parseSync(path, code).program);
  // A template within another one stays as it is.
  const outer = edits.filter((edit) => !edits.some((other) => other !== edit && other.start <= edit.start && edit.end <= other.end));
  let changed = code;
  for (const { start, end, text } of outer.toSorted((a, b) => b.start - a.start))
    if (EAST_ASIAN.test(code.slice(start, end))) changed = changed.slice(0, start) + text + changed.slice(end);
  return changed;
}

const NEVER = "(?!)";
const holder = (i: number): string => String.fromCodePoint(0xe000 + i);

/** Whether a string is part of a pattern: a list of words with blanks between them is none. */
const isPart = (text: string): boolean => /[|\\()[\]?]/.test(text) || !/[\p{Script=Latin}\s]/u.test(text);

/** The same for a part of a pattern; undefined for what is no pattern by itself, or has none of those letters. */
function partInLatinLetters(part: string): string | undefined {
  if (!EAST_ASIAN.test(part)) return undefined;
  try {
    return inLatinLetters(part) ?? NEVER;
  } catch (error) {
    if (error instanceof RegExpSyntaxError) return undefined;
    throw error;
  }
}

const SCRIPTS: ReadonlySet<string | null> = new Set(["Hangul", "Han", "Hiragana", "Katakana"]);
/** Groups that are counted, or found by their names, stay. */
const CAPTURES = /\((?!\?)|\(\?<(?![=!])/u;

/** What of a pattern may match a text without such letters; undefined where nothing does. */
export function inLatinLetters(pattern: string): string | undefined {
  const { alternatives } = new RegExpParser().parsePattern(pattern, 0, pattern.length, { unicode: true });
  return ofAny(alternatives);
}

function ofAny(alternatives: readonly AST.Alternative[]): string | undefined {
  const kept = alternatives.flatMap((alternative) => ofAlternative(alternative) ?? []);
  return kept.length === 0 ? undefined : kept.join("|");
}

function ofAlternative({ elements, raw }: AST.Alternative): string | undefined {
  const found = elements.map(ofElement);
  return found.includes(undefined) ? (CAPTURES.test(raw) ? raw : undefined) : found.join("");
}

function ofElement(element: AST.Element): string | undefined {
  switch (element.type) {
    case "Character":
      return isEastAsian(element) ? undefined : element.raw;
    case "CharacterSet":
      return isEastAsian(element) ? undefined : element.raw;
    case "CharacterClass":
      return !element.negate && element.elements.every(isEastAsian) ? undefined : element.raw;
    case "Group":
    case "CapturingGroup":
      return ofGroup(element);
    case "Assertion":
      if (element.kind !== "lookahead" && element.kind !== "lookbehind") return element.raw;
      return ofGroup(element) ?? (element.negate ? "" : undefined);
    case "Quantifier": {
      const once = ofElement(element.element);
      return once === undefined ? (element.min === 0 ? "" : undefined) : once + element.raw.slice(element.element.raw.length);
    }
    default:
      return element.raw;
  }
}

function ofGroup(group: AST.Group | AST.CapturingGroup | AST.LookaroundAssertion): string | undefined {
  const inner = ofAny(group.alternatives);
  return inner === undefined ? undefined : `${group.raw.slice(0, (group.alternatives[0] as AST.Alternative).start - group.start)}${inner})`;
}

function isEastAsian(element: AST.CharacterClass["elements"][number] | AST.Character | AST.CharacterSet): boolean {
  if (element.type === "Character") return EAST_ASIAN.test(String.fromCodePoint(element.value));
  if (element.type === "CharacterClassRange") return isEastAsian(element.min) && isEastAsian(element.max);
  return (
    element.type === "CharacterSet" &&
    element.kind === "property" &&
    !element.negate &&
    element.key === "Script" &&
    SCRIPTS.has(element.value)
  );
}
