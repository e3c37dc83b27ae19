/** Expr → plain text that `parse` reads back as the same expression. */
import { writtenName } from "../expression/name.ts";
import { type Step, call, run } from "../base/coroutine.ts";
import { type Rational, toText } from "../base/rational.ts";
import { type ApplyExpr, type Expr, isOp } from "../expression/expr.ts";

/** How tightly a piece of text holds together: what is looser than its place demands gets brackets. */
const LEVEL = { sum: 1, product: 2, power: 3, atom: 4 } as const;
const RELATION: Readonly<Record<string, string>> = { lt: "<", le: "<=", eq: "=", ne: "!=" };

interface Piece {
  readonly text: string;
  readonly level: number;
}

const atom = (text: string): Piece => ({ text, level: LEVEL.atom });
const within = (piece: Piece, level: number): string => (piece.level >= level ? piece.text : `(${piece.text})`);

/** The plain spelling; O(size of the written tree). */
export function toPlain(expr: Expr): string {
  return run(print(expr)).text;
}

function* print(expr: Expr): Step<Piece> {
  switch (expr.kind) {
    case "number":
      return numeral(expr.value);
    case "symbol":
      return atom(shown(expr.name));
    case "derivative":
      return yield* derivative(expr.args[0] as Expr, expr.args[1] as Expr);
    case "call": {
      const order =
        expr.orders.length === 1
          ? "'".repeat(expr.orders[0] as number)
          : expr.orders.some((k) => k > 0)
            ? `^(${expr.orders.join(",")})`
            : "";
      return atom(`${shown(expr.name)}${order}(${yield* list(expr.args)})`);
    }
    case "binder": {
      const [index, from, to, body] = expr.args as [Expr, Expr, Expr, Expr];
      return atom(`${expr.op}(${yield* list(expr.bounded ? [index, from, to, body] : [index, body])})`);
    }
    default:
      return yield* application(expr);
  }
}

/** σ_B² as it is written. */
function shown(name: string): string {
  return writtenName(name).replace("^{²}", "²");
}

function numeral(value: Rational): Piece {
  const text = decimal(value) ?? toText(value);
  return { text, level: value.n < 0n ? LEVEL.sum : text.includes("/") ? LEVEL.product : LEVEL.atom };
}

/** The finite decimal expansion, if there is one. */
export function decimal(value: Rational): string | undefined {
  let rest = value.d;
  let places = 0;
  for (let twos = 0; rest % 2n === 0n; places = Math.max(places, ++twos)) rest /= 2n;
  for (let fives = 0; rest % 5n === 0n; places = Math.max(places, ++fives)) rest /= 5n;
  if (rest !== 1n) return undefined;
  if (places === 0) return String(value.n);
  const digits = String(((value.n < 0n ? -value.n : value.n) * 10n ** BigInt(places)) / value.d).padStart(places + 1, "0");
  return `${value.n < 0n ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function* list(args: readonly Expr[]): Step<string> {
  const out: string[] = [];
  for (const arg of args) out.push((yield* call(print(arg))).text);
  return out.join(", ");
}

function* derivative(of: Expr, wrt: Expr): Step<Piece> {
  const by = (yield* call(print(wrt))).text;
  if (of.kind === "symbol") return { text: `d${shown(of.name)}/d${by}`, level: LEVEL.product };
  return { text: `d/d${by} (${(yield* call(print(of))).text})`, level: LEVEL.product };
}

function* application(expr: ApplyExpr): Step<Piece> {
  const args = expr.args;
  switch (expr.op) {
    case "add":
      return yield* sum(args);
    case "neg":
      return { text: `-${within(yield* call(print(args[0] as Expr)), LEVEL.product)}`, level: LEVEL.sum };
    case "mul": {
      const factors: string[] = [];
      for (const [i, arg] of args.entries()) factors.push(yield* factor(arg, i));
      return { text: factors.join("*"), level: LEVEL.product };
    }
    case "div": {
      const top = isOp(args[0] as Expr, "mul") ? yield* factor(args[0] as Expr, -1) : yield* factor(args[0] as Expr, 0);
      return { text: `${top}/${within(yield* call(print(args[1] as Expr)), LEVEL.power)}`, level: LEVEL.product };
    }
    case "pow": {
      const base = within(yield* call(print(args[0] as Expr)), LEVEL.atom);
      return { text: `${base}^${within(yield* call(print(args[1] as Expr)), LEVEL.atom)}`, level: LEVEL.power };
    }
    case "exp":
      if (args[0]?.kind === "number" && args[0].value.n === 1n && args[0].value.d === 1n) return atom("e");
      break;
    case "pi":
      return atom("π");
    case "factorial":
      return { text: `${within(yield* call(print(args[0] as Expr)), LEVEL.atom)}!`, level: LEVEL.power };
    case "set":
      return atom(`{${yield* list(args)}}`);
    case "concat":
      return atom(`[${yield* list(args)}]`);
    case "transpose":
      return { text: `${within(yield* call(print(args[0] as Expr)), LEVEL.atom)}^⊤`, level: LEVEL.power };
  }
  const relation = RELATION[expr.op];
  if (relation)
    return { text: `${(yield* call(print(args[0] as Expr))).text} ${relation} ${(yield* call(print(args[1] as Expr))).text}`, level: 0 };
  return atom(`${expr.op}(${yield* list(args)})`);
}

function* sum(args: readonly Expr[]): Step<Piece> {
  const terms: Term[] = [];
  for (const arg of args) {
    const negative = isOp(arg, "neg");
    terms.push({ negative, text: within(yield* call(print(negative ? (arg.args[0] as Expr) : arg)), LEVEL.product) });
  }
  return { text: joinTerms(terms), level: LEVEL.sum };
}

export interface Term {
  readonly negative: boolean;
  readonly text: string;
}

/** `a - b + c`, the sign of the first term only where it is a minus. */
export function joinTerms([first, ...rest]: readonly Term[]): string {
  return (
    (first?.negative ? "-" : "") + (first?.text ?? "") + rest.map(({ negative, text }) => (negative ? ` - ${text}` : ` + ${text}`)).join("")
  );
}

/** A factor of a product: the first may be a quotient or product (a*b/c*d groups from the left), the others not. */
function* factor(arg: Expr, position: number): Step<string> {
  const piece = yield* call(print(arg));
  if (position === 0 && (isOp(arg, "div") || arg.kind === "derivative")) return piece.text;
  if (position === -1 && isOp(arg, "mul")) return piece.text;
  if (arg.kind === "derivative" && arg.args[0]?.kind === "symbol") return piece.text;
  return within(piece, LEVEL.power);
}
