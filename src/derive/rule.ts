/**
 * The steps of a written derivation: what each of them does, in words, and where it is found. One row a rule.
 * `{x}` stands for the variable.
 */
export interface DerivationRule {
  readonly name: string;
  readonly en: string;
  readonly ko: string;
  readonly source: string;
}

const rows = [
  {
    name: "independent-terms",
    en: "Terms that do not depend on {x} have the derivative 0",
    ko: "{x}에 의존하지 않는 항의 미분은 0",
    source: "DLMF 1.4.9: the derivative of a sum",
  },
  {
    name: "chain-rule",
    en: "Split into local derivatives by the chain rule",
    ko: "체인 룰을 이용하여 국소미분으로 분리",
    source: "DLMF 1.5.7: the chain rule",
  },
  {
    name: "definitions",
    en: "Put the definitions in",
    ko: "정의를 대입",
    source: "the definitions of the document",
  },
  {
    name: "local-derivatives",
    en: "Take each local derivative",
    ko: "국소미분을 각각 계산",
    source: "the table of derivatives",
  },
  {
    name: "names-put-back",
    en: "Write the names for what they stand for",
    ko: "정의된 이름으로 다시 표현",
    source: "the definitions of the document",
  },
  {
    name: "simplify",
    en: "Simplify",
    ko: "정리",
    source: "arithmetic of real numbers",
  },
  {
    name: "constant-rule",
    en: "What does not depend on {x} has the derivative 0",
    ko: "{x}에 의존하지 않는 식의 미분은 0",
    source: "DLMF 1.4.8",
  },
  { name: "sum-rule", en: "The derivative of a sum is the sum of the derivatives", ko: "합의 미분은 미분의 합", source: "DLMF 1.4.9" },
  { name: "constant-factor", en: "A factor without {x} stays", ko: "{x}에 의존하지 않는 인수는 그대로", source: "DLMF 1.4.10" },
  { name: "product-rule", en: "The product rule", ko: "곱의 미분법", source: "DLMF 1.4.10" },
  { name: "quotient-rule", en: "The quotient rule", ko: "몫의 미분법", source: "DLMF 1.4.11" },
  { name: "power-rule", en: "The power rule", ko: "거듭제곱의 미분법", source: "DLMF 4.2.26" },
  {
    name: "outer-function",
    en: "The derivative of the outer function times that of the inner one",
    ko: "바깥 함수의 미분과 안쪽 함수의 미분의 곱",
    source: "DLMF 1.4.12",
  },
  { name: "table", en: "A derivative of the table", ko: "기본 도함수", source: "the table of derivatives" },
  {
    name: "matrix-cotangent",
    en: "What comes back through this operation, in matrix form",
    ko: "이 연산을 거슬러 돌아오는 값을 행렬로 표현",
    source: "Giles 2008, Collected matrix derivative results",
  },
  {
    name: "index-slopes",
    en: "Take the local derivatives; of a sum only the term with the index that is asked for is left",
    ko: "국소미분을 계산; 합에서는 구하려는 인덱스의 항만 남음",
    source: "Laue, Mitterreiter, Giesen 2018, Computing higher order derivatives of matrix and tensor expressions",
  },
  {
    name: "known-derivative",
    en: "Put in what was derived above",
    ko: "위에서 구한 결과를 대입",
    source: "DLMF 1.5.7: the chain rule",
  },
] as const satisfies readonly DerivationRule[];

export type RuleName = (typeof rows)[number]["name"];

export const derivationRules: ReadonlyMap<string, DerivationRule> = new Map(rows.map((row) => [row.name, row]));

/** The reason for a step in words; `variable` in the notation of the output. */
export function reasonFor(name: RuleName, variable: string): { readonly en: string; readonly ko: string } {
  const { en, ko } = derivationRules.get(name) as DerivationRule;
  return { en: en.replaceAll("{x}", variable), ko: ko.replaceAll("{x}", variable) };
}

/** Where a rule is found. */
export function sourceOf(name: RuleName): string {
  return (derivationRules.get(name) as DerivationRule).source;
}
