/**
 * Certificates as JSON and back. Expressions are rows of one list, each made of rows before it, so that what is shared
 * is written once; everywhere else an expression is the number of its row.
 */
import { type Rational, rational, toText } from "../base/rational.ts";
import { type BinderExpr, type Expr, type SymbolExpr, apply, binder, callOf, derivativeOf, number, symbol } from "../expression/expr.ts";
import { BINDERS } from "../expression/fold.ts";
import { postorder } from "../expression/traverse.ts";
import { functionNamed, isPrimitive } from "../primitive/table.ts";
import type { Branch, Certificate, Claim, Entry, FunctionRow, LawName, ProofCase, Sample, Solution } from "./certificate.ts";
import { Rejected } from "./rejected.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A certificate as plain data. */
export function encodeCertificate(certificate: Certificate): Json {
  const rows: Json[] = [];
  const numbers = new Map<Expr, number>();
  const at = (expr: Expr): number => {
    for (const node of postorder(expr)) {
      if (numbers.has(node)) continue;
      numbers.set(node, rows.length);
      rows.push(rowOf(node, (arg) => numbers.get(arg) as number));
    }
    return numbers.get(expr) as number;
  };
  const body = encodeBody(certificate, at);
  return { kind: certificate.kind, rows, ...body };
}

function rowOf(node: Expr, at: (arg: Expr) => number): Json {
  const args = node.args.map(at);
  switch (node.kind) {
    case "number":
      return ["number", toText(node.value)];
    case "symbol":
      return ["symbol", node.name];
    case "apply":
      return ["apply", node.op, ...args];
    case "call":
      return ["call", node.name, node.orders, ...args];
    case "derivative":
      return ["derivative", ...args];
    case "binder":
      return ["binder", node.op, node.bounded, ...args];
  }
}

type At = (expr: Expr) => number;

function encodeBody(certificate: Certificate, at: At): Record<string, Json> {
  const claim = encodeClaim(certificate.claim, at);
  switch (certificate.kind) {
    case "proof":
      return {
        claim,
        names: certificate.names,
        cases: certificate.cases.map(({ path, outcome, entries }) => ({
          path: path.map(({ on, sign, solved }) => ({ on: at(on), sign, ...(solved ? { solved: encodeSolution(solved, at) } : {}) })),
          outcome,
          entries: entries.map(({ law, of, parts, exponent }) => ({
            law,
            of: at(of),
            parts: parts.map(([c, v]) => [toText(c), at(v)]),
            ...(exponent ? { exponent: toText(exponent) } : {}),
          })),
        })),
        somewhere: encodeSample(certificate.somewhere, at),
      };
    case "refutation":
      return { claim, at: encodeSample(certificate.at, at), digits: certificate.digits };
    case "rounding":
      return { claim, decimals: certificate.decimals, holds: certificate.holds };
  }
}

function encodeClaim({ left, right, definitions, functions, roots, given, solved }: Claim, at: At): Json {
  return {
    left: at(left),
    right: at(right),
    definitions: definitions.map(([name, list]) => [at(name), list.map(at)]),
    functions: functions.map((row) => encodeFunction(row, at)),
    roots: roots.map(([name, sinks]) => [at(name), sinks.map(at)]),
    given: given.map(at),
    solved: solved.map((each) => encodeSolution(each, at)),
  };
}

function encodeFunction({ name, parameters, body }: FunctionRow, at: At): Json {
  return [name, parameters.map(at), at(body)];
}

function encodeSolution({ difference, name, value, slope }: Solution, at: At): Json {
  return [at(difference), at(name), at(value), toText(slope)];
}

function encodeSample({ values, functions }: Sample, at: At): Json {
  return { values: values.map(([name, value]) => [at(name), toText(value)]), functions: functions.map((row) => encodeFunction(row, at)) };
}

// Reading ----------------------------------------------------------------------------------------------------------------

/** The certificate that `encodeCertificate` wrote; throws Rejected for anything else. */
export function decodeCertificate(json: unknown): Certificate {
  const reader = new Reader(json);
  return reader.certificate();
}

const LAWS: ReadonlySet<string> = new Set<LawName>(["exp-of-sum", "log-of-product", "power-of-product", "sign"]);

class Reader {
  private readonly data: Readonly<Record<string, unknown>>;
  private readonly exprs: Expr[] = [];

  constructor(json: unknown) {
    this.data = record(json);
    for (const row of list(this.data["rows"])) this.exprs.push(this.row(list(row)));
  }

  certificate(): Certificate {
    const claim = this.claim(record(this.data["claim"]));
    switch (this.data["kind"]) {
      case "proof":
        return {
          kind: "proof",
          claim,
          names: oneOf(this.data["names"], ["held", "unfolded"]),
          cases: list(this.data["cases"]).map((each) => this.case(record(each))),
          somewhere: this.sample(record(this.data["somewhere"])),
        };
      case "refutation":
        return { kind: "refutation", claim, at: this.sample(record(this.data["at"])), digits: natural(this.data["digits"]) };
      case "rounding":
        return { kind: "rounding", claim, decimals: natural(this.data["decimals"]), holds: this.data["holds"] === true };
      default:
        return malformed("a certificate of no known kind");
    }
  }

