import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integer, rational } from "../../src/base/rational.ts";
import { decide } from "../../src/decide/decide.ts";
import { Graph } from "../../src/derivative/graph.ts";
import { decideIn } from "../../src/decide/decide.ts";
import { parse } from "../../src/elaborate/parse.ts";
import {
  type Expr,
  add,
  apply,
  binder,
  derivativeOf,
  eq,
  le,
  lt,
  mul,
  neg,
  number,
  one,
  pow,
  sub,
  symbol,
} from "../../src/expression/expr.ts";
import type { Claim, Entry, ProofCertificate, RefutationCertificate, RoundingCertificate, Solution } from "../../src/proof/certificate.ts";
import { I } from "../../src/proof/certificate.ts";
import { decodeCertificate, encodeCertificate } from "../../src/proof/encode.ts";
import { replay } from "../../src/proof/replay.ts";
import { smoothExpr } from "../arbitrary.ts";
import { casesIn } from "../cases.ts";
import { runs, seed } from "../seed.ts";

const x = symbol("x");
const y = symbol("y");

function claimOf(left: Expr, right: Expr, given: readonly Expr[] = []): Claim {
  return { left, right, definitions: [], functions: [], roots: [], given, solved: [] };
}

const everywhere = { values: [x, y].map((name, i) => [name, rational(BigInt(2 * i + 1), 3n)] as const), functions: [] };

/** A proof without cases, made by hand. */
function proofOf(left: Expr, right: Expr, entries: readonly Entry[] = [], given: readonly Expr[] = []): ProofCertificate {
  const cases = [{ path: [], outcome: "equal", entries } as const];
  return { kind: "proof", claim: claimOf(left, right, given), names: "unfolded", cases, somewhere: everywhere };
}

/** "0 < x" as a condition: a case distinction holds it for us. */
const condition = (text: string): Expr => parse(`piecewise(${text}, 1, 0)`).args[0] as Expr;
const accepted = (certificate: ProofCertificate): boolean => replay(certificate).accepted;
const of = (text: string): Expr => parse(text);
const half = rational(1n, 2n);

/** Everything that the cases of decide/ prove; the certificates are made when a test wants them. */
const proved = casesIn(new URL("../decide/verdicts.txt", import.meta.url))
  .filter(({ expected }) => expected.startsWith("proved"))
  .map(({ input }) => input);
const certificates = new Map<string, ProofCertificate>();

function certificateOf(input: string): ProofCertificate {
  let found = certificates.get(input);
  if (!found) {
    const at = input.lastIndexOf(" = ");
    const [left, right] = [input.slice(0, at), input.slice(at + 3)].map((side) => parse(side)) as [Expr, Expr];
    certificates.set(input, (found = decide(left, right).proof as ProofCertificate));
  }
  return found;
}

