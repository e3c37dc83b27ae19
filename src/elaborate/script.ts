/** Names with their scripts: what is part of the name, what is a power, a label, a transpose or a prime. */
import { ParseError } from "../base/span.ts";
import { ABOVE, TOLD_BY, nameOf } from "../expression/name.ts";
import type { Syntax } from "../syntax/tree.ts";

/** A name as it stands before what it may apply to. */
export interface Head {
  /** With subscript and label. */
  readonly name: string;
  readonly word: boolean;
  readonly primes: number;
  /** What is left of the superscript: a power. */
  readonly power: Syntax | undefined;
  readonly transposed: boolean;
}

const TRANSPOSES = new Set(["T", "⊤", "𝖳"]);
/** The label of a name that is written as a square, σ². */
export const SQUARE = "²";
const MARKS = new Set([SQUARE, "*", "∗", "+", "-", "†", "⋆", "′", "'"]);

/** `-T`, `-\\top` as a superscript: the transpose of the inverse. */
export function isInverseTranspose(sup: Syntax): boolean {
  const [only, ...others] = sup.kind === "sum" ? sup.terms : [];
  return others.length === 0 && only?.sign === "-" && only.term.kind === "name" && TRANSPOSES.has(only.term.name);
}

/** `T`, `\\top` as a superscript. */
export function isTranspose(sup: Syntax): boolean {
  return sup.kind === "name" && TRANSPOSES.has(sup.name);
}

