/** "$L$ depends on $u$ and $v$", "$L$은 $u$와 $v$의 함수이다": what the words say an unknown loss is made of. */
import { headOf } from "../elaborate/script.ts";
import { BETWEEN_ITEMS, type Formula } from "./formula.ts";

interface Wording {
  /** What stands between the loss and the first name. */
  readonly before: RegExp;
  /** What stands behind the last name, where that is what says so. */
  readonly behind: RegExp | undefined;
}

const WORDINGS: readonly Wording[] = [
  {
    before:
      /^\s*(?:(?:is|be|denotes?)\s+(?:an?|some|any)\s+(?:\p{L}+[\s-]+){0,3}?function\s+of|(?:which |that )?depends?(?:\s+only)?\s+on|depending\s+(?:only\s+)?on)\s+(?:the\s+)?(?:\p{L}+\s+){0,2}$/iu,
    behind: undefined,
  },
  { before: /^\s*(?:只|仅)?(?:依赖于?|取决于)\s*$/u, behind: undefined },
  { before: /^\s*是(?:关于)?\s*$/u, behind: /^\s*的(?:标量)?函数/u },
  { before: /^\s*[은는이가]\s*$/u, behind: /^\s*(?:에(?:만|도)?\s*(?:의존|따라|달려)|의\s*(?:스칼라\s*)?함수)/u },
  { before: /^\s*[はが]\s*$/u, behind: /^\s*(?:(?:のみ|だけ)?に(?:のみ|だけ)?依存|の(?:スカラー)?関数)/u },
  // "through $z$ alone on $x$"
  { before: /^\s*(?:只|仅)?通过\s*$/u, behind: /^\s*(?:只|仅)?(?:依赖于?|取决于)\s*$/u },
  { before: /^\s*[은는이가]\s*$/u, behind: /^\s*[을를]\s*(?:통해서?|거쳐)만?\s*$/u },
  { before: /^\s*[はが]\s*$/u, behind: /^\s*を(?:通じて|通して|介して)(?:のみ|だけ)?\s*$/u },
];

/** "depends on $x$ only through $z$": what stands between the two, and behind the second. */
const THROUGH: readonly { readonly between: RegExp; readonly behind: RegExp | undefined }[] = [
  { between: /^\s*(?:only\s+)?(?:through|via|by way of)\s+(?:the\s+)?(?:\p{L}+\s+){0,2}$/iu, behind: undefined },
  { between: /^\s*에(?:는)?\s*$/u, behind: /^\s*[을를]\s*(?:통해서?|거쳐)만?\s*의존/u },
  { between: /^\s*に(?:は)?\s*$/u, behind: /^\s*を(?:通じて|通して|介して)(?:のみ|だけ)?\s*依存/u },
];
const JOINED = /^\s*(?:와|과|및|그리고|和|与|と|、|，|,)\s*$/u;

/** The losses that the words speak of so, with those names. */
export function lossesInWords(formulas: readonly Formula[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [i, formula] of formulas.entries()) {
    const loss = nameAlone(formula);
    if (loss === undefined) continue;
    for (const { before, behind } of WORDINGS) {
      if (!before.test(formula.after)) continue;
      const names = listed(formulas, i + 1);
      const last = formulas[i + names.length];
      const through = throughWhich(formulas, i + names.length);
      if (through) found.set(loss, through);
      else if (names.length > 0 && last && (!behind || behind.test(last.after))) found.set(loss, names);
    }
  }
  return found;
}

/** The z of "on x only through z", where x is the formula at that place. */
function throughWhich(formulas: readonly Formula[], at: number): string[] | undefined {
  const names = listed(formulas, at + 1);
  const [before, last] = [formulas[at], formulas[at + names.length]];
  const isSaid = THROUGH.some(({ between, behind }) => between.test(before?.after ?? "") && (!behind || behind.test(last?.after ?? "")));
  return isSaid && names.length > 0 ? names : undefined;
}

/** The names of a list that begins with a formula. */
function listed(formulas: readonly Formula[], from: number): string[] {
  const found: string[] = [];
  for (let at = from; at < formulas.length; at++) {
    const formula = formulas[at] as Formula;
    const name = nameAlone(formula);
    if (name === undefined || (at > from && !BETWEEN_ITEMS.test(formula.before) && !JOINED.test(formula.before))) break;
    found.push(name);
  }
  return found;
}

function nameAlone({ chain, display }: Formula): string | undefined {
  const head = !display && chain?.links.length === 0 && chain.first ? headOf(chain.first) : undefined;
  return head && !head.power && !head.transposed && head.primes === 0 && !head.word ? head.name : undefined;
}
