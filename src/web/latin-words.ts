/**
 * Patterns without what a page in Latin letters cannot match. The words that pages are read by are in ten languages; those in
 * Hangul, Han and kana weigh as much as all others, and the engine is built a second time without them.
 */
import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { Visitor, parseSync } from "rolldown/utils";
import { EAST_ASIAN } from "./east-asian.ts";

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A module whose regular expressions are without them; the same where there are none. */
export function withoutEastAsianWords(code: string, path: string): string {
  if (!EAST_ASIAN.test(code)) return code;
  const edits: Edit[] = [];
  new Visitor({
    Literal: ({ start, end, ...literal }) => {
      if (!("regex" in literal)) return;
      const { pattern, flags } = literal.regex;
      edits.push({ start, end, text: `/${inLatinLetters(pattern) ?? NEVER}/${flags}` });
    },
    // The alternatives of new RegExp([…].join("|")).
    CallExpression: ({ callee, arguments: [joint] }) => {
      const isJoined = callee.type === "MemberExpression" && callee.object.type === "ArrayExpression" && joint?.type === "Literal";
      if (!isJoined || joint.value !== "|" || callee.object.type !== "ArrayExpression") return;
      for (const element of callee.object.elements) {
        if (element?.type !== "Literal" || typeof element.value !== "string") continue;
        edits.push({ start: element.start, end: element.end, text: JSON.stringify(inLatinLetters(element.value) ?? NEVER) });
      }
    },
  }).visit(parseSync(path, code).program);
  let changed = code;
  for (const { start, end, text } of edits.toSorted((a, b) => b.start - a.start))
    if (EAST_ASIAN.test(code.slice(start, end))) changed = changed.slice(0, start) + text + changed.slice(end);
  return changed;
}

const NEVER = "(?!)";
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