/** The name that a term is, if it is one. */
export function headOf(item: Syntax): Head | undefined {
  if (item.kind === "name") {
    const primes = item.name.endsWith("'") ? (/'+$/.exec(item.name)?.[0].length ?? 0) : 0;
    return { name: primes ? item.name.slice(0, -primes) : item.name, word: item.word, primes, power: undefined, transposed: false };
  }
  if (item.kind !== "scripted") return undefined;
  const inner = headOf(item.base);
  if (!inner || inner.power || inner.transposed) return undefined;
  const { sup, primes } = primedLabel(item.sup);
  const { label, power, transposed } = splitSuperscript(sup, inner.name);
  if (item.base.kind === "scripted" && ((item.sub && item.base.sub) || (label && item.base.sup))) return undefined;
  const sub = item.sub ? subscriptText(item.sub) : undefined;
  if (item.sub && sub === undefined) return undefined;
  if (power && item.base.kind === "scripted" && item.base.sup && label) return undefined;
  const name = withScripts(inner.name, sub ?? "", label);
  return { name, word: inner.word, primes: inner.primes + item.primes + primes, power, transposed };
}

/** The [l] of g^{[l]'}, and its primes, which are those of the name. */
function primedLabel(sup: Syntax | undefined): { readonly sup: Syntax | undefined; readonly primes: number } {
  const isPrimed = sup?.kind === "scripted" && sup.primes > 0 && !sup.sub && !sup.sup && labelText(sup.base, "") !== "";
  return isPrimed ? { sup: sup.base, primes: sup.primes } : { sup, primes: 0 };
}

function withScripts(name: string, sub: string, label: string): string {
  if (!sub && !label) return name;
  const at = name.indexOf("^{");
  const own = at < 0 ? "" : name.slice(at + 2, -1);
  return nameOf({ base: at < 0 ? name : name.slice(0, at), sub, label: label || own });
}

/** Takes a superscript apart: `(3)`, `[l]`, `⟨t⟩`, `*` are labels, `T` a transpose, the rest a power. */
function splitSuperscript(sup: Syntax | undefined, base: string): { label: string; power: Syntax | undefined; transposed: boolean } {
  const none = { label: "", power: undefined, transposed: false };
  if (!sup) return none;
  const word = base === "e" ? undefined : spelled(sup);
  if (word !== undefined) return { ...none, label: `(${word})` };
  if (sup.kind === "juxtaposition") {
    const [first, second, ...more] = sup.items;
    const label = first ? labelText(first, base) : "";
    // The layer and the example of a^{[2](i)}.
    const example = label.startsWith("[") && second?.kind === "group" && second.open === "(" ? labelText(second, base) : "";
    if (example) {
      const rest = splitSuperscript(more.length > 1 ? { ...sup, items: more } : more[0], base);
      return rest.label ? { ...none, power: sup } : { ...rest, label: label + example };
    }
    if (label && second && more.length === 0) {
      const rest = splitSuperscript(second, base);
      return rest.label ? { ...none, power: sup } : { ...rest, label };
    }
  }
  if (sup.kind === "name" && TRANSPOSES.has(sup.name)) return { ...none, transposed: true };
  const label = labelText(sup, base);
  return label ? { ...none, label } : { ...none, power: sup };
}

/** Words above that name a value and are written as letters; what else letters above spell is a product. */
const SPELLED: ReadonlySet<string> = new Set(
  "new old next prev curr cur init opt best true pred train test val target out max min ref tot avg final start end".split(" "),
);

/** "new" of w^{\text{new}}, or its letters side by side in w^{new}. */
function spelled(sup: Syntax): string | undefined {
  if (sup.kind === "name" && sup.word && /^\p{L}{2,}$/u.test(sup.name)) return sup.name;
  if (sup.kind !== "juxtaposition" || !sup.items.every((item) => item.kind === "name" && /^[a-z]$/.test(item.name))) return undefined;
  const [first, last] = [sup.items[0] as Syntax, sup.items.at(-1) as Syntax];
  const word = sup.items.map((item) => (item as Syntax & { name: string }).name).join("");
  const isTight = last.span.end - first.span.start === word.length;
  return isTight && SPELLED.has(word) ? word : undefined;
}

function labelText(sup: Syntax, base: string): string {
  if (
    sup.kind === "name" &&
    (MARKS.has(sup.name) || sup.name.startsWith(TOLD_BY) || sup.name.startsWith(ABOVE) || sup.name.startsWith("❲"))
  )
    return sup.name;
  if (sup.kind !== "group" || sup.items.length !== 1 || base === "e") return "";
  const inner = subscriptText(sup.items[0] as Syntax);
  if (inner === undefined || !/^(?:\d+|[\p{L}\p{M}]+(?:[+-]\d+)?)$/u.test(inner)) return "";
  if (sup.open === "(") return `(${inner})`;
  if (sup.open === "[") return `[${inner}]`;
  return sup.open === "⟨" ? `⟨${inner}⟩` : "";
}

/** A subscript as text: "11", "kj", "t-1", "i,j", "pred"; undefined where it is more than an index. */
export function subscriptText(sub: Syntax): string | undefined {
  switch (sub.kind) {
    case "number":
      return sub.text;
    case "name":
      return sub.name;
    case "juxtaposition":
      return joined(sub.items.map(subscriptText), "");
    case "group":
      if (sub.open === ",") return joined(sub.items.map(subscriptText), ",");
      return sub.open === "(" && sub.items.length === 1 ? joined(["(", subscriptText(sub.items[0] as Syntax), ")"], "") : undefined;
    case "scripted": {
      const head = headOf(sub);
      return head && !head.power && !head.transposed && !head.name.includes("{") ? head.name + "'".repeat(head.primes) : undefined;
    }
    case "sum": {
      const [first, ...rest] = sub.terms;
      if (!first || rest.length === 0) return undefined;
      const texts = [first, ...rest].map((term, i) => {
        const text = subscriptText(term.term);
        return text === undefined ? undefined : (i > 0 || term.sign === "-" ? term.sign : "") + text;
      });
      return joined(texts, "");
    }
    default:
      return undefined;
  }
}

function joined(texts: readonly (string | undefined)[], separator: string): string | undefined {
  return texts.includes(undefined) ? undefined : texts.join(separator);
}

/** The error for scripts that make no name. */
export function noName(item: Syntax): ParseError {
  return new ParseError("these scripts make no name that is understood: write indices, a label such as ^{(2)}, or a power", item.span);
}
