/** The playground: one static page for any host, or for `gradproof playground`. */
import { fileURLToPath } from "node:url";
import katex from "katex";
import { defineConfig, type Plugin } from "vite";
import { withoutEastAsianWords } from "./src/web/latin-words.ts";
import { withoutOtherNumerals } from "./src/web/few-numerals.ts";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Browsers that run this have read WOFF2 for years: the same fonts in older forms are left out. */
const onlyWoff2 = {
  name: "only-woff2",
  enforce: "pre" as const,
  transform: (code: string, id: string): string | undefined =>
    id.includes("katex.min.css") ? code.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)/g, "") : undefined,
};

/** KaTeX's settings bring the help of its command line along. */
const noHelp = {
  name: "no-help",
  enforce: "pre" as const,
  transform: (code: string, id: string): string | undefined =>
    id.endsWith("katex/src/Settings.ts")
      ? code.replaceAll(/^ {8}(?:description|cliDescription): "[^"\n]*"(?: \+\s+"[^"\n]*")*,\n/gm, "")
      : undefined,
};

/** Of these fonts, which formulas seldom use, the heights of letters are near enough those of others. */
const LIKE = {
  "Fraktur-Bold": "Main-Bold",
  "Fraktur-Regular": "Main-Regular",
  "Main-BoldItalic": "Main-Bold",
  "Main-Italic": "Main-Regular",
  "SansSerif-Bold": "SansSerif-Regular",
  "SansSerif-Italic": "SansSerif-Regular",
  "Script-Regular": "Caligraphic-Regular",
  "Typewriter-Regular": "Main-Regular",
};

/** The measures of letters to a fortieth of an em, which nobody sees: they are a tenth of what KaTeX weighs. */
const shortMetrics = {
  name: "short-metrics",
  enforce: "pre" as const,
  transform: (code: string, id: string): string | undefined => {
    if (!id.endsWith("katex/src/fontMetricsData.js")) return undefined;
    const metrics = JSON.parse(code.slice(code.indexOf("{"), code.lastIndexOf("}") + 1).replaceAll(/,(\s*[\]}])/g, "$1")) as object;
    const kept = Object.fromEntries(Object.entries(metrics).filter(([font]) => !(font in LIKE)));
    const short = JSON.stringify(kept, (_, value: unknown) => (typeof value === "number" ? Math.round(value * 40) / 40 : value));
    return `const metrics = ${short};\nfor (const [font, other] of ${JSON.stringify(Object.entries(LIKE))}) metrics[font] = metrics[other];\nexport default metrics;`;
  },
};

/** Abbreviations that KaTeX has from elsewhere: the colours of one site, the names that another gives to letters, suits of cards. */
const ELSEWHERE =
  /^defineMacro\("\\\\(?:(?:blue|teal|green|gold|red|maroon|purple|mint|gray|kaBlue|kaGreen)[A-J]?|orange|pink|(?:d|u|l|r|h|lr|D|U|L|R|H)[aA]rr|[lru]{1,2}arr|lrA?rr|alef(?:sym)?|bull|clubs|cnums|Complex|diamonds|exist|hearts|image|isin|natnums|plusmn|reals|sdot|sect|spades|sube?|supe|thetasym|weierp|angln|[gl]vertneqq|n(?:geq|leq)(?:q|slant)|nshort(?:mid|parallel)|nsu[bp]seteqq|varsu[bp]setneqq?|coloncolon\w*|colonminus|minuscolon\w*|equalscoloncolon|[BbK]ra|[Kk]et|braket|(?:var)?(?:inj|proj)lim|varlim(?:sup|inf)|notni|d?dddot|plim|real|image|infin|harr|lang|rang|Omicron|Alpha|Beta|Epsilon|Zeta|Eta|Iota|Kappa|Mu|Nu|Rho|Tau|Chi)", "[^\n]*"\);.*$/gm;
const LOGOS_AND_COLONS =
  /^defineMacro\("\\\\(?:(?:La|Ka)?TeX|[Cc]olon(?:approx|sim)|(?:sim|approx)colon(?:colon)?|Eqq?colon|Coloneq|minuso|[lr]Brace)",[^;]*?\);$/gm;

/** Signs of offices, corners, and brackets of another field. */
const OFFICES =
  /^defineMacro\("(?:\\\\(?:textcopyright|copyright|textregistered|[ul][lr]corner|[lr]q|aa|AA|bra@(?:ket|set)|Braket|[Ss]et|Bbbk|[lr]lbracket|[lr]rbracket)|\\u(?:225[89A-F]|203C|220C|231[C-F]|00A9|00AE|2237|2239|2A74|298[34]|27[Ee][67]))",[^;]*?\);$/gm;

