/** What the names of a document are, from how it uses and defines them. */
import { leibnizIn } from "../elaborate/leibniz.ts";
import { type Names, emptyUsage, gatherUsage, namesFrom, nodesOf, wholeOfComponent } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import type { SymbolExpr } from "../expression/expr.ts";
import { nameParts } from "../expression/name.ts";
import { functionNamed } from "../primitive/table.ts";
import type { ChainSyntax, Syntax } from "../syntax/tree.ts";
import type { DocumentParts, Formula } from "./formula.ts";
import { adjointsOf } from "./adjoint-names.ts";
import { type Definiendum, definiendumOf } from "./definiendum.ts";
import { declaredShapes } from "./declared-shape.ts";
import { primedNames } from "./primed-name.ts";
import { namesIn } from "./letter-families.ts";
import { vectorsIn } from "./tensor.ts";

const SIGMOID_WORDS = /sigmo[iï]d|log[ií]sti(?:c|sch|que)|시그모이드|로지스틱|シグモイド|ロジスティック|逻辑|邏輯|S型/i;

export function namesOf({ formulas, prose, labels }: DocumentParts): Names {
  const usage = emptyUsage();
  const functions = new Set<string>();
  const parameters = new Map<string, readonly SymbolExpr[]>();
  const symbols = new Set<string>();
  const aliases = new Map<string, string>();
  const madeOf = new Map<string, ReadonlySet<string>>();
  for (const { chain } of formulas) {
    if (!chain) continue;
    const alias = functionAlias(chain);
    if (alias) {
      aliases.set(...alias);
      continue;
    }
    // "the activation function $f$": a name that is only mentioned is not used as a scalar.
    if (chain.links.length > 0 || !chain.first || !headOf(chain.first)) gatherUsage(chain, usage);
    const sides = [chain.first, ...chain.links.slice(0, -1).map((link) => link.right)];
    for (const [i, side] of sides.entries()) {
      if (!side || !/^(=|:=|≡)$/.test(chain.links[i]?.relation ?? "")) continue;
      const definiendum = definiendumOf(side);
      // In p_i = softmax_i(z) = … the second side is an entry of softmax(z); a page that begins with it defines its own.
      const isEntry = i > 0 && definiendum !== undefined && wholeOfComponent(definiendum.name) !== undefined;
      if (definiendum?.parameters && !functionNamed(definiendum.name) && !isEntry) {
        functions.add(definiendum.name);
        if (!parameters.has(definiendum.name)) parameters.set(definiendum.name, definiendum.parameters);
      }
      // f = x² behind f(x) = x² says again what it is.
      if (definiendum && !definiendum.parameters && i === 0 && !functions.has(definiendum.name)) symbols.add(definiendum.name);
      if (definiendum && !madeOf.has(definiendum.name))
        madeOf.set(definiendum.name, bodyNames(chain.links[i]?.right as Syntax, definiendum));
    }
  }
  for (const name of functions) if (symbols.has(name)) functions.delete(name);
  if (SIGMOID_WORDS.test(prose) && !functions.has("σ") && !symbols.has("σ") && !usage.scalar.has("σ")) aliases.set("σ", "sigmoid");
  const called = calledInWords(formulas);
  const isNormal = called.some(([, row]) => row === "normalcdf");
  for (const [name, row] of called)
    if (
      // "its density" is the normal one where the other is said to be normal.
      (row !== "normalpdf" || isNormal) &&
      !functions.has(name) &&
      !symbols.has(name) &&
      !usage.scalar.has(name) &&
      !aliases.has(name)
    )
      aliases.set(name, row);
  // A(x − μ) is a product where A is a matrix, and g(v^⊤ w) where g is a number.
  for (const name of declaredShapes(formulas).keys()) if (!functions.has(name)) usage.applied.delete(name);
  // e of softmax(e) beside e_t, of dL/de and of L(e) = … is no Euler's number, where no power of e is on the page.
  const hasEntries = [...symbols].some((name) => nameParts(name).base === "e" && nameParts(name).sub !== "");
  const isVariable = usage.variables.has("e") || [...parameters.values()].some((own) => own.some(({ name }) => name === "e"));
  const powers = formulas.flatMap(({ chain }) => (chain ? nodesOf(chain).flatMap(powerOfE) : []));
  // "이를 $e$라 하자", "call it $e$": what is spoken of alone, but as Euler's number.
  const isNamed = formulas.some(
    ({ chain, after }) =>
      chain?.links.length === 0 && chain.first?.kind === "name" && chain.first.name === "e" && !/^\s*(?:is|=|≈)/u.test(after),
  );
  const areSquares = powers.every(({ kind }) => kind === "number");
  if (isVariable || isNamed ? areSquares : hasEntries && powers.length === 0) symbols.add("e");
  // π of ∂ℓ/∂π is the share of a mixture, and that of ∂ ln π/∂θ and of ln π = … a policy.
  const isPi = (node: Syntax): boolean => node.kind === "name" && node.name === "π";
  const isVaried = (node: Syntax): boolean => node.kind === "fraction" && (leibnizIn(node)?.of ?? []).flatMap(nodesOf).some(isPi);
  const isSaid = ({ chain }: Formula): boolean =>
    chain !== undefined &&
    (nodesOf(chain).some(isVaried) ||
      (chain.links.length > 0 &&
        chain.first?.kind === "juxtaposition" &&
        chain.first.items.length === 2 &&
        isPi(chain.first.items[1] as Syntax)));
  if (usage.variables.has("π") || formulas.some(isSaid)) symbols.add("π");
  const vectors = vectorsIn({ formulas, labels });
  const primed = primedNames(formulas);
  return {
    ...namesFrom(usage, functions, symbols, aliases),
    parameters,
    carried: carriedIn(parameters, madeOf),
    vectors,
    primed,
    isPlaceOf: placesIn(symbols, madeOf, usage.variables),
    adjoints: adjointsOf(formulas, prose, symbols, usage),
  };
}

