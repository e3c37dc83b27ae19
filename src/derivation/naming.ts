/** The names that the formulas of a document define, as far as it has been read, and which of them are new. */
import { type Names, type Usage, emptyUsage, gatherUsage, isArgument, nodesOf } from "../elaborate/names.ts";
import { headOf } from "../elaborate/script.ts";
import { type Expr, type SymbolExpr, callOf, isOp, symbol } from "../expression/expr.ts";
import { NUMBER, nameOf, nameParts } from "../expression/name.ts";
import { freeSymbols, isConstant, postorder, substitute } from "../expression/traverse.ts";
import { functionNamed } from "../primitive/table.ts";
import type { Syntax } from "../syntax/tree.ts";
import type { Formula } from "./formula.ts";
import { isCotangentOfFamily } from "./cotangent-name.ts";
import { type Definiendum, definiendumOf } from "./definiendum.ts";
import { inSentence } from "./hedge.ts";
import { type ReadFormula, type ReadLink, type Side, sidesOf } from "./reading.ts";
import { type Definition, withOwnParameters } from "./definition.ts";
import type { Scope } from "./scope.ts";
import { argumentCalled, differentiatedAs, functionOfArgument, isDerivativeOfFunction } from "./equation-form.ts";

/** What a link says the meaning of. */
interface Named {
  readonly definiendum: Definiendum;
  readonly readings: readonly Expr[];
  readonly also?: Partial<Pick<Definition, "givenBy">>;
}

export const EQUATES = new Set(["=", ":=", "≡"]);

export class Naming {
  /** In how many formulas each name occurs. */
  readonly occurrences = new Map<string, number>();
  protected readonly names: Names;
  readonly scope: Scope;
  /** The formula in which each name stands first. */
  readonly firstUse = new Map<string, number>();
  protected readonly definedFirst: ReadonlySet<string>;
  protected readonly lastUse: ReadonlyMap<string, number>;
  protected readonly usage: Usage;
  protected readonly all: readonly Formula[];

  constructor(formulas: readonly Formula[], names: Names, scope: Scope) {
    this.all = formulas;
    this.names = names;
    this.scope = scope;
    this.definedFirst = new Set(formulas.flatMap((formula) => firstDefined(formula)));
    this.usage = emptyUsage();
    for (const { chain } of formulas) if (chain) gatherUsage(chain, this.usage);
    this.lastUse = lastUses(formulas);
  }

  define(
    formula: Formula,
    { name, parameters }: Definiendum,
    readings: readonly Expr[],
    replaces: boolean,
    also: Partial<Pick<Definition, "guessed" | "solves" | "givenBy">> = {},
  ): Definition {
    const bodies = parameters
      ? readings.map((each) => withOwnParameters(name, parameters, this.atParameters(each, parameters)))
      : undefined;
    const definition: Definition = {
      index: formula.index,
      section: formula.section,
      name,
      replaces,
      ...(formula.introduction === "local" ? this.fromItsSentence(name, formula) : {}),
      ...also,
      parameters: bodies?.[0]?.parameters,
      readings: bodies ? bodies.map(({ body }) => body) : readings,
    };
    this.scope.add(definition);
    // f(x) = x² and then df/dx: the name by itself stands for the body.
    if (parameters && this.usage.scalar.has(name)) {
      const inLetters = new Map(parameters.map((each) => [each as Expr, symbol(each.name.replace(NUMBER, ""))]));
      this.scope.add({
        ...definition,
        parameters: undefined,
        readings: readings.map((each) => substitute(each, inLetters)),
        replaces: false,
      });
    }
    return definition;
  }

  /** p(z) for the p of L(z) = 3p, where the page has p(z): at another z, p is another, too. */
  private atParameters(body: Expr, parameters: readonly SymbolExpr[]): Expr {
    const valueOf = (name: SymbolExpr): [Expr, Expr][] => {
      const own = this.names.functions.has(name.name) && !parameters.includes(name) ? this.names.parameters?.get(name.name) : undefined;
      return own?.every((each) => parameters.includes(each))
        ? [
            [
              name,
              callOf(
                name.name,
                own.map(() => 0),
                own,
              ),
            ],
          ]
        : [];
    };
    return substitute(body, new Map(freeSymbols(body).flatMap(valueOf)));
  }

  /** "For $z = w x$ we get": what was said of z before is said of any z. */
  private fromItsSentence(name: string, { index }: Formula): Pick<Definition, "from"> {
    const [from = index] = inSentence(this.all, index);
    return (this.firstUse.get(name) ?? from) < from ? { from } : {};
  }

