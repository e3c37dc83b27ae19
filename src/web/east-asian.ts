/** Hangul, Han and kana, and the marks and forms of letters that are written among them. */
export const EAST_ASIAN =
  /[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3ffff}]/u;

/** Letters may be written as numbers, too, `&#xac00;` and `\uac00`. */
const NUMBERED = /&#|\\u[\da-f]{4}/iu;

/** Whether a page may have words in East Asian letters; if not, an engine without those reads it just the same. */
export function mayBeEastAsian(page: string): boolean {
  return EAST_ASIAN.test(page) || NUMBERED.test(page);
}