/** Relations and arrows that no derivation has, half of them denied ones. */
const RELATIONS =
  /^defineSymbol\(math, ams, (?:rel|bin), "[^"]*", "\\\\(?:@?n(?:less|[lg]eq(?:slant|q)|(?:prec|succ)(?:eq)?|sim|shortmid|vdash|[vV]Dash|Vdash|triangle\w*|gtr|cong|shortparallel|su[bp]seteqq)|[lg]neqq?|@[lg]vertneqq|[lg]n(?:sim|approx)|(?:prec|succ)(?:nsim|napprox|neqq|sim|approx)|@varsu[bp]setneqq?|un[lr]hd|eqslant(?:less|gtr)|(?:less|gtr)\w+|ggg(?:tr)?|lll|llless|curly\w+|(?:rising|falling)dotseq|doteqdot|back(?:sim|simeq|epsilon)|Vvdash|Vdash|small(?:smile|frown)|[bB]umpeq|(?:left|right)threetimes|double\w+|divideontimes|blacktriangle(?:left|right)|pitchfork|between|eqcirc|circeq|eqsim|(?:up|down)harpoon(?:left|right)|(?:upup|downdown|leftleft|rightright)arrows|[LR]sh|looparrow(?:left|right)|[LR](?:left|right)arrow|(?:left|right)arrowtail|(?:var)?triangle(?:left|right)(?:eq)?)".*$/gm;
