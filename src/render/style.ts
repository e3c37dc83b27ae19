/** The style of the pages: light and dark, narrow and wide, on paper; no script, nothing from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fdfdfb; --soft: #5a5a64; --line: #d9d9de; --box: #f4f4f1;
  --proved: #17693a; --refuted: #a81c1c; --supported: #15578f; --undecided: #7d5200; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8ea; --paper: #17181b; --soft: #a9a9b3; --line: #3a3b41; --box: #212227;
  --proved: #7fd6a0; --refuted: #ff9d94; --supported: #8cc4f5; --undecided: #f0c36d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 50rem; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.65 Georgia, "Noto Serif", "Noto Serif CJK KR", serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.3; } header.report { border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; }
header.report h1 { margin: 0 0 .3rem; font-size: 1.35rem; }
.counts { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; list-style: none; padding: 0; margin: .4rem 0 1rem; font: .95rem/1.5 system-ui, sans-serif; }
.display { display: block; overflow-x: auto; overflow-y: hidden; padding: .4rem .1rem; text-align: center; }
.display math { display: block; }
.display:focus-visible, summary:focus-visible { outline: 2px solid var(--supported); outline-offset: 2px; }
code, pre { font-family: ui-monospace, "Noto Sans Mono", monospace; font-size: .9em; background: var(--box); }
pre { padding: .7rem; overflow-x: auto; } code { padding: 0 .2em; white-space: pre-wrap; } pre code { padding: 0; }
code.source { outline: 1px dashed var(--undecided); } .unset { color: var(--soft); }
ul.steps { list-style: none; margin: .2rem 0 1.2rem; padding: 0; font: .95rem/1.5 system-ui, sans-serif; }
ul.steps > li { border-inline-start: .3rem solid var(--tone); padding: .15rem .7rem; margin: .25rem 0; background: var(--box); }
[data-verdict=proved] { --tone: var(--proved); } [data-verdict=refuted] { --tone: var(--refuted); }
[data-verdict=supported] { --tone: var(--supported); } [data-verdict=undecided], [data-verdict=unreadable] { --tone: var(--undecided); }
.verdict { color: var(--tone); font-weight: 650; white-space: nowrap; } .mark { display: inline-block; width: 1.1em; text-align: center; }
summary { cursor: pointer; } summary .katex, summary math { font-size: 1em; } .where { color: var(--soft); font-size: .9em; }
dl.about { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .2rem .9rem; margin: .5rem 0; }
dl.about dt { color: var(--soft); } dl.about dd { margin: 0; overflow-x: auto; overflow-y: hidden; }
@media (max-width: 30rem) { dl.about { display: block; } dl.about dt { margin-top: .4rem; } body { padding-inline: .8rem; } }
table { border-collapse: collapse; display: block; overflow-x: auto; } th, td { border: 1px solid var(--line); padding: .2rem .6rem; text-align: start; }
blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); }
figure { margin: 1rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; } figcaption { color: var(--soft); font: .9rem system-ui, sans-serif; }
a { color: var(--supported); }
.derivation { list-style: none; padding: 0; } .derivation .display { text-align: start; } .derivation .katex-display { text-align: start; } .derivation .katex-display > .katex { text-align: start; } .derivation li { margin: .2rem 0; } .because { color: var(--soft); font: .9rem/1.4 system-ui, sans-serif; }
@media print { :root { --paper: #fff; } body { max-width: none; padding: 0; } ul.steps > li, figure { break-inside: avoid; }
  .display, h1, h2, h3 { break-after: avoid; } .display, dl.about dd, pre { overflow: visible; } }
`;