/** What e is raised to. */
/** What e is raised to: x of e^x, and nothing of e^⊤. */
const powerOfE = (node: Syntax): Syntax[] =>
  node.kind === "scripted" &&
  node.base.kind === "name" &&
  node.base.name === "e" &&
  node.sub === undefined &&
  node.sup &&
  headOf(node)?.transposed !== true
    ? [node.sup]
    : [];

/** The names in what a definition says, but for its own parameters. */
function bodyNames(syntax: Syntax, { parameters = [] }: Definiendum): ReadonlySet<string> {
  const own = new Set(parameters.map(({ name }) => name));
  return new Set(namesIn(syntax).filter((name) => !own.has(name)));
}

/** The functions whose bodies name what is made of their own parameters, with that name. */
function carriedIn(
  parameters: ReadonlyMap<string, readonly SymbolExpr[]>,
  madeOf: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, own] of parameters) {
    const letters = own.map((parameter) => parameter.name);
    const inBody = [...(madeOf.get(name) ?? [])].filter((each) => each !== name);
    const carrier = inBody.find((each) => reaches(each, letters, madeOf));
    if (carrier !== undefined) found.set(name, carrier);
  }
  return found;
}

/** The marks of a small step: y(x + h), y(x + Δx). */
const STEP = /^(?:[hεϵδ]$|Δ)/u;
const LETTER = /^\p{L}$/u;
/** What no function is called. */
const LATER = /^[abcdepqrsuvz]$/u;