  private row([kind, head, ...rest]: readonly unknown[]): Expr {
    switch (kind) {
      case "number":
        return number(fraction(head));
      case "symbol":
        return symbol(text(head));
      case "apply":
        return isPrimitive(text(head)) ? apply(text(head), rest.map(this.expr)) : malformed(`no function is called ${text(head)}`);
      case "call": {
        const [orders, ...args] = rest;
        const counts = list(orders).map(natural);
        return counts.length === args.length ? callOf(text(head), counts, args.map(this.expr)) : malformed("a call without its orders");
      }
      case "derivative":
        return derivativeOf(this.expr(head), this.name(rest[0]));
      case "binder":
        return this.binder(oneOf(head, BINDERS), rest);
      default:
        return malformed("a row of no known kind");
    }
  }

  private binder(op: BinderExpr["op"], [bounded, index, from, to, body]: readonly unknown[]): Expr {
    return binder(op, this.name(index), bounded === true ? [this.expr(from), this.expr(to)] : undefined, this.expr(body));
  }

  private readonly expr = (at: unknown): Expr => this.exprs[natural(at)] ?? malformed("a row that does not exist");

  private readonly name = (at: unknown): SymbolExpr => {
    const expr = this.expr(at);
    return expr.kind === "symbol" ? expr : malformed("a name that is none");
  };

  private claim(data: Readonly<Record<string, unknown>>): Claim {
    return {
      left: this.expr(data["left"]),
      right: this.expr(data["right"]),
      definitions: list(data["definitions"]).map((pair) => [this.name(list(pair)[0]), list(list(pair)[1]).map(this.expr)] as const),
      functions: list(data["functions"]).map(this.function),
      roots: list(data["roots"]).map((pair) => [this.name(list(pair)[0]), list(list(pair)[1]).map(this.name)] as const),
      given: list(data["given"]).map(this.expr),
      solved: list(data["solved"]).map(this.solution),
    };
  }

  private readonly function = (json: unknown): FunctionRow => {
    const [name, parameters, body] = list(json);
    if (functionNamed(text(name))) malformed(`${text(name)} is a function of its own`);
    return { name: text(name), parameters: list(parameters).map(this.name), body: this.expr(body) };
  };

  private readonly solution = (json: unknown): Solution => {
    const [difference, name, value, slope] = list(json);
    return { difference: this.expr(difference), name: this.name(name), value: this.expr(value), slope: fraction(slope) };
  };

  private sample(data: Readonly<Record<string, unknown>>): Sample {
    return {
      values: list(data["values"]).map((pair) => [this.name(list(pair)[0]), fraction(list(pair)[1])] as const),
      functions: list(data["functions"]).map(this.function),
    };
  }

  private case(data: Readonly<Record<string, unknown>>): ProofCase {
    return {
      path: list(data["path"]).map((each) => this.branch(record(each))),
      outcome: oneOf(data["outcome"], ["equal", "undefined"]),
      entries: list(data["entries"]).map((each) => this.entry(record(each))),
    };
  }

  private branch(data: Readonly<Record<string, unknown>>): Branch {
    const branch = { on: this.expr(data["on"]), sign: oneOf(data["sign"], ["positive", "negative", "zero"] as const) };
    return data["solved"] === undefined ? branch : { ...branch, solved: this.solution(data["solved"]) };
  }

  private entry(data: Readonly<Record<string, unknown>>): Entry {
    const law = text(data["law"]);
    if (!LAWS.has(law)) malformed(`no law is called ${law}`);
    const entry = {
      law: law as LawName,
      of: this.expr(data["of"]),
      parts: list(data["parts"]).map((pair) => [fraction(list(pair)[0]), this.expr(list(pair)[1])] as const),
    };
    return data["exponent"] === undefined ? entry : { ...entry, exponent: fraction(data["exponent"]) };
  }
}

function malformed(reason: string): never {
  throw new Rejected(`the certificate cannot be read: ${reason}`);
}

function record(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : malformed("an object is missing");
}

function list(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : malformed("a list is missing");
}

function text(json: unknown): string {
  return typeof json === "string" && json.length > 0 ? json : malformed("a text is missing");
}

function natural(json: unknown): number {
  return Number.isSafeInteger(json) && (json as number) >= 0 ? (json as number) : malformed("a number is missing");
}

function fraction(json: unknown): Rational {
  const match = typeof json === "string" ? /^(-?\d+)(?:\/(\d*[1-9]\d*))?$/.exec(json) : null;
  return match ? rational(BigInt(match[1] as string), BigInt(match[2] ?? "1")) : malformed("a fraction is missing");
}

function oneOf<T extends string>(json: unknown, values: readonly T[]): T {
  return values.find((value) => value === json) ?? malformed(`one of ${values.join(", ")} is missing`);
}