/** More of the same kind, shapes, card and currency signs. */
const SIGNS = new RegExp(
  `^defineSymbol\\((?:math|text), (?:ams|main), \\w+, "[^"]*", "\\\\\\\\(?:${"nparallel nleftarrow nrightarrow nLeftarrow nLeftrightarrow nleftrightarrow vartriangle hslash triangledown lozenge circledS circledR mho Finv Game backprime blacktriangle blacktriangledown blacklozenge sphericalangle eth diagup diagdown yen beth daleth gimel digamma maltese Subset Supset sqsubset sqsupset shortmid shortparallel varpropto thicksim thickapprox ltimes rtimes circleddash dotplus Cap Cup barwedge veebar boxminus dashleftarrow leftrightarrows twoheadleftarrow leftrightharpoons curvearrowleft circlearrowleft multimap leftrightsquigarrow rightleftarrows curvearrowright circlearrowright boxtimes boxplus boxdot circledast lhd rhd complement Diamond bigstar vDash nexists restriction nsubseteq nsupseteq subsetneq subsetneqq supsetneq supsetneqq subseteqq supseteqq preccurlyeq succcurlyeq Doteq circledcirc centerdot twoheadrightarrow dashrightarrow measuredangle approxeq leqq geqq wr amalg uplus bowtie clubsuit heartsuit spadesuit diamondsuit flat natural sharp rmoustache lmoustache leftharpoonup leftharpoondown rightharpoonup rightharpoondown rightleftharpoons hookleftarrow hookrightarrow mathsterling textsterling pounds lgroup rgroup Join origof imageof intercal smile frown asymp sqcap sqcup sqsubseteq sqsupseteq dashv owns aleph wp surd amalg And bigsqcup biguplus textdaggerdbl textdagger ddag ddagger smallint nRightarrow varkappa".replaceAll(" ", "|")})".*$`,
  "gm",
);
/** The outlines of harpoons, hooks, groups and double-headed arrows, and of the ovals about integrals: no derivation stretches them. */
const OUTLINES =
  /^ {4}((?:\w*(?:harpoon|group|linesegment|ToFrom|tofrom)\w*|twohead\w+|(?:left|right)hook|oii+ntSize\d|widecheck\d|baraboveleftarrow|rightarrowabovebar|longequal|double(?:left|right)arrow|leftmapsto)): `[^`]*`,$/gm;
const fewMacros = {
  name: "few-macros",
  enforce: "pre" as const,
  transform: (code: string, id: string): string | undefined => {
    if (id.endsWith("katex/src/macros.ts")) return code.replaceAll(ELSEWHERE, "").replaceAll(LOGOS_AND_COLONS, "").replaceAll(OFFICES, "");
    if (id.endsWith("katex/src/svgGeometry.ts")) return code.replaceAll(OUTLINES, '$1: "",');
    return id.endsWith("katex/src/symbols.ts") ? code.replaceAll(RELATIONS, "").replaceAll(SIGNS, "") : undefined;
  },
};

/** Rules of markdown-it that the pages switch off: HTML, bare addresses, images and the quotation marks of typographers. */
const OFF =
  /\/\/#region src\/rules_(?:core\/(?:linkify|replacements|smartquotes)|inline\/(?:linkify|html_inline|image)|block\/html_block)\.ts\n(.*?)\/\/#endregion/gs;
const plainProse = {
  name: "plain-prose",
  enforce: "pre" as const,
  transform: (code: string, id: string): string | undefined =>
    id.endsWith("markdown-it/dist/markdown-it.mjs")
      ? code.replaceAll(OFF, (_, region: string) =>
          [...region.matchAll(/^function ([\w$]+)\(/gm)].map(([, name]) => `function ${name ?? ""}() { return false; }\n`).join(""),
        )
      : undefined,
};

const fewNumerals = {
  name: "few-numerals",
  enforce: "pre" as const,
  transform: (code: string, id: string): string | undefined =>
    id.endsWith("decimal.js/decimal.mjs") ? withoutOtherNumerals(code) : undefined,
};

/** What comes with the first page that asks for it (src/web/late.ts): who imports it, and what stands in its place. */
const LATE = [
  { importer: "/derivation/entry-by-entry.ts", part: "./all-sizes.ts", late: "src/web/late-all-sizes.ts" },
  { importer: "/derivation/sized-inquiry.ts", part: "./instance.ts", late: "src/web/late-sized.ts" },
  { importer: "/derivation/sized-decision.ts", part: "./shape-verdict.ts", late: "src/web/late-sized.ts" },
  { importer: "/derivation/at-sizes.ts", part: "./sized-bench.ts", late: "src/web/late-sized.ts" },
  { importer: "/derivation/at-sizes.ts", part: "./sized-doubt.ts", late: "src/web/late-sized.ts" },
];
const lateParts = {
  name: "late-parts",
  enforce: "pre" as const,
  resolveId: (source: string, importer: string | undefined): string | undefined => {
    const row = LATE.find((each) => each.part === source && importer?.endsWith(each.importer));
    return row && folder(row.late);
  },
};

/** The worker for pages in Latin letters has no other words. */
const latinWords = (): Plugin => {
  let isLatin = false;
  return {
    name: "latin-words",
    enforce: "pre",
    buildStart: ({ input }) => {
      isLatin = JSON.stringify(input).includes("latin-worker");
    },
    transform: (code, id) => (isLatin && /\/src\/(?:derivation|syntax)\/[^/]+\.ts$/.test(id) ? withoutEastAsianWords(code, id) : undefined),
  };
};

export default defineConfig({
  plugins: [onlyWoff2, noHelp, shortMetrics, fewMacros, plainProse],
  root: folder("src/web"),
  base: "./",
  publicDir: false,
  // What is switched off, in every browser, or hardly ever written need not be loaded.
  resolve: {
    alias: [
      // KaTeX from its parts, without those that a page may not use or never does.
      { find: /^katex$/, replacement: "katex/katex.ts" },
      {
        find: /^\.\/(?:environments\/)?cd$|^\.\/functions\/(?:accentunder|hbox|href|html|includegraphics|lap|mathchoice|raisebox|rule|vcenter|verb)$/,
        replacement: folder("src/web/no-diagrams.ts"),
      },
      { find: "linkify-it", replacement: folder("src/web/no-links.ts") },
      { find: "punycode.js", replacement: folder("src/web/host-names.ts") },
      { find: "entities", replacement: folder("src/web/entities.ts") },
      { find: "mdurl", replacement: folder("src/web/addresses.ts") },
      { find: "uc.micro", replacement: folder("src/web/punctuation.ts") },
    ],
  },
  define: { __VERSION__: JSON.stringify(katex.version) },
  // The examples lie beside the sources.
  server: { host: "127.0.0.1", fs: { allow: [folder(".")] } },
  worker: {
    format: "es",
    rolldownOptions: { treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false } },
    plugins: () => [lateParts, noHelp, shortMetrics, fewMacros, plainProse, fewNumerals, latinWords()],
  },
  build: {
    outDir: folder("dist/web"),
    emptyOutDir: true,
    target: "es2022",
    rolldownOptions: { treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false } },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
  },
});