describe("the replay of proofs", () => {
  it.each(proved)("accepts %s, also from its JSON", (input) => {
    const outcome = replay(decodeCertificate(JSON.parse(JSON.stringify(encodeCertificate(certificateOf(input))))));
    expect(outcome).toMatchObject({ accepted: true });
    if (outcome.accepted) expect(outcome.certainty).toBeGreaterThanOrEqual(60);
  });

  it.each(proved)("rejects the proof of %s for anything else", (input) => {
    const proof = certificateOf(input);
    const others: ((e: Expr) => Expr)[] = [
      (e) => add(e, one),
      (e) => mul(number(2), add(e, x)),
      (e) => sub(e, mul(number({ n: 1n, d: 10n ** 12n }), x)),
    ];
    for (const other of others)
      expect(replay({ ...proof, claim: { ...proof.claim, right: other(proof.claim.right) } }).accepted).toBe(false);
  });

  it("differentiates for itself, through definitions, functions and unknown losses", () => {
    const [z, L] = [symbol("z"), symbol("L")];
    const graph = new Graph(
      {
        definitions: new Map([[z, [mul(pow(x, number(3)), symbol("w"))]]]),
        functions: new Map([["f", { parameters: [y], body: mul(symbol("w"), pow(y, number(2))) }]]),
      },
      { roots: new Map([[L, [z]]]) },
    );
    const steps: [Expr, Expr][] = [
      [derivativeOf(z, x), of("3*w*x^2")],
      [derivativeOf(L, x), mul(derivativeOf(L, z), of("3*w*x^2"))],
      [derivativeOf(of("f(x)"), symbol("w")), of("x^2")],
      [derivativeOf(derivativeOf(z, x), x), of("6*w*x")],
    ];
    for (const [left, right] of steps) {
      const { verdict, proof, reason } = decideIn(graph, left, right);
      expect(verdict, reason).toBe("proved");
      const wrong = { ...(proof as ProofCertificate), claim: { ...(proof as ProofCertificate).claim, left: derivativeOf(z, symbol("w")) } };
      expect(replay(wrong).accepted).toBe(false);
    }
  });

  it("accepts no root of a square, no logarithm of what may be negative", () => {
    const root = (e: Expr): Expr => pow(e, number(half));
    const square = pow(x, number(2));
    const taken: Entry = { law: "power-of-product", of: square, parts: [[integer(2), x]], exponent: half };
    expect(accepted(proofOf(root(square), x, [taken]))).toBe(false);
    expect(accepted(proofOf(root(square), x))).toBe(false);
    expect(accepted(proofOf(root(square), x, [taken], [le(number(0), x)]))).toBe(true);
    const product: Entry = {
      law: "log-of-product",
      of: mul(x, y),
      parts: [
        [integer(1), x],
        [integer(1), y],
      ],
    };
    expect(accepted(proofOf(of("log(x*y)"), of("log(x) + log(y)"), [product]))).toBe(true);
    expect(accepted(proofOf(of("log(x*y) + 0"), of("log(x*y)"), [product]))).toBe(false);
    const log: Entry = { law: "log-of-product", of: square, parts: [[integer(2), x]] };
    expect(accepted(proofOf(of("log(x^2)"), of("2*log(abs(x))"), [log]))).toBe(false);
  });

  it("checks what a law says before it is used", () => {
    const wrong: Entry[] = [
      {
        law: "exp-of-sum",
        of: add(x, y),
        parts: [
          [integer(1), x],
          [integer(2), y],
        ],
      },
      { law: "exp-of-sum", of: x, parts: [] },
      { law: "sign", of: x, parts: [[integer(1), pow(y, number(2))]] },
      { law: "power-of-product", of: x, parts: [[integer(1), y]], exponent: half },
      {
        law: "log-of-product",
        of: number(6),
        parts: [
          [integer(1), number(2)],
          [integer(1), number(5)],
        ],
      },
      { law: "sign", of: add(x, y), parts: [[integer(1), x]] },
    ];
    for (const entry of wrong) expect(accepted(proofOf(of("exp(x + y)"), of("exp(x)*exp(y)^2"), [entry])), entry.law).toBe(false);
  });

  it("a sign that follows from a root of what may be negative is none", () => {
    const root = pow(x, number(half));
    const entry: Entry = { law: "sign", of: x, parts: [[integer(1), pow(root, number(2))]] };
    expect(accepted(proofOf(of("abs(x)"), x, [entry]))).toBe(false);
    const turned: Entry = { law: "sign", of: neg(one), parts: [[integer(1), pow(I, number(2))]] };
    expect(accepted(proofOf(of("abs(x)"), x, [turned]))).toBe(false);
  });

  it("takes nothing that holds the imaginary unit for a real number", () => {
    for (const [left, right] of [
      ["abs(cos(x))", "cos(x)"],
      ["abs(sin(x)/cos(x))", "sin(x)/cos(x)"],
      ["sqrt(cos(x)^2)", "cos(x)"],
      ["abs(1/sin(x))", "1/sin(x)"],
      ["abs(cos(x))*sin(x)", "cos(x)*sin(x)"],
      ["sin(x) + abs(cos(x))", "sin(x) + cos(x)"],
    ] as const)
      for (const entries of [[], [{ law: "sign", of: of(right), parts: [[integer(1), of(right)]] } as const]])
        expect(accepted(proofOf(of(left), of(right), entries)), left).toBe(false);
    // That 2i is not zero, which sin(x) needs, does not make it real: exp(2i·x) is not positive.
    const turned = (e: Expr): Expr => apply("exp", [e]);
    const trick = [I, neg(I)].map((i): Entry => ({
      law: "sign",
      of: turned(mul(i, mul(number(2), x))),
      parts: [[integer(1), turned(mul(mul(number(2), I), i === I ? x : neg(x)))]],
    }));
    expect(accepted(proofOf(of("abs(cos(2x))*sin(x)"), of("cos(2x)*sin(x)"), trick))).toBe(false);
    const cases = (["positive", "negative", "zero"] as const).map((sign) => ({
      path: [{ on: I, sign }],
      outcome: "equal" as const,
      entries: [],
    }));
    expect(accepted({ ...proofOf(x, y), cases })).toBe(false);
  });

  it("takes no cases by the sign of what may have no value: they would be silent about it", () => {
    const by = (on: Expr): ProofCertificate["cases"] =>
      (["positive", "negative", "zero"] as const).map((sign) => ({ path: [{ on, sign }], outcome: "equal", entries: [] }));
    const [left, right] = [of("x + x"), of("2*x")];
    for (const on of ["log(x)", "sqrt(x)", "1/x"].map(of)) {
      const given = [lt(number(0), x)];
      expect(replay({ ...proofOf(left, right), cases: by(on) })).toMatchObject({ reason: "a case by the sign of what may not be defined" });
      expect(accepted({ ...proofOf(left, right, [], given), cases: by(on) })).toBe(true);
    }
    expect(accepted({ ...proofOf(left, right), cases: by(of("1/(1 + exp(x))")) })).toBe(true);
  });

  it("wants every case, once, and believes in no case that is left out", () => {
    const { proof } = decide(of("abs(x)^2"), of("x^2"));
    const { cases } = proof as ProofCertificate;
    expect(cases.length).toBe(3);
    const with_ = (list: ProofCertificate["cases"]): ProofCertificate => ({ ...(proof as ProofCertificate), cases: list });
    expect(accepted(with_(cases))).toBe(true);
    for (const each of cases) expect(accepted(with_(cases.filter((other) => other !== each)))).toBe(false);
    expect(accepted(with_([...cases, cases[0] as (typeof cases)[0]]))).toBe(false);
    expect(accepted(with_(cases.map((each) => ({ ...each, outcome: "undefined" }))))).toBe(false);
    const false_ = decide(of("abs(x)"), of("abs(x)"));
    const claim = claimOf(of("abs(x)"), x);
    const excused = cases.map((each) =>
      each.path[0]?.sign === "positive" ? each : { ...each, outcome: "undefined" as const, entries: [] },
    );
    expect(accepted({ ...(false_.proof as ProofCertificate), claim, cases: excused })).toBe(false);
  });

  it("accepts what is the same, and no certificate of no known kind", () => {
    expect(decide(of("abs(x) + relu(y)"), of("abs(x) + relu(y)")).verdict).toBe("proved");
    expect(accepted({ ...proofOf(x, y), kind: "trust me" } as never)).toBe(false);
  });

  it("a value for a name needs an equation that says so", () => {
    const solved = [{ difference: sub(x, y), name: x, value: y, slope: integer(1) }];
    const base = proofOf(x, y, [], [eq(y, x)]);
    expect(accepted({ ...base, claim: { ...base.claim, solved }, somewhere: { ...everywhere, values: [[y, integer(2)]] } })).toBe(true);
    expect(accepted({ ...base, claim: { ...base.claim, given: [], solved } })).toBe(false);
    const other = [{ difference: sub(x, y), name: x, value: neg(y), slope: integer(1) }];
    expect(accepted({ ...base, claim: { ...base.claim, left: x, right: neg(y), solved: other } })).toBe(false);
  });

  it("forged: solves no equation by what is none", () => {
    const forged = (left: Expr, right: Expr, given: readonly Expr[], solution: Solution): ProofCertificate => {
      const base = proofOf(left, right, [], given);
      return { ...base, claim: { ...base.claim, solved: [solution] }, somewhere: { ...everywhere, values: [[y, integer(0)]] } };
    };
    // 1 = 1 is 0·(x − 5).
    const flat = { difference: add(one, neg(one)), name: x, value: number(5), slope: integer(0) };
    expect(accepted(forged(x, number(5), [eq(one, one)], flat))).toBe(false);
    // 0 = y is x − (x − y), which says nothing of x.
    const circular = { difference: add(y, neg(number(0))), name: x, value: sub(x, y), slope: integer(1) };
    expect(accepted(forged(x, sub(x, y), [eq(number(0), y)], circular))).toBe(false);
    // Another equation is stated.
    const unstated = { difference: sub(x, number(2)), name: x, value: number(2), slope: integer(1) };
    expect(accepted(forged(x, number(2), [eq(y, number(0))], unstated))).toBe(false);
    expect(accepted(forged(x, number(2), [lt(number(2), x)], unstated))).toBe(false);
  });

  it("forged: holds a case to what it says", () => {
    const { proof } = decide(of("piecewise(x = 0, 0, x)"), x);
    const { cases } = proof as ProofCertificate;
    const moved = (difference: Expr, value: Expr, sign: "zero" | "positive"): ProofCertificate => ({
      ...(proof as ProofCertificate),
      cases: cases.map((each) => ({
        ...each,
        path: each.path.map((turn) => (turn.solved ? { ...turn, sign, solved: { ...turn.solved, difference, value } } : turn)),
      })),
    });
    const zeroCase = cases.flatMap(({ path }) => path).find(({ solved }) => solved);
    const { difference, value } = (zeroCase as { solved: Solution }).solved;
    expect(accepted(moved(difference, value, "zero"))).toBe(true);
    expect(accepted(moved(difference, value, "positive"))).toBe(false);
    expect(accepted(moved(sub(x, one), one, "zero"))).toBe(false);
  });

  it("forged: wants conditions as strong as the proof used them", () => {
    for (const [given, left, right, weaker] of [
      ["0 < x", "sqrt(x^2)", "x", ["0 < x^2", "x != 0", "0 < x^4", "0 < x^2*y^2", "0 < x*y", "-1 < x"]],
      ["0 < x^3", "sqrt(x^2)", "x", ["0 < x^2", "x^3 != 0"]],
      ["x < 0", "abs(x)", "-x", ["x^2 != 0", "x < 1", "-x^2 < 0"]],
    ] as const) {
      const found = decide(of(left), of(right), { assume: [condition(given)] });
      const proof = found.proof as ProofCertificate;
      expect(found.verdict, given).toBe("proved");
      expect(accepted(proof), given).toBe(true);
      for (const other of weaker) expect(accepted({ ...proof, claim: { ...proof.claim, given: [condition(other)] } }), other).toBe(false);
    }
  });

  it("forged: knows its laws by name, and sums by whole numbers", () => {
    const strange = { law: "trust me", of: x, parts: [[integer(1), x]], exponent: half } as unknown as Entry;
    expect(accepted(proofOf(add(x, x), of("2*x"), [strange]))).toBe(false);
    const bare: Entry = { law: "power-of-product", of: x, parts: [[integer(1), x]] };
    expect(accepted(proofOf(add(x, x), of("2*x"), [bare]))).toBe(false);
    const k = symbol("k");
    const sum = (from: Expr, to: Expr): Expr => binder("sum", k, [from, to], k);
    expect(accepted(proofOf(sum(one, number(5)), number(15)))).toBe(true);
    for (const [from, to] of [
      [one, number({ n: 5n, d: 2n })],
      [number({ n: 1n, d: 2n }), number(5)],
    ] as const)
      expect(accepted(proofOf(sum(from, to), number(15)))).toBe(false);
  });

  it("forged: raises nothing to millions, and zero to positive powers only", () => {
    for (const exponent of [10_000_000, -10_000_000])
      expect(accepted(proofOf(mul(x, pow(x, number(exponent))), pow(x, number(exponent + 1))))).toBe(false);
    const nothing = sub(x, x);
    expect(accepted(proofOf(mul(number(0), pow(nothing, number({ n: -1n, d: 2n }))), number(0)))).toBe(false);
  });

  it("proves nothing of no points", () => {
    const nothing = proofOf(of("sqrt(x)"), of("sqrt(x) + 1"), [], [lt(x, number(0)), lt(number(0), x)]);
    expect(accepted(nothing)).toBe(false);
    expect(accepted(proofOf(of("log(-x^2 - 1)"), of("5"), []))).toBe(false);
  });

  it("keeps every choice of a root apart", () => {
    const root = (e: Expr): Expr => pow(e, number(half));
    const [a, b] = [root(add(one, pow(x, number(2)))), root(add(one, pow(y, number(2))))];
    expect(accepted(proofOf(mul(a, b), mul(b, a)))).toBe(true);
    expect(accepted(proofOf(pow(a, number(4)), pow(add(one, pow(x, number(2))), number(2))))).toBe(true);
    for (const false_ of [neg(a), b, mul(a, a), pow(a, number(3))]) expect(accepted(proofOf(a, false_))).toBe(false);
    expect(accepted(proofOf(of("sqrt(2)*sqrt(3)"), of("sqrt(6)")))).toBe(true);
    expect(accepted(proofOf(of("sqrt(2)*sqrt(3)"), neg(of("sqrt(6)"))))).toBe(false);
  });

  it("rejects what is tampered with, whatever it is", () => {
    const texts = proved.slice(0, 40).map((input) => JSON.stringify(encodeCertificate(certificateOf(input))));
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(9), (text, at, digit) => {
        const digits = [...text.matchAll(/\d+/g)];
        const chosen = digits[at % digits.length] as RegExpMatchArray;
        const tampered = text.slice(0, chosen.index) + String(digit) + text.slice((chosen.index as number) + chosen[0].length);
        if (tampered === text) return;
        let certificate;
        try {
          certificate = decodeCertificate(JSON.parse(tampered)) as ProofCertificate;
        } catch {
          return;
        }
        // What it still accepts is true: a claim that was changed, too, may not be refuted.
        if (!replay(certificate).accepted) return;
        const { left, right, given } = certificate.claim;
        expect(decide(left, right, { assume: given }).verdict).not.toBe("refuted");
      }),
      { seed, numRuns: runs(600) },
    );
  });

  it("accepts no false identity, whatever the engine says", () => {
    fc.assert(
      fc.property(
        smoothExpr,
        fc.constantFrom(add(x, one), mul(x, number({ n: 1n, d: 10n ** 15n })), of("sin(y)^2 + 1")),
        (expr, mistake) => {
          const verdict = decide(expr, expr);
          const proof = verdict.proof as ProofCertificate | undefined;
          if (proof?.kind !== "proof") return;
          expect(accepted({ ...proof, claim: { ...proof.claim, right: add(expr, mistake) } })).toBe(false);
        },
      ),
      { seed, numRuns: runs(150) },
    );
  });
});

