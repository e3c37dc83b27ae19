/** Letters of the plain spelling → LaTeX: τ → \tau, 𝐱 → \mathbf{x}, ŷ → \hat{y}, 가격 → \text{가격}. */

const GREEK: Readonly<Record<string, string>> = Object.fromEntries(
  `α alpha β beta γ gamma δ delta ϵ epsilon ε varepsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ϖ varpi
   ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon ϕ phi φ varphi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma
   Υ Upsilon Φ Phi Ψ Psi Ω Omega ℓ ell ℏ hbar ∂ partial ∇ nabla ⊤ top † dagger ⋆ star ∗ ast … dots ∞ infty ℜ Re ℑ Im`
    .trim()
    .split(/\s+/)
    .reduce<[string, string][]>((rows, word, i, all) => (i % 2 ? rows : [...rows, [word, `\\${all[i + 1]}`]]), []),
);
const ACCENTS: Readonly<Record<string, string>> = {
  "\u0302": "hat",
  "\u0304": "bar",
  "\u0303": "tilde",
  "\u0307": "dot",
  "\u0308": "ddot",
  "\u20d7": "vec",
  "\u030c": "check",
  "\u0306": "breve",
  "\u0301": "acute",
  "\u0300": "grave",
  "\u030a": "mathring",
  "\u0330": "utilde",
};
const FONTS = [
  { command: "mathbf", upper: 0x1d400, lower: 0x1d41a },
  { command: "mathcal", upper: 0x1d49c, lower: 0x1d4b6 },
  { command: "mathbb", upper: 0x1d538, lower: 0x1d552 },
  { command: "mathfrak", upper: 0x1d504, lower: 0x1d51e },
  { command: "mathsf", upper: 0x1d5a0, lower: 0x1d5ba },
] as const;
const BMP: Readonly<Record<string, string>> = {
  ℬ: "mathcal B",
  ℰ: "mathcal E",
  ℱ: "mathcal F",
  ℋ: "mathcal H",
  ℐ: "mathcal I",
  ℒ: "mathcal L",
  ℳ: "mathcal M",
  ℛ: "mathcal R",
  ℯ: "mathcal e",
  ℊ: "mathcal g",
  ℴ: "mathcal o",
  ℂ: "mathbb C",
  ℍ: "mathbb H",
  ℕ: "mathbb N",
  ℙ: "mathbb P",
  ℚ: "mathbb Q",
  ℝ: "mathbb R",
  ℤ: "mathbb Z",
  ℭ: "mathfrak C",
  ℌ: "mathfrak H",
  ℨ: "mathfrak Z",
};
const BOLD_GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ";

/** The base of a name in LaTeX. */
export function latexBase(base: string): string {
  if (/^[A-Za-z]$/.test(base)) return base;
  const primes = /'*$/.exec(base)?.[0] ?? "";
  if (primes) return latexBase(base.slice(0, -primes.length)) + primes;
  // Δw, δc: the change of a name, and what comes back to it.
  const [sign = "", ...named] = /^[Δδ]\P{M}/u.test(base) ? [...base] : [];
  if (named.length > 0) return `${single(sign)} ${latexBase(named.join(""))}`;
  const letters = [...base.normalize("NFC").matchAll(/\P{M}\p{M}*/gu)].map((match) => match[0]);
  if (letters.length === 1) return marked(letters[0] as string);
  const decomposed = letters.map((letter) => letter.normalize("NFD"));
  const mark = (decomposed[0] as string).slice(-1);
  if (ACCENTS[mark] && decomposed.every((letter) => letter.endsWith(mark))) {
    return `\\${ACCENTS[mark]}{${latexBase(decomposed.map((letter) => letter.slice(0, -1)).join(""))}}`;
  }
  const text = letters.join("");
  // How many terms a sum has, where no letter says so: N−K+1.
  if (/^[\p{L}\d]+(?:[+-][\p{L}\d]+)+$/u.test(text)) return `(${text})`;
  return /^[\p{Script=Latin}\p{N}]+$/u.test(text) ? `\\mathrm{${text}}` : `\\text{${text.replaceAll("_", "\\_")}}`;
}

function marked(letter: string): string {
  const hangul = /^\p{Script=Hangul}/u.test(letter);
  const [base = "", ...marks] = [...(hangul ? letter : letter.normalize("NFD"))];
  return marks.reduce((text, mark) => (ACCENTS[mark] ? `\\${ACCENTS[mark]}{${text}}` : text + mark), single(base));
}

function single(letter: string): string {
  const greek = GREEK[letter];
  if (greek) return greek;
  const bmp = BMP[letter];
  if (bmp) return `\\${bmp.replace(" ", "{")}}`;
  const code = letter.codePointAt(0) as number;
  for (const { command, upper, lower } of FONTS) {
    if (code >= upper && code < upper + 26) return `\\${command}{${String.fromCharCode(65 + code - upper)}}`;
    if (code >= lower && code < lower + 26) return `\\${command}{${String.fromCharCode(97 + code - lower)}}`;
  }
  if (code >= 0x1d7ce && code < 0x1d7d8) return `\\mathbf{${code - 0x1d7ce}}`;
  const bold = BOLD_GREEK[code - 0x1d6a8];
  if (code >= 0x1d6a8 && bold) return `\\boldsymbol{${single(bold)}}`;
  return /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(letter) ? `\\text{${letter}}` : letter;
}

/** A subscript or label in LaTeX, letter by letter. */
export function latexScript(text: string): string {
  if (/^[\w,+-]*$/.test(text)) return text;
  if (text === "²") return "2";
  const cjk = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+$/u;
  if (cjk.test(text)) return `\\text{${text}}`;
  return [...text.matchAll(/\P{M}\p{M}*/gu)]
    .map(([letter]) => (letter === "⟨" ? "\\langle " : letter === "⟩" ? "\\rangle " : marked(letter)))
    .map((piece) => (/^\\[A-Za-z]+$/.test(piece) ? `${piece} ` : piece))
    .join("")
    .trim();
}
