/** `gradproof diff "EXPR" x`. */
import { ParseError } from "../base/span.ts";
import { NotDifferentiable, differentiate } from "../derivative/differentiate.ts";
import { parse } from "../elaborate/parse.ts";
import { toLatex } from "../notation/latex.ts";
import { toPlain } from "../notation/plain.ts";
import { printable } from "../render/terminal.ts";
import { simplify } from "../simplify/simplify.ts";
import { Usage, oneOf, readOptions } from "./usage.ts";

const OPTIONS = { format: { type: "string" }, syntax: { type: "string" } } as const;

export function diff(args: readonly string[]): number {
  // A leading minus belongs to the expression.
  const { values, positionals } = readOptions({
    args: args.map((arg) => (/^-[^-]/.test(arg) ? ` ${arg}` : arg)),
    options: OPTIONS,
    allowPositionals: true,
  });
  const [text, name, ...rest] = positionals;
  if (text === undefined || name === undefined || rest.length > 0)
    throw new Usage('diff needs an expression and a variable, as in: gradproof diff "x^2" x');
  const format = oneOf("format", values.format, ["text", "json", "latex"], "text");
  const syntax = oneOf("syntax", values.syntax, ["plain", "latex"], "plain");
  try {
    const expr = parse(text, { syntax });
    const variable = parse(name, { syntax });
    if (variable.kind !== "symbol") throw new Usage(`${name} is no variable`);
    const derivative = simplify(differentiate(expr, variable));
    const shown = { expression: toPlain(expr), variable: variable.name, derivative: toPlain(derivative), latex: toLatex(derivative) };
    process.stdout.write(format === "json" ? `${JSON.stringify(shown)}\n` : `${format === "latex" ? shown.latex : shown.derivative}\n`);
    return 0;
  } catch (error) {
    if (error instanceof ParseError) {
      const caret = " ".repeat(error.span.start) + "^".repeat(Math.max(1, error.span.end - error.span.start));
      throw new Usage(`${error.message}\n  ${printable(text)}\n  ${caret}`);
    }
    if (error instanceof NotDifferentiable) throw new Usage(error.message);
    throw error;
  }
}