describe("counterexamples", () => {
  const refutation = (): RefutationCertificate => decide(of("sin(2x)"), of("2*sin(x)")).proof as RefutationCertificate;

  it("run again, and only where the sides differ", () => {
    const proof = refutation();
    expect(replay(proof).accepted).toBe(true);
    expect(replay({ ...proof, claim: { ...proof.claim, right: of("2*sin(x)*cos(x)") } }).accepted).toBe(false);
    expect(replay({ ...proof, at: { values: [[x, integer(0)]], functions: [] } }).accepted).toBe(false);
    expect(replay({ ...proof, at: { values: [], functions: [] } }).accepted).toBe(false);
  });

  it("forged: satisfy every equation that is assumed, solved or not", () => {
    const z = symbol("z");
    const claim = {
      ...claimOf(x, y, [eq(mul(x, y), one), eq(z, number(2))]),
      solved: [{ difference: sub(number(2), z), name: z, value: number(2), slope: integer(-1) }],
    };
    const at = (a: bigint, b: bigint): RefutationCertificate => ({
      kind: "refutation",
      claim,
      at: {
        values: [
          [x, rational(a, b)],
          [y, rational(b, a)],
        ],
        functions: [],
      },
      digits: 30,
    });
    expect(replay(at(2n, 1n)).accepted).toBe(true);
    const outside = at(2n, 1n);
    expect(
      replay({
        ...outside,
        at: {
          ...outside.at,
          values: [
            [x, integer(2)],
            [y, integer(2)],
          ],
        },
      }).accepted,
    ).toBe(false);
    expect(
      replay({
        ...outside,
        at: {
          ...outside.at,
          values: [
            [x, integer(2)],
            [y, integer(3)],
          ],
        },
      }).accepted,
    ).toBe(false);
  });

  it("forged: are none where a side has no value, nor a rounding", () => {
    const proof = refutation();
    expect(replay({ ...proof, claim: { ...proof.claim, left: of("log(-1)"), right: one } }).accepted).toBe(false);
    const rounding = (left: Expr, right: Expr, holds: boolean): RoundingCertificate => ({
      kind: "rounding",
      claim: claimOf(left, right),
      decimals: 2,
      holds,
    });
    expect(replay(rounding(of("1/3"), of("0.33"), true)).accepted).toBe(true);
    expect(replay(rounding(of("1/3"), of("0.34"), true)).accepted).toBe(false);
    expect(replay(rounding(of("1/3"), of("0.34"), false)).accepted).toBe(true);
    for (const holds of [true, false]) expect(replay(rounding(of("log(-1)"), one, holds)).accepted).toBe(false);
  });

  it.each([
    ["d/dx log(x)", "1/abs(x)", false],
    ["d/dx log(x)", "2/x", true],
    ["d/dx sqrt(x + log(x))^2", "1 + 1/abs(x)", false],
    ["d/dx atanh(2x)", "2/abs(1 - 4x^2)", false],
    ["d/dx (x^3)", "abs(x)", true],
  ] as const)("forged: are where what is differentiated is defined: %s = %s", (left, right, holds) => {
    const claim = claimOf(of(left), of(right));
    const samples = [-2, 3].map((value) => ({ values: [[x, integer(value)]], functions: [] }) as const);
    const found = samples.map((at) => replay({ kind: "refutation", claim, at, digits: 30 }).accepted);
    expect(found.some(Boolean)).toBe(holds);
  });

  it("are inside what is assumed", () => {
    const claim = { ...refutation().claim, given: [lt(number(100), x)] };
    expect(replay({ ...refutation(), claim }).accepted).toBe(false);
  });
});

