/** Pages that are made to break a checker, each with the verdicts that would be wrong. */
const display = (...formulas) => formulas.map((formula) => `$$\n${formula}\n$$\n`).join("\n");
const times = (count, of) => Array.from({ length: count }, (_, i) => of(i)).join("");

export const hostilePages = [
  { name: "brackets, 50,000 deep", text: display(`${"(".repeat(50_000)}x${")".repeat(50_000)} = x`), never: ["refuted"] },
  { name: "brackets that never close", text: display("(".repeat(50_000)), never: ["proved", "refuted"] },
  { name: "roots, 20,000 deep", text: display(`${"\\sqrt{".repeat(20_000)}x${"}".repeat(20_000)} = x`), never: ["proved"] },
  {
    name: "exp, 400 deep, differentiated",
    text: display(`y = ${"\\exp(".repeat(400)}x${")".repeat(400)}`, "\\frac{dy}{dx} = 1"),
    never: ["proved"],
  },
  { name: "relu, 40 deep", text: display(`y = ${"\\max(0, ".repeat(40)}x${")".repeat(40)}`, "y = x"), never: ["proved"] },
  {
    name: "a product of 500 sums",
    text: display(`y = ${"(x + 1)".repeat(500)}`, "\\frac{dy}{dx} = 500 (x + 1)^{499}"),
    never: ["refuted"],
  },
  {
    name: "a power tower",
    text: display(`y = ${"x^{".repeat(200)}x${"}".repeat(200)}`, "\\frac{dy}{dx} = \\frac{dy}{dx}"),
    never: ["refuted"],
  },
  {
    name: "names that double",
    text: display(
      ...Array.from({ length: 60 }, (_, i) => `b_{${i + 1}} = b_{${i}} b_{${i}} + 1`),
      "\\frac{\\partial b_{60}}{\\partial b_0} = 0",
    ),
    never: ["proved"],
  },
  { name: "a sum of 2,000 names", text: display(`${times(2000, (i) => `x_{${i}} + `)}0 = 0`), never: ["proved"] },
  { name: "2,000 formulas", text: times(2000, (i) => `$${i} x + x = ${i + 1} x$\n\n`), never: ["refuted"] },
  { name: "a number that is too large", text: display("10^{10^{10}} = 10^{10^{10}} + 1"), never: ["proved"] },
  { name: "digits", text: display(`${"9".repeat(5000)} + 1 = 1${"0".repeat(5000)}`), never: ["refuted"] },
  { name: "a difference that doubles cannot see", text: display("x + 10^{-30} y = x"), never: ["proved"] },
  { name: "zero at every integer that one tries", text: display("\\sin(\\pi x) \\prod_{k=-9}^{9} (2x - k) = 0"), never: ["proved"] },
  { name: "a difference far away", text: display("\\max(0, x - 10^9) = 0"), never: ["proved"] },
  { name: "defined nowhere", text: display("\\log(-1 - x^2) = \\sqrt{-1 - x^4}"), never: ["proved", "refuted"] },
  { name: "a root without its sign", text: display("\\sqrt{x^2} = x"), never: ["proved"] },
  { name: "a logarithm without its sign", text: display("\\log(x^2) = 2 \\log x + 0 \\cdot y"), never: ["refuted"] },
  { name: "assumptions that contradict each other", text: `Let $x > 1$ and $x < 0$.\n\n${display("x = x + 1")}`, never: ["proved"] },
  {
    name: "a command of TeX with another meaning",
    text: display("\\renewcommand{\\frac}[2]{#1 + #2} \\frac{x}{y} = x + y"),
    never: ["proved", "refuted"],
  },
  { name: "a term that is not shown", text: display("x = x \\phantom{+ 1}"), never: ["proved", "refuted"] },
  { name: "a term in white", text: display("x = x {\\color{white} + 1}"), never: ["proved", "refuted"] },
  { name: "a comment that hides the end", text: display("x = x % + 1\n"), never: ["refuted"] },
  { name: "a definition that leaks", text: display("\\gdef\\a{x} \\a = x", "\\a = x + 1"), never: ["proved"] },
  { name: "letters without width", text: display("x\u200bx = x^2"), never: ["refuted"] },
  { name: "letters from right to left", text: display("x \u202e= y\u202c x"), never: ["proved", "refuted"] },
  { name: "a macro that calls itself", text: display("\\def\\a{\\a\\a} \\a = 1"), never: ["proved", "refuted"] },
  { name: "a definition by itself", text: display("a = b + 1", "b = a + 1", "a = a + 2"), never: ["proved"] },
  { name: "a case that is forgotten", text: display("y = \\begin{cases} x & x > 0 \\end{cases}", "y = |x|"), never: ["proved"] },
  { name: "sums with a million terms", text: display("\\sum_{k=1}^{1000000} k = 500000500000"), never: ["refuted"] },
  { name: "64 kinks at once", text: display(`${times(64, (i) => `|x_{${i}}| + `)}0 = 0`), never: ["proved"] },
  { name: "a hundred thousand dollars", text: "$".repeat(100_001), never: ["proved", "refuted"] },
];