/** x of y(x) of a y that is made of x, maybe through others; 3, -x, x + h and x + 1 of one that has x in its own definition. */
function placesIn(
  symbols: ReadonlySet<string>,
  madeOf: ReadonlyMap<string, ReadonlySet<string>>,
  differentiatedBy: ReadonlySet<string>,
): NonNullable<Names["isPlaceOf"]> {
  return (name, argument) => {
    const own = madeOf.get(name);
    // Gradients are factors: g (x) of g = ∂L/∂y.
    if (!own || !symbols.has(name) || own.has("∂")) return undefined;
    const head = headOf(argument);
    if (head) return head.name !== name && !head.power && reaches(name, [head.name], madeOf) ? "itself" : undefined;
    if (argument.kind === "number") return [...own].some((each) => LETTER.test(each)) ? "place" : undefined;
    const names = namesIn(argument);
    const isLinear = nodesOf(argument).every(
      (node) => ["sum", "name", "scripted", "number", "juxtaposition"].includes(node.kind) && !headOf(node)?.power,
    );
    const variables = names.filter((each) => own.has(each));
    // p of p (y + 1) where p = x y: nobody takes what changes with both at a place of one.
    if (LATER.test(name) && [...own].filter((each) => differentiatedBy.has(each)).length > 1 && !names.some((each) => STEP.test(each)))
      return undefined;
    const isMoved = variables.length === 1 && names.every((each) => own.has(each) || STEP.test(each));
    return isMoved && isLinear ? "place" : undefined;
  };
}

function reaches(from: string, letters: readonly string[], madeOf: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (letters.includes(name)) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(madeOf.get(name) ?? []));
  }
  return false;
}

const SIGMOID = "(?:sigmo[iï]de?|logistic|시그모이드|로지스틱|シグモイド|ロジスティック|逻辑斯?谛?|邏輯)";
const CALLED: readonly (readonly [primitive: string, words: string])[] = [
  ["sigmoid", SIGMOID],
  ["tanh", "(?:tanh|hyperbolic tangent|쌍곡\\s*탄젠트|双曲正切|双曲線正接)"],
  ["softmax", "(?:softmax|소프트맥스|ソフトマックス)"],
  ["relu", "(?:relu|rectified linear(?: unit)?|整流線形|修正线性)"],
  [
    "normalcdf",
    "(?:(?:standard )?(?:normal|gaussian) (?:cumulative )?(?:distribution function|cdf)|(?:cumulative distribution function|cdf) of (?:the|a) (?:standard )?(?:normal|gaussian)|표준\\s*정규\\s*분포의?\\s*누적\\s*분포|标准正态分布的?(?:累积|累計)?分布|標準正規分布の累積分布)",
  ],
  [
    "normalpdf",
    "(?:(?:standard )?(?:normal|gaussian) (?:probability )?(?:density|pdf)|(?:probability density function|density|pdf) of (?:the|a) (?:standard )?(?:normal|gaussian)|its (?:probability )?(?:density|pdf)|표준\\s*정규\\s*분포의?\\s*확률\\s*밀도|그\\s*(?:확률\\s*)?밀도|标准正态分布的?概率?密度|標準正規分布の確率密度)",
  ],
];
const FUNCTION = "(?:\\s*(?:activation|transfer))?(?:\\s*(?:functions?|non-?linearity|함수|函数|函數|関数))?";
const IS = "(?:is|denotes|be|represents|为|為|是|取|は|[은는이가])";

/** "where $f$ is the sigmoid function", "the sigmoid function $f$": the words right beside a name. */
function calledInWords(formulas: DocumentParts["formulas"]): (readonly [string, string])[] {
  return formulas.flatMap(({ chain, before, after }) => {
    const head = chain?.links.length === 0 && chain.first ? headOf(chain.first) : undefined;
    if (!head || head.power || head.transposed || head.word || head.primes > 0) return [];
    const row = CALLED.find(
      ([, words]) =>
        new RegExp(`${words}${FUNCTION}\\s*$`, "iu").test(before) ||
        new RegExp(`^\\s*(?:${IS})?\\s*(?:the|a|an)?\\s*(?:logistic |element-?wise )?${words}`, "iu").test(after),
    );
    return row ? [[head.name, row[0]] as const] : [];
  });
}

/** "g = \\tanh": a name for a function of the table. */
export function functionAlias({ first, links }: ChainSyntax): readonly [string, string] | undefined {
  const [link] = links;
  const [left, right] = [first && headOf(first), link && headOf(link.right)];
  if (links.length !== 1 || link?.relation !== "=" || !left || !right || left.power || right.power || left.primes + right.primes > 0)
    return undefined;
  const row = functionNamed(right.name);
  return row && right.word ? [left.name, row.name] : undefined;
}