describe("certificates as JSON", () => {
  it("come back as they were", () => {
    for (const proof of proved.map(certificateOf))
      expect(decodeCertificate(JSON.parse(JSON.stringify(encodeCertificate(proof))))).toEqual(proof);
  });

  it.each([
    null,
    {},
    { kind: "proof", rows: [] },
    { kind: "proof", rows: [["apply", "nonsense"]] },
    { rows: [["number", "1/0"]] },
    { rows: [["symbol", ""]] },
  ])("that are none are rejected: %j", (json) => expect(() => decodeCertificate(json)).toThrow(/certificate cannot be read/));
});

describe("the replay itself", () => {
  const folder = new URL("../../src/proof/", import.meta.url);
  const source = (file: string): string[] => readFileSync(new URL(file, folder), "utf8").split("\n");

  it("is at most 1,000 lines of code, certificates as data aside", () => {
    const lines = readdirSync(folder)
      .filter((file) => file !== "certificate.ts" && file !== "encode.ts")
      .flatMap(source)
      .filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line) && !/^(import |\} from |  (type )?\w+,$)/.test(line));
    expect(lines.length).toBeLessThanOrEqual(1000);
  });

  it("uses nothing of the engine that makes proofs", () => {
    const imports = readdirSync(folder).flatMap(
      (file) =>
        source(file)
          .join("\n")
          .match(/from "\.\.\/[^"]+"/g) ?? [],
    );
    expect(imports.filter((line) => !/\.\.\/(base|expression|primitive|evaluate)\//.test(line))).toEqual([]);
  });
});
