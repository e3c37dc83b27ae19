/** What each LaTeX command is, one entry a command. A command that is in none of these tables is not understood. */

const list = (text: string): string[] => text.trim().split(/\s+/);
const pairs = (text: string): [string, string][] => {
  const words = list(text);
  return words.flatMap((word, i) => (i % 2 ? [] : [[word, words[i + 1] as string] as [string, string]]));
};

/** Commands that are one letter. */
export const letters: ReadonlyMap<string, string> = new Map(
  pairs(`alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ
    mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ
    omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω Alpha Α Beta Β Rho Ρ Tau Τ
    Epsilon Ε Eta Η Iota Ι Kappa Κ Mu Μ Nu Ν Zeta Ζ Chi Χ
    ell ℓ partial ∂ nabla ∇ infty ∞ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ top ⊤ intercal ⊤ dagger † star ⋆ ast ∗ bot ⊥
    prime ′ cdots … dots … ldots … vdots … ddots … dotsc … dotsb … emptyset ∅ triangle △ square □ forall ∀ exists ∃`),
);

/** Commands that are a function's or an operator's name, set upright. */
export const words: ReadonlySet<string> = new Set(
  list(`sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg max min det dim ker deg gcd arg
    sgn tr diag softmax argmax argmin Pr erf`),
);

export const operators: ReadonlyMap<string, string> = new Map(pairs(`cdot · times * ast * div / oslash / odot ⊙ otimes ⊗ circ ∘ bullet ·`));

export const relations: ReadonlyMap<string, string> = new Map(
  pairs(`approx ≈ simeq ≈ sim ∼ cong ≅ equiv ≡ coloneqq := coloneq := eqqcolon = eqcolon = triangleq := le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ lt < gt >
    ne ≠ neq ≠ in ∈ notin ∉ subset ⊂ subseteq ⊆ propto ∝ to → rightarrow → longrightarrow → leftarrow ← gets ← mapsto ↦
    longmapsto ↦ Rightarrow ⇒ implies ⇒ Leftarrow ⇐ impliedby ⇐ Leftrightarrow ⇔ iff ⇔ leftrightarrow ↔ Longrightarrow ⇒
    Longleftrightarrow ⇔ ll ≪ gg ≫ succ ≻ prec ≺ succeq ⪰ preceq ⪯ succcurlyeq ⪰ preccurlyeq ⪯ ni ∋ hookrightarrow ↪ hookleftarrow ↩ perp ⟂ parallel ∥ mid ∣ therefore ∴ because ∵ colon :
    doteq := rightsquigarrow ⇝ leftrightharpoons ⇌ cup ∪ cap ∩ setminus ∖ smallsetminus ∖ backslash ∖ wedge ∧ vee ∨`),
);

export const bigOperators: ReadonlyMap<string, string> = new Map(
  pairs(`sum ∑ prod ∏ int ∫ oint ∮ iint ∬ lim lim bigodot ⨀ bigoplus ⨁ bigcup ⋃ bigcap ⋂ sup sup inf inf`),
);

/** Delimiters by command, both as opening and as closing ones. */
export const delimiters: ReadonlyMap<string, readonly ["open" | "close" | "bar", string]> = new Map([
  ["{", ["open", "{"]],
  ["}", ["close", "}"]],
  ["lbrace", ["open", "{"]],
  ["rbrace", ["close", "}"]],
  ["lbrack", ["open", "["]],
  ["rbrack", ["close", "]"]],
  ["lvert", ["open", "|"]],
  ["rvert", ["close", "|"]],
  ["vert", ["bar", "|"]],
  ["lVert", ["open", "‖"]],
  ["rVert", ["close", "‖"]],
  ["Vert", ["bar", "‖"]],
  ["|", ["bar", "‖"]],
  ["lfloor", ["open", "⌊"]],
  ["rfloor", ["close", "⌋"]],
  ["lceil", ["open", "⌈"]],
  ["rceil", ["close", "⌉"]],
  ["langle", ["open", "⟨"]],
  ["rangle", ["close", "⟩"]],
]);

/** Space and layout that mean nothing. */
export const spacing: ReadonlySet<string> = new Set(
  list(`, : ; ! > quad thinspace medspace thickspace negthinspace enspace enskip displaystyle textstyle scriptstyle
    scriptscriptstyle limits nolimits nonumber notag blacksquare qed qedhere qedsymbol hfill mathstrut strut allowbreak nobreak noindent centering mathord
    mathrel mathbin mathop mathopen mathclose mathpunct mathinner`).concat([" ", "\n", "\t", "/"]),
);

/** Resizing of the delimiter that follows. */
export const sizes: ReadonlySet<string> = new Set(
  ["big", "Big", "bigg", "Bigg"].flatMap((size) => [size, `${size}l`, `${size}r`, `${size}m`]).concat(["middle"]),
);

/** Commands whose one argument is shown as it is, with layout around it. */
export const wrappers: ReadonlySet<string> = new Set(list(`boxed fbox ensuremath underline mathstrut smash`));

