/** Expr → LaTeX that KaTeX shows and `parse` reads back as the same expression. */
import { type Step, call, run } from "../base/coroutine.ts";
import { type Rational, isInteger } from "../base/rational.ts";
import { type ApplyExpr, type BinderOp, type CallExpr, type Expr, type NumberExpr, isOp } from "../expression/expr.ts";
import { nameParts, writtenName } from "../expression/name.ts";
import { primitive } from "../primitive/table.ts";
import { type Term, decimal, joinTerms } from "./plain.ts";
import { latexBase, latexScript } from "./letter.ts";

const LEVEL = { sum: 1, product: 2, power: 3, atom: 4 } as const;
const RELATION: Readonly<Record<string, string>> = { lt: "<", le: "\\le", eq: "=", ne: "\\ne" };

interface Piece {
  readonly text: string;
  readonly level: number;
  /** Whether it may follow a factor without a sign between them. */
  readonly joins?: boolean;
}

const BIG: Readonly<Record<BinderOp, string>> = { sum: "\\sum", product: "\\prod", maximum: "\\max", minimum: "\\min" };

const atom = (text: string, joins = false): Piece => ({ text, level: LEVEL.atom, joins });
const bracket = (text: string): string => `\\left(${text}\\right)`;
const within = (piece: Piece, level: number): string => (piece.level >= level ? piece.text : bracket(piece.text));

/** The LaTeX spelling; O(size of the written tree). */
export function toLatex(expr: Expr): string {
  return run(print(expr)).text;
}

/** A name alone, such as `w_{11}^{(3)}`. */
export function nameToLatex(name: string): string {
  const { base, sub, label } = nameParts(writtenName(name));
  return latexBase(base) + (sub ? `_{${latexScript(sub)}}` : "") + (label ? `^{${latexScript(label)}}` : "");
}

function* print(expr: Expr): Step<Piece> {
  switch (expr.kind) {
    case "number":
      return numeral(expr.value);
    case "symbol": {
      const text = nameToLatex(expr.name);
      return {
        text,
        level: nameParts(writtenName(expr.name)).label ? LEVEL.power : LEVEL.atom,
        joins: !text.startsWith("\\text"),
      };
    }
    case "derivative":
      return yield* derivative(expr.args[0] as Expr, expr.args[1] as Expr);
    case "call":
      return yield* callText(expr);
    case "binder": {
      const [index, from, to, body] = (yield* pieces(expr.args)) as [Piece, Piece, Piece, Piece];
      const head = BIG[expr.op];
      const range = expr.bounded ? `_{${index.text}=${from.text}}^{${to.text}}` : `_{${index.text}}`;
      const isBig = expr.op === "sum" || expr.op === "product";
      return { text: `${head}${range} ${within(body, isBig ? LEVEL.product : LEVEL.atom)}`, level: LEVEL.product };
    }
    default:
      return yield* application(expr);
  }
}

function* pieces(args: readonly Expr[]): Step<Piece[]> {
  const out: Piece[] = [];
  for (const arg of args) out.push(yield* call(print(arg)));
  return out;
}

function numeral(value: Rational): Piece {
  const text = decimal(value);
  if (text !== undefined) return value.n < 0n ? { text, level: LEVEL.sum } : atom(text);
  const fraction = `\\frac{${value.n < 0n ? -value.n : value.n}}{${value.d}}`;
  return value.n < 0n ? { text: `-${fraction}`, level: LEVEL.sum } : { text: fraction, level: LEVEL.product, joins: true };
}

function* callText(expr: CallExpr): Step<Piece> {
  const [order = 0, ...others] = expr.orders;
  const args = (yield* pieces(expr.args)).map((piece) => piece.text).join(", ");
  const marks = others.length ? (expr.orders.some((k) => k > 0) ? `^{(${expr.orders.join(",")})}` : "") : "'".repeat(order);
  return atom(`${nameToLatex(expr.name)}${marks}${bracket(args)}`, true);
}

function* derivative(of: Expr, wrt: Expr): Step<Piece> {
  const by = (yield* call(print(wrt))).text;
  const body = yield* call(print(of));
  if (of.kind === "symbol") return { text: `\\frac{\\partial ${body.text}}{\\partial ${by}}`, level: LEVEL.product, joins: true };
  return { text: `\\frac{\\partial}{\\partial ${by}}${bracket(body.text)}`, level: LEVEL.power };
}