  /** Keeps in mind that a second definition does not hold, or that nobody knows whether it does. */
  reject(formula: Formula, { name }: Definiendum, [reading]: readonly Expr[], certain: boolean): void {
    if (reading) this.scope.rejected.push({ index: formula.index, section: formula.section, name, reading, certain });
  }

  /** `y = f(x) = x^2` defines f too, and `∂E/∂z = δ` defines δ, where nothing else does. */
  protected laterDefinitions(read: ReadFormula, defining: Set<ReadLink>): Set<ReadLink> {
    for (const [i, link] of read.links.entries()) {
      const named = EQUATES.has(link.relation) ? this.namedBy(read, link, i) : undefined;
      if (!named) continue;
      this.define(read.formula, named.definiendum, named.readings, true, named.also);
      defining.add(link);
    }
    return defining;
  }

  /** What a link says the meaning of, by the side that it stands on. */
  private namedBy({ formula, links }: ReadFormula, link: ReadLink, i: number): Named | undefined {
    const isNew = (each: Definiendum | undefined): each is Definiendum => each !== undefined && this.isNew(each, formula);
    const left = i > 0 ? definiendumOf(link.left.syntax) : undefined;
    if (isNew(left)) return { definiendum: left, readings: link.right.readings };
    const argument = i > 0 ? argumentCalled(link) : undefined;
    if (argument && isNew(argument)) return { definiendum: argument, readings: [argument.value] };
    const applied = functionOfArgument(link);
    if (applied && isNew(applied)) return { definiendum: applied, readings: [applied.value] };
    // The step itself is not judged by what it defines.
    const operand = i === 0 ? differentiatedAs(link) : undefined;
    if (operand && isNew(operand)) return { definiendum: operand, readings: operand.readings, also: { givenBy: operand.givenBy } };
    const right = i === links.length - 1 ? definiendumOf(link.right.syntax) : undefined;
    if (!isNew(right)) return undefined;
    if (right.parameters) return this.isDerivativeCalled(right, link, i) ? { definiendum: right, readings: link.left.readings } : undefined;
    const isMeant = link.relation === ":=" || this.isCalled(right.name, link.left, formula);
    return isMeant ? { definiendum: right, readings: link.left.replaced } : undefined;
  }

  /** g(x) of f'(x) = g(x); the σ that the words call the sigmoid is no new name. */
  private isDerivativeCalled({ name }: Definiendum, { left, right }: ReadLink, i: number): boolean {
    return i === 0 && right.readings[0]?.kind === "call" && isDerivativeOfFunction(left) && !callsIn(left).has(name);
  }

  /** Whether `expression = δ` gives what stands on its left a name: one that does not occur there, is no variable, and is used later. */
  private isCalled(name: string, left: Side, formula: Formula): boolean {
    const expr = left.readings[0] as Expr;
    const { base, sub, label } = nameParts(name);
    // x_i of a vector x that was there before.
    const whole = sub === "" ? undefined : this.firstUse.get(nameOf({ base, sub: "", label }));
    // t_j of the t_i that were there before.
    const isLikewise = (other: string): boolean => {
      const parts = nameParts(other);
      return parts.base === base && parts.label === label && parts.sub.length === sub.length && /^\p{Ll}+$/u.test(sub + parts.sub);
    };
    const wasBefore = [...this.firstUse].some(([other, at]) => at < formula.index && isLikewise(other));
    // δ_{vw} of what has no index w compares v with it.
    const letters = new Set(freeSymbols(expr).flatMap((each) => [...nameParts(each.name).sub]));
    const compares = base === "δ" && /^\p{Ll},?\p{Ll}$/u.test(sub) && [...sub.replace(",", "")].some((letter) => !letters.has(letter));
    // I of ∇_w² f = I is the identity.
    const isIdentity = /^[I𝐈]$/u.test(base) && isOp(expr, "gradient");
    if (
      compares ||
      isIdentity ||
      isConstant(expr) ||
      expr.kind === "symbol" ||
      (whole !== undefined && whole < formula.index) ||
      wasBefore ||
      this.usage.variables.has(name) ||
      freeSymbols(expr).some((other) => nameParts(other.name).base === base)
    )
      return false;
    return (this.lastUse.get(name) ?? -1) > formula.index;
  }