/** Commands whose argument carries no mathematics. */
export const ignoredWithArgument: ReadonlySet<string> = new Set(list(`label tag hspace vspace mspace ref eqref`));

/** Commands that show something else than what they hold. */
export const hiding: ReadonlySet<string> = new Set(
  list(`phantom hphantom vphantom rlap llap clap mathrlap mathllap mathclap iffalse iftrue fi else color hide
    raisebox kern hskip mkern write input include catcode csname includegraphics href url htmlClass htmlId htmlStyle htmlData`),
);

export const fonts: ReadonlyMap<string, "bold" | "script" | "double" | "fraktur" | "sans" | "upright"> = new Map([
  ...list(`mathbf boldsymbol bm bold pmb mathbfit symbf boldmath bf`).map((c) => [c, "bold"] as const),
  ...list(`mathcal mathscr cal`).map((c) => [c, "script"] as const),
  ...list(`mathbb Bbb`).map((c) => [c, "double"] as const),
  ["mathfrak", "fraktur"],
  ...list(`mathsf sf`).map((c) => [c, "sans"] as const),
  ...list(`mathrm operatorname mathit rm it textit textrm mathnormal mathtt texttt textsf textbf text mbox textnormal hbox`).map(
    (c) => [c, "upright"] as const,
  ),
]);

/** Which of the font commands set text rather than mathematics. */
export const textCommands: ReadonlySet<string> = new Set(list(`text mbox textnormal hbox textrm textit textbf texttt textsf`));

/** Accents and the combining mark of the plain spelling. */
export const accents: ReadonlyMap<string, string> = new Map([
  ["hat", "\u0302"],
  ["widehat", "\u0302"],
  ["bar", "\u0304"],
  ["overline", "\u0304"],
  ["tilde", "\u0303"],
  ["widetilde", "\u0303"],
  ["dot", "\u0307"],
  ["ddot", "\u0308"],
  ["vec", "\u20d7"],
  ["overrightarrow", "\u20d7"],
  ["check", "\u030c"],
  ["breve", "\u0306"],
  ["acute", "\u0301"],
  ["grave", "\u0300"],
  ["mathring", "\u030a"],
  ["utilde", "\u0330"],
]);

/** Commands with arguments that the grammar itself reads, with how many. */
export const structures: ReadonlySet<string> = new Set(
  list(`frac dfrac tfrac cfrac sqrt cancel bcancel xcancel cancelto underbrace overbrace underset overset stackrel textcolor
    colorbox xrightarrow xleftarrow xlongequal not substack binom`),
);

/** Environments whose rows are formulas. */
export const rowEnvironments: ReadonlySet<string> = new Set(
  list(
    `aligned align align* alignat alignat* alignedat split gather gather* gathered equation equation* eqnarray eqnarray* multline multline* flalign flalign* displaymath math`,
  ),
);
export const caseEnvironments: ReadonlySet<string> = new Set(list(`cases dcases rcases`));
export const matrixEnvironments: ReadonlySet<string> = new Set(
  list(`matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array matrix* pmatrix* bmatrix*`),
);

const STYLED = { bold: 0x1d400, script: 0x1d49c, double: 0x1d538, fraktur: 0x1d504, sans: 0x1d5a0 } as const;
const BMP: Readonly<Record<string, string>> = {
  "script B": "ℬ",
  "script E": "ℰ",
  "script F": "ℱ",
  "script H": "ℋ",
  "script I": "ℐ",
  "script L": "ℒ",
  "script M": "ℳ",
  "script R": "ℛ",
  "script e": "ℯ",
  "script g": "ℊ",
  "script o": "ℴ",
  "double C": "ℂ",
  "double H": "ℍ",
  "double N": "ℕ",
  "double P": "ℙ",
  "double Q": "ℚ",
  "double R": "ℝ",
  "double Z": "ℤ",
  "fraktur C": "ℭ",
  "fraktur H": "ℌ",
  "fraktur I": "ℑ",
  "fraktur R": "ℜ",
  "fraktur Z": "ℨ",
};
const GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ";

/** The Unicode letter that shows a letter in a font: x in bold is 𝐱. A letter without such a form stays. */
export function styled(letter: string, font: string): string {
  if (!Object.hasOwn(STYLED, font) || letter.length !== 1) return letter;
  const special = BMP[`${font} ${letter}`];
  if (special) return special;
  const start = STYLED[font as keyof typeof STYLED];
  if (/[A-Z]/.test(letter)) return String.fromCodePoint(start + letter.charCodeAt(0) - 65);
  if (/[a-z]/.test(letter)) return String.fromCodePoint(start + 26 + letter.charCodeAt(0) - 97);
  // The 1 with a double stroke is the same as the bold one: all ones, or an indicator.
  if (font === "double" && letter === "1") return styled("1", "bold");
  if (font === "bold" && /\d/.test(letter)) return String.fromCodePoint(0x1d7ce + Number(letter));
  const greek = GREEK.indexOf(letter);
  return font === "bold" && greek >= 0 ? String.fromCodePoint(0x1d6a8 + greek) : letter;
}
