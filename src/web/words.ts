/** What the playground says, in every language of the reports. One row a phrase. */
import type { ReportLanguage } from "../render/words.ts";

const phrases = {
  skip: { en: "To the result", ko: "결과로 건너뛰기" },
  example: { en: "Example", ko: "예제" },
  choose: { en: "choose …", ko: "고르기 …" },
  right: { en: "Right", ko: "맞는 유도" },
  wrong: { en: "With mistakes", ko: "틀린 데가 있는 유도" },
  language: { en: "Reads", ko: "형식" },
  plain: { en: "plain text", ko: "일반 텍스트" },
  notebook: { en: "notebook", ko: "노트북" },
  share: { en: "Share", ko: "공유" },
  shared: {
    en: "The link is copied. The document is in the link itself; nothing was sent.",
    ko: "링크를 복사했습니다. 문서는 링크 안에 있고, 아무것도 보내지 않았습니다.",
  },
  sharedInBar: {
    en: "The link is in the address bar. The document is in the link itself; nothing was sent.",
    ko: "링크가 주소창에 있습니다. 문서는 링크 안에 있고, 아무것도 보내지 않았습니다.",
  },
  badLink: {
    en: "The link cannot be read: it may have been cut off. Your own text is still here.",
    ko: "링크를 읽을 수 없습니다. 잘렸을 수 있습니다. 쓰던 글은 그대로 있습니다.",
  },
  download: { en: "Download", ko: "내려받기" },
  htmlReport: { en: "HTML report", ko: "HTML 보고서" },
  open: { en: "Open a file", ko: "파일 열기" },
  badFile: { en: "Only .md, .tex, .ipynb and .txt files are read", ko: ".md, .tex, .ipynb, .txt 파일만 읽습니다" },
  tour: { en: "Tour", ko: "둘러보기" },
  views: { en: "What is shown", ko: "보이는 쪽" },
  source: { en: "Source", ko: "원문" },
  result: { en: "Result", ko: "결과" },
  document: { en: "Document", ko: "문서" },
  graph: { en: "Graph", ko: "그래프" },
  derive: { en: "Derive", ko: "유도하기" },
  of: { en: "Derivative of", ko: "미분할 것" },
  by: { en: "by", ko: "변수" },
  detail: { en: "Detail", ko: "자세히" },
  brief: { en: "brief", ko: "짧게" },
  normal: { en: "normal", ko: "보통" },
  full: { en: "full", ko: "자세히" },
  write: { en: "Write the steps", ko: "단계 쓰기" },
  insert: { en: "Insert into the document", ko: "문서에 넣기" },
  noNames: {
    en: "The document defines nothing yet: write something like $y = \\sigma(w x + b)$.",
    ko: "문서에 아직 정의가 없습니다. $y = \\sigma(w x + b)$ 같은 식을 쓰세요.",
  },
  noGraph: { en: "There is no graph", ko: "그래프가 없습니다" },
  judging: { en: "judging …", ko: "판정하는 중 …" },
  nothing: { en: "No formulas yet.", ko: "아직 식이 없습니다." },
  line: { en: "line", ko: "줄" },
  cutOff: { en: "it took longer than {0} seconds and was ended", ko: "{0}초가 넘게 걸려 멈추었습니다" },
  readingCutOff: {
    en: "Reading the document took longer than {0} seconds and was ended. The text is untouched: make it shorter.",
    ko: "문서를 읽는 데 {0}초가 넘게 걸려 멈추었습니다. 글은 그대로 있습니다. 더 짧게 나누어 보세요.",
  },
  broke: {
    en: "Judging came to an end by a fault of gradproof: {0}. The text is untouched.",
    ko: "gradproof의 결함으로 판정이 끝났습니다: {0}. 글은 그대로 있습니다.",
  },
  back: { en: "Back", ko: "이전" },
  next: { en: "Next", ko: "다음" },
  close: { en: "Close", ko: "닫기" },
  editor: { en: "Derivation in Markdown or LaTeX", ko: "Markdown이나 LaTeX로 쓴 유도" },
} as const satisfies Readonly<Record<string, Readonly<Record<ReportLanguage, string>>>>;

export type WebPhrase = keyof typeof phrases;

export function tell(phrase: WebPhrase, lang: ReportLanguage, ...parts: readonly string[]): string {
  return phrases[phrase][lang].replaceAll(/\{(\d)\}/g, (_, place: string) => parts[Number(place)] ?? "");
}

export const isPhrase = (text: string | undefined): text is WebPhrase => text !== undefined && Object.hasOwn(phrases, text);
