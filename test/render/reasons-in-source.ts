/** The reasons that the source gives, read from it as it is parsed: the text of errors, and what is undecided or unreadable. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const SRC = fileURLToPath(new URL("../../src/", import.meta.url));
/** What judges documents; the others speak to those who write programs, or on a terminal. */
const FOLDERS = ["syntax", "elaborate", "derivation", "decide", "derivative", "derive", "tensor", "indexed"];
const ERRORS = /^(?:ParseError|UnknownShape|ShapeClash|OutOfRange|Undetermined|NoIndexForm|NotDifferentiable|Underivable|Unnormalizable)$/;
const VERDICTS = /^(?:undecided|unclearWords|unless)$/;

export interface ReasonInSource {
  readonly file: string;
  /** With {0}, {1}, … for what is put in. */
  readonly template: string;
}

export function reasonsInSource(): ReasonInSource[] {
  const files = FOLDERS.flatMap((folder) => readdirSync(join(SRC, folder), { encoding: "utf8" }).map((name) => join(folder, name)));
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(SRC, file), "utf8"), ts.ScriptTarget.Latest, true);
    return reasonsIn(source).map((template) => ({ file, template }));
  });
}

function reasonsIn(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const open: ts.Node[] = [source];
  for (let node = open.pop(); node; node = open.pop()) {
    const given = givenAsReason(node);
    if (given) found.push(...textsOf(given));
    ts.forEachChild(node, (child) => void open.push(child));
  }
  return found;
}

function givenAsReason(node: ts.Node): ts.Node | undefined {
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && ERRORS.test(node.expression.text)) return node.arguments?.[0];
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && VERDICTS.test(node.expression.text)) return node.arguments[0];
  return ts.isPropertyAssignment(node) && node.name.getText() === "reason" ? node.initializer : undefined;
}

function textsOf(node: ts.Node): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (!ts.isTemplateExpression(node)) return [];
  return [node.head.text + node.templateSpans.map((span, i) => `{${i}}${span.literal.text}`).join("")];
}
