/** A written derivation as a page: every row with its reason beside it. */
import type { Derivation, DerivationChain } from "../derivation/derive.ts";
import { alignedRow } from "./derivation.ts";
import { escapeHtml } from "./escape.ts";
import { mathMarkup } from "./math.ts";
import { pageOf } from "./page.ts";
import { type ReportLanguage, say } from "./words.ts";

export interface DerivationPageOptions {
  readonly lang?: ReportLanguage;
  readonly katexStyle?: string | undefined;
}

export function renderDerivationHtml(derivations: readonly Derivation[], { lang = "en", katexStyle }: DerivationPageOptions = {}): string {
  const math = (latex: string, display: boolean): string =>
    mathMarkup(latex, display, { styled: katexStyle !== undefined, macros: {}, notRendered: say("notRendered", lang) });
  const sections = derivations.map((derivation) => derivationMarkup(derivation, lang, math));
  const title = `${say("derivation", lang)}: ${derivations.map(({ of, wrt }) => `∂${of}/∂${wrt}`).join(", ")}`;
  return pageOf(`<main><h1>${say("derivation", lang)}</h1>${sections.join("\n")}</main>`, { title, lang, katexStyle });
}

type SetMath = (latex: string, display: boolean) => string;

/** The sections of one derivation. */
export function derivationMarkup({ definitions, shapes, chains }: Derivation, lang: ReportLanguage, math: SetMath): string {
  const given = [
    ...shapes.map(({ latex }) => `<li>${math(latex, false)}</li>`),
    ...definitions.map(({ name, body }) => `<li>${math(`${name.latex} = ${body.latex}`, false)}</li>`),
  ];
  const list = given.length > 0 ? `<h3>${say("definitions", lang)}</h3><ul class="derivation">${given.join("")}</ul>` : "";
  const left = chains.at(-1)?.left;
  return `<section>${left ? `<h2 aria-label="${escapeHtml(left.plain)}">${math(left.latex, false)}</h2>` : ""}${list}<h3>${say("derivation", lang)}</h3>${chains.map((chain) => chainMarkup(chain, lang, math)).join("")}</section>`;
}

function chainMarkup({ left, steps }: DerivationChain, lang: ReportLanguage, math: SetMath): string {
  const rows = steps.map(({ reason, sources, latex }, i) => {
    const because = reason[lang].replaceAll(/[^$]+|\$([^$]*)\$/g, (text, latex?: string) =>
      latex === undefined ? escapeHtml(text) : math(latex, false),
    );
    const found = sources.length > 0 ? ` (${escapeHtml(sources.join("; "))})` : "";
    return `<li>${math(alignedRow(i === 0 ? left.latex : undefined, latex), true)}<span class="because">${because}${found}</span></li>`;
  });
  return `<ol class="derivation">${rows.join("")}</ol>`;
}
