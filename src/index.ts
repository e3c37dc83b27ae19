/** The public face: reading, differentiating, simplifying, deciding and checking derivations. */
export { ParseError, type Position, type Span } from "./base/span.ts";
export type { Rational } from "./base/rational.ts";
export type { Expr, SymbolExpr } from "./expression/expr.ts";
export { apply, number, symbol } from "./expression/expr.ts";
export { parse, type ParseOptions } from "./elaborate/parse.ts";
export { NotDifferentiable, differentiate } from "./derivative/differentiate.ts";
export { gradient } from "./derivative/gradient.ts";
export { compile, type Compiled, type CompileOptions } from "./evaluate/compile.ts";
export { simplify } from "./simplify/simplify.ts";
export { decide, type DecideOptions } from "./decide/decide.ts";
export type { Counterexample, Diagnosis, Verdict, VerdictKind } from "./decide/verdict.ts";
export type { Certificate } from "./proof/certificate.ts";
export { type Replay, replay } from "./proof/replay.ts";
export { checkDocument, type CheckOptions } from "./derivation/check.ts";
export type { Region, Report, Role, StatementReport, StepReport, Summary } from "./derivation/report.ts";
export { toPlain } from "./notation/plain.ts";
export { toLatex } from "./notation/latex.ts";
export { renderText } from "./render/terminal.ts";