  protected isNew(definiendum: Definiendum, formula: Formula): boolean {
    const { name } = definiendum;
    if (this.isReserved(definiendum) || this.definedFirst.has(name) || this.scope.hasDefinition(name)) return false;
    if (definiendum.parameters) return true;
    const used = this.firstUse.get(name);
    return used === undefined || used >= formula.index;
  }

  protected isReserved({ name, parameters }: Definiendum): boolean {
    return (
      (parameters !== undefined && functionNamed(name) !== undefined) ||
      (parameters !== undefined && !this.names.functions.has(name)) ||
      (name === "π" && !this.names.variables.has("π")) ||
      (name.includes("'") && this.names.primed?.has(name.replaceAll("'", "")) === true)
    );
  }

  /** Whether what a name is follows from what is said of others, so that an equation for it is a claim. */
  protected follows(name: string, right: Side): boolean {
    return isCotangentOfFamily(name, this.scope.definitions) || this.scope.recurrences.isStep(name, right.readings);
  }

  /** Whether a side is made of what is made of a name: φ = 1/(1 + e^{-η}) after η = log(φ/(1 - φ)). */
  protected leadsTo(name: string, side: Side): boolean {
    const seen = new Set<string>();
    const open = freeSymbols(...side.readings).map((each) => each.name);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === name) return seen.size > 0;
      if (seen.has(at)) continue;
      seen.add(at);
      const own = this.scope.definitions.filter((definition) => definition.name === at && !definition.parameters);
      open.push(...own.flatMap(({ readings }) => freeSymbols(...readings).map((each) => each.name)));
    }
    return false;
  }

  /** Whether a formula defines a function, or the words say which one it is. */
  protected isFunctionDefined(name: string): boolean {
    const isOwn = this.scope.definitions.some((each) => each.name === name && each.parameters);
    return isOwn || this.names.parameters?.has(name) === true || functionNamed(name) !== undefined;
  }

  /** Whether another formula says what a name is, by whatever index: then its symmetry follows, or is wrong. */
  protected isDefinedElsewhere(name: string, formula: Formula): boolean {
    const { base } = nameParts(name);
    return this.all.some((other) => other !== formula && firstDefined(other).some((each) => nameParts(each).base === base));
  }

  protected isArgument(name: string): boolean {
    return this.usage.variables.has(name) || [...(this.names.parameters?.values() ?? [])].flat().includes(symbol(name));
  }

  protected isAppliedOnce(name: string): boolean {
    const isCall = (node: Syntax): boolean =>
      node.kind === "juxtaposition" && node.items.some((item, i) => headOf(item)?.name === name && isArgument(node.items[i + 1]));
    return this.all.flatMap(({ chain }) => (chain ? nodesOf(chain) : [])).filter(isCall).length === 1;
  }

  protected count(read: ReadFormula): void {
    const sides = sidesOf(read).map((side) => side.readings[0] as Expr);
    // D of X ∈ ℝ^{N×D} is how many there are; a D_2 is none of its entries.
    const sets = new Set<Side>(read.links.flatMap(({ relation, right }) => (relation === "∈" ? [right] : [])));
    const spoken = new Set(freeSymbols(...sidesOf(read).flatMap((side) => (sets.has(side) ? [] : [side.readings[0] as Expr]))));
    for (const name of new Set(freeSymbols(...sides))) {
      this.occurrences.set(name.name, (this.occurrences.get(name.name) ?? 0) + 1);
      if (!this.firstUse.has(name.name) && spoken.has(name)) this.firstUse.set(name.name, read.formula.index);
    }
  }
}

/** The functions that a side applies: f' = f is an equation for f, and says not what it is. */
function callsIn({ readings }: Side): ReadonlySet<string> {
  return new Set(postorder(...readings).flatMap((node) => (node.kind === "call" ? [node.name] : [])));
}

/** The last formula that each name stands in, by syntax alone. */
function lastUses(formulas: readonly Formula[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { chain, index } of formulas) {
    if (!chain) continue;
    const usage = emptyUsage();
    gatherUsage(chain, usage);
    for (const name of [...usage.scalar, ...usage.applied]) last.set(name, index);
  }
  return last;
}

export function firstDefined({ chain }: Formula): string[] {
  const definiendum = chain?.first && EQUATES.has(chain.links[0]?.relation ?? "") ? definiendumOf(chain.first) : undefined;
  return definiendum ? [definiendum.name] : [];
}

export const wholeOf = (name: string): string => nameOf({ ...nameParts(name), sub: "" });
