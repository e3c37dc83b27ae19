/** What pages say around a document, in every language of the reports. One row a phrase. */
import type { StepReport } from "../derivation/report.ts";

type VerdictKind = StepReport["verdict"];

export type ReportLanguage = "en" | "ko";

const phrases = {
  proved: { en: "proved", ko: "증명됨" },
  refuted: { en: "refuted", ko: "틀림" },
  supported: { en: "supported", ko: "수치로 지지됨" },
  undecided: { en: "undecided", ko: "판정 못 함" },
  unreadable: { en: "unreadable", ko: "읽지 못함" },
  definition: { en: "definition", ko: "정의" },
  assumption: { en: "assumption", ko: "가정" },
  assumptions: { en: "assumptions", ko: "가정" },
  summary: { en: "Summary", ko: "요약" },
  line: { en: "line", ko: "줄" },
  readAs: { en: "Read as", ko: "읽은 뜻" },
  method: { en: "Why it holds", ko: "성립하는 까닭" },
  reason: { en: "Why", ko: "까닭" },
  assuming: { en: "Assuming", ko: "가정" },
  counterexample: { en: "Counterexample", ko: "반례" },
  leftSide: { en: "left side", ko: "좌변" },
  rightSide: { en: "right side", ko: "우변" },
  likely: { en: "Likely mistake", ko: "있을 법한 실수" },
  corrected: { en: "Corrected side", ko: "고친 우변" },
  putIn: { en: "Put it in", ko: "고쳐 넣기" },
  expected: { en: "From the definitions it follows", ko: "정의에서 따라 나오는 식" },
  network: { en: "Against the network", ko: "신경망과 비교" },
  announced: { en: "announced by the author", ko: "저자가 예고함" },
  entry: { en: "One entry of it", ko: "성분 하나" },
  steps: { en: "Steps", ko: "단계" },
  graph: { en: "Computational graph", ko: "계산 그래프" },
  plot: { en: "Both sides near the counterexample", ko: "반례 근처의 양변" },
  allProved: { en: "Every step is proved.", ko: "모든 단계가 증명되었습니다." },
  definitions: { en: "Definitions", ko: "정의" },
  derivation: { en: "Derivation", ko: "유도" },
  source: { en: "source", ko: "출처" },
  notRendered: { en: "shown as its source", ko: "원문 그대로 표시" },
  contents: { en: "Documents", ko: "문서" },
} as const satisfies Readonly<Record<string, Readonly<Record<ReportLanguage, string>>>>;

export type Phrase = keyof typeof phrases;

export function say(phrase: Phrase, lang: ReportLanguage): string {
  return phrases[phrase][lang];
}

/** How a step was decided. */
const METHODS: Readonly<Record<string, Readonly<Record<ReportLanguage, string>>>> = {
  identity: { en: "Both sides are the same expression.", ko: "양변이 같은 식입니다." },
  "normal-form": { en: "Both sides have the same normal form.", ko: "양변의 표준형이 같습니다." },
  "case-distinction": { en: "It holds in each of the cases that the signs distinguish.", ko: "부호에 따른 모든 경우에 성립합니다." },
  "index-form": { en: "Both sides are the same in index notation, for all sizes.", ko: "첨자 표기로 양변이 같습니다(모든 크기)." },
  counterexample: { en: "At this point the sides differ.", ko: "이 점에서 양변의 값이 다릅니다." },
  sampling: { en: "The sides agree at sample points; that is no proof.", ko: "표본점에서 양변이 같지만 증명은 아닙니다." },
  shape: { en: "The shapes do not fit together.", ko: "모양이 서로 맞지 않습니다." },
  rounding: { en: "The number is right to the digits that are written.", ko: "적힌 자릿수까지 맞는 값입니다." },
};

export function methodIn(method: string, lang: ReportLanguage): string {
  return METHODS[method]?.[lang] ?? method;
}

/** Marks that tell verdicts apart without colour. */
export const MARKS: Readonly<Record<VerdictKind | "unreadable", string>> = {
  proved: "✓",
  refuted: "✗",
  supported: "≈",
  undecided: "?",
  unreadable: "!",
};
