/** TeX's surface: characters and commands with their places, comments dropped, the author's macros expanded. */
import { ParseError, type Span } from "../base/span.ts";
import { accents, bigOperators, delimiters, fonts, letters, operators, relations, structures, words } from "./latex-command.ts";

/** A character or a `\command`; after expansion the span is that of the macro's use. */
export interface Raw {
  readonly text: string;
  readonly span: Span;
  readonly spaced: boolean;
}

export interface Macro {
  readonly parameters: number;
  readonly optional: readonly Raw[] | undefined;
  readonly body: readonly Raw[];
}

/** The macros that a document has defined so far; reading a block adds those that it defines. */
export type Macros = Map<string, Macro>;

const EXPANSIONS = 1000;
const EXPANDED_TOKENS = 20_000;
const DEFINING = new Set([
  "\\newcommand",
  "\\renewcommand",
  "\\providecommand",
  "\\def",
  "\\gdef",
  "\\edef",
  "\\xdef",
  "\\DeclareMathOperator",
  "\\let",
]);
const TABLES = [accents, bigOperators, delimiters, fonts, letters, operators, relations];

/** Cuts TeX into characters and commands in O(length). */
export function rawTokens(source: string): Raw[] {
  const out: Raw[] = [];
  let spaced = false;
  for (let i = 0; i < source.length;) {
    const start = i;
    const char = String.fromCodePoint(source.codePointAt(i) as number);
    i += char.length;
    if (/\s/.test(char) && char !== "\u2028") {
      spaced = true;
      continue;
    }
    if (char === "%") {
      const end = source.indexOf("\n", i);
      i = end < 0 ? source.length : end + 1;
      spaced = true;
      continue;
    }
    let text = char;
    if (char === "\\") {
      const letter = /[A-Za-z@]/;
      if (letter.test(source[i] ?? "")) while (letter.test(source[i] ?? "")) text += source[i++];
      else if (i < source.length) {
        const escaped = String.fromCodePoint(source.codePointAt(i) as number);
        text += escaped;
        i += escaped.length;
      }
      if (source[i] === "*" && text === "\\operatorname") i++;
    }
    out.push({ text, span: { start, end: i }, spaced });
    spaced = false;
  }
  return out;
}

/** Expands macros and takes in new definitions; throws ParseError where expansion does not end. */
export function expand(tokens: readonly Raw[], macros: Macros): Raw[] {
  const out: Raw[] = [];
  const input = [...tokens].reverse();
  let expansions = 0;
  for (let token = input.pop(); token; token = input.pop()) {
    if (DEFINING.has(token.text)) {
      define(token, input, macros);
      continue;
    }
    const macro = token.text.startsWith("\\") ? macros.get(token.text) : undefined;
    if (!macro) {
      out.push(token);
      continue;
    }
    if (++expansions > EXPANSIONS || out.length > EXPANDED_TOKENS + tokens.length) {
      throw new ParseError(`the macro ${token.text} expands without end, or to more than ${EXPANDED_TOKENS} tokens`, token.span);
    }
    if (isBuiltin(token.text.slice(1))) {
      throw new ParseError(`${token.text} is redefined in this document: what it shows is not what it says`, token.span);
    }
    pushBody(token, macro, input);
  }
  return out;
}

function isBuiltin(name: string): boolean {
  return TABLES.some((table) => table.has(name)) || structures.has(name) || words.has(name);
}

function pushBody(use: Raw, macro: Macro, input: Raw[]): void {
  const args: Raw[][] = [];
  for (let i = 0; i < macro.parameters; i++) {
    const optional = i === 0 && macro.optional !== undefined;
    if (optional && input.at(-1)?.text !== "[") args.push([...(macro.optional as readonly Raw[])]);
    else args.push(argument(use, input, optional ? "]" : undefined));
  }
  const body = macro.body.flatMap((raw, i) => {
    if (raw.text === "#") return [];
    const parameter = macro.body[i - 1]?.text === "#" ? args[Number(raw.text) - 1] : undefined;
    return parameter ?? [{ text: raw.text, span: use.span, spaced: raw.spaced }];
  });
  for (const raw of body.toReversed()) input.push(raw);
}

/** The next argument: a braced group without its braces, or one token; with `close`, up to that bracket. */
function argument(use: Raw, input: Raw[], close?: string): Raw[] {
  const first = input.pop();
  if (!first) throw new ParseError(`${use.text} lacks an argument`, use.span);
  if (first.text !== "{" && !close) return [first];
  const out: Raw[] = [];
  let depth = 0;
  for (let token = input.pop(); token; token = input.pop()) {
    if (depth === 0 && token.text === (close ?? "}")) return out;
    if (token.text === "{") depth++;
    if (token.text === "}") depth--;
    out.push(token);
  }
  throw new ParseError(`{ never closed`, first.span);
}

function define(command: Raw, input: Raw[], macros: Macros): void {
  const name = argument(command, input)[0]?.text ?? "";
  if (!name.startsWith("\\")) throw new ParseError(`${command.text} needs a command to define`, command.span);
  if (command.text === "\\let") {
    if (input.at(-1)?.text === "=") input.pop();
    macros.set(name, { parameters: 0, optional: undefined, body: argument(command, input) });
    return;
  }
  let parameters = 0;
  let optional: Raw[] | undefined;
  if (command.text.endsWith("def")) {
    for (; input.length && input.at(-1)?.text !== "{"; input.pop()) if (input.at(-1)?.text === "#") parameters++;
  } else if (command.text !== "\\DeclareMathOperator") {
    if (input.at(-1)?.text === "[") parameters = Number(argument(command, input, "]")[0]?.text ?? 0);
    if (input.at(-1)?.text === "[") optional = argument(command, input, "]");
  }
  let body = argument(command, input);
  if (command.text === "\\DeclareMathOperator") {
    const at = (text: string): Raw => ({ text, span: command.span, spaced: false });
    body = [at("\\operatorname"), at("{"), ...body, at("}")];
  }
  if (command.text === "\\providecommand" && macros.has(name)) return;
  macros.set(name, { parameters, optional, body });
}