function* application(expr: ApplyExpr): Step<Piece> {
  const { args } = expr;
  const [a, b] = args as [Expr, Expr];
  switch (expr.op) {
    case "add":
      return yield* sum(args);
    case "neg":
      return { text: `-${within(yield* call(print(a)), LEVEL.product)}`, level: LEVEL.sum };
    case "mul":
      return yield* product(args);
    case "div":
      return { text: `\\frac{${(yield* call(print(a))).text}}{${(yield* call(print(b))).text}}`, level: LEVEL.product, joins: true };
    case "pow":
      if (isNamedFunction(a) && b.kind === "number" && isInteger(b.value) && b.value.n > 1n) return yield* functionPower(a, b);
      return {
        text: `${within(yield* call(print(a)), LEVEL.atom)}^{${(yield* call(print(b))).text}}`,
        level: LEVEL.power,
        joins: !needsBrackets(a),
      };
    case "exp":
      if (a.kind === "number" && a.value.n === 1n && a.value.d === 1n) return atom("e", true);
      return { text: `e^{${(yield* call(print(a))).text}}`, level: LEVEL.power, joins: true };
    case "sqrt":
      return { text: `\\sqrt{${(yield* call(print(a))).text}}`, level: LEVEL.power, joins: true };
    case "abs":
      return atom(`\\left|${(yield* call(print(a))).text}\\right|`);
    case "pi":
      return atom("\\pi", true);
    case "floor":
    case "ceil":
      return atom(`\\l${expr.op} ${(yield* call(print(a))).text} \\r${expr.op}`);
    case "factorial":
      return { text: `${within(yield* call(print(a)), LEVEL.atom)}!`, level: LEVEL.power };
    case "entry":
      return yield* entry(args);
    case "transpose":
      return { text: `${within(yield* call(print(a)), LEVEL.atom)}^\\top`, level: LEVEL.power };
    case "hadamard":
    case "outer":
      return {
        text: (yield* pieces(args)).map((piece) => within(piece, LEVEL.power)).join(` ${primitive(expr.op).latex} `),
        level: LEVEL.product,
      };
    case "norm":
    case "norm1":
    case "norm2":
      return atom(`\\left\\lVert ${(yield* call(print(a))).text} \\right\\rVert${expr.op === "norm" ? "" : `_${expr.op.at(-1)}`}`);
    case "matrix":
      return atom(`\\begin{pmatrix} ${(yield* pieces(args)).map((piece) => piece.text).join(" \\\\ ")} \\end{pmatrix}`);
    case "row":
      return atom((yield* pieces(args)).map((piece) => piece.text).join(" & "));
    case "set":
      return atom(`\\{${(yield* pieces(args)).map((piece) => piece.text).join(", ")}\\}`);
    case "concat":
      return atom(`\\left[${(yield* pieces(args)).map((piece) => piece.text).join("; ")}\\right]`);
    case "gradient":
      return { text: `\\nabla_{${(yield* call(print(b))).text}} ${within(yield* call(print(a)), LEVEL.power)}`, level: LEVEL.product };
    case "piecewise":
      return yield* cases(args);
    case "and":
      return { text: (yield* pieces(args)).map((piece) => piece.text).join(" \\land "), level: 0 };
  }
  const relation = RELATION[expr.op];
  const printed = yield* pieces(args);
  if (relation) return { text: `${printed[0]?.text} ${relation} ${printed[1]?.text}`, level: 0 };
  return atom(`${primitive(expr.op).latex}${bracket(printed.map((piece) => piece.text).join(", "))}`, true);
}

function* entry([of, ...at]: readonly Expr[]): Step<Piece> {
  const body = (yield* call(print(of as Expr))).text;
  const index = (yield* pieces(at)).map((piece) => piece.text.replaceAll(" ", "")).join(",");
  return atom(`${of?.kind === "call" ? body : bracket(body)}_{${index}}`, true);
}

function isNamedFunction(expr: Expr): expr is ApplyExpr {
  return expr.kind === "apply" && primitive(expr.op).notation === "function" && !["exp", "abs", "floor", "ceil"].includes(expr.op);
}

/** \\tanh^{2}(x), as people write it: a power behind the brackets may belong to the argument. */
function* functionPower(base: ApplyExpr, exponent: NumberExpr): Step<Piece> {
  const args = (yield* pieces(base.args)).map((piece) => piece.text).join(", ");
  return atom(`${primitive(base.op).latex}^{${exponent.value.n}}${bracket(args)}`, true);
}

function needsBrackets(base: Expr): boolean {
  return base.kind === "apply" && !["abs", "pi"].includes(base.op) && primitive(base.op).notation === "special";
}

function* sum(args: readonly Expr[]): Step<Piece> {
  const terms: Term[] = [];
  for (const arg of args) {
    const negative = isOp(arg, "neg");
    terms.push({ negative, text: within(yield* call(print(negative ? (arg.args[0] as Expr) : arg)), LEVEL.product) });
  }
  return { text: joinTerms(terms), level: LEVEL.sum };
}

function* product(args: readonly Expr[]): Step<Piece> {
  let text = "";
  for (const [i, arg] of args.entries()) {
    const piece = yield* call(print(arg));
    // A fraction is held together by its bar; a product, sum or operator with an open end is not.
    const closed = piece.level >= LEVEL.power || isOp(arg, "div") || (piece.joins ?? false);
    const factor = closed ? piece.text : bracket(piece.text);
    // A differential operator would reach for what stands beside its brackets.
    const before = args[i - 1];
    const isApart = before?.kind === "derivative" && before.args[0]?.kind !== "symbol";
    // 2(a + b) and (a + b)(c + d) need no sign; behind a name, brackets could be those of a function.
    const isBracket =
      (!closed || piece.text.startsWith("\\left(")) &&
      before !== undefined &&
      (before.kind === "number" || isOp(before, "div") || isOp(before, "add"));
    const joins = !isApart && (isBracket || (closed && (piece.joins ?? false)));
    text += i === 0 ? factor : joins ? ` ${factor}` : ` \\cdot ${factor}`;
  }
  return { text, level: LEVEL.product };
}

function* cases(args: readonly Expr[]): Step<Piece> {
  const printed = yield* pieces(args);
  const rows: string[] = [];
  for (let i = 0; i + 1 < printed.length; i += 2) rows.push(`${printed[i + 1]?.text} & ${printed[i]?.text}`);
  if (printed.length % 2) rows.push(`${printed.at(-1)?.text} & \\text{otherwise}`);
  return atom(`\\begin{cases} ${rows.join(" \\\\ ")} \\end{cases}`);
}
