/**
 * Entries that a table picks, E_{c_n d} and p_{n,y_n}: sums over the entries with 𝟙c_{nv}, which is 1 where c_n is v. So
 * 𝟙[c_n = v] and δ_{v c_n} of that page are 𝟙c_{nv} too, and of each n one of them is 1.
 */
import { type Expr, type SymbolExpr, add, binder, eq, isOp, mul, neg, one, symbol, zero } from "../expression/expr.ts";
import { type NameParts, nameOf, nameParts } from "../expression/name.ts";
import { atIndex, freeSymbols, postorder, rebuild, substitute } from "../expression/traverse.ts";
import { isBasis } from "./label-letters.ts";
import type { Definition } from "./definition.ts";
import type { Scope } from "./scope.ts";

/** u_o beside negative samples u_k: none of those is u_o. */
const APART =
  /\bnegative (?:sampl|example|word)|\bnoise (?:sampl|word)|\bnone of (?:them|which|these) (?:is |are )?(?:equal|the same)|네거티브 샘플|부정 샘플|负采样|负样本|負例|ネガティブ/iu;

/** Bound letters that no page has. */
const OWN = ["ʋ", "ɯ", "ʍ"] as const;

/** Operations that a sum goes through. */
const LINEAR: ReadonlySet<string> = new Set(["add", "sub", "neg", "mul", "hadamard", "and"]);

/** c_n in the subscript of a name, or y of p_y, which has no index. */
interface Pick {
  readonly table: string;
  readonly index: string;
}

type Item = { readonly kind: "letter"; readonly letter: string } | { readonly kind: "pick"; readonly pick: Pick };

/** The tables of a page, and its expressions with sums for what they pick. */
export class Gathers {
  private readonly tables: ReadonlySet<string>;
  /** Tables without an index. */
  private readonly labels: ReadonlySet<string>;
  /** Families with other indices than these. */
  private readonly counted: ReadonlySet<string>;
  /** Those of them that nothing compares with an index. */
  private readonly guesses: ReadonlySet<string>;
  /** Names such as e_c that the words call one-hot, with the label that says where they are 1. */
  private readonly basis: ReadonlyMap<string, string>;
  /** Those of them that no words call so, by what stands for them. */
  readonly customary: ReadonlyMap<string, string>;
  /** Such names of which nobody knows what their letter counts. */
  readonly untied: readonly string[];
  /** Whether the words say that u_o is none of the u_k. */
  readonly areApart: boolean;
  /** What counts the entries that are picked: v of E_{vd} and of 𝟙[c_n = v]. */
  readonly letters: ReadonlySet<string>;

  /** Writes the definitions anew; `exprs` are the sides of all formulas, `oneHot` the names that the words call so. */
  constructor(scope: Scope, exprs: readonly Expr[], oneHot: ReadonlySet<string>, prose: string) {
    this.areApart = APART.test(prose);
    const named = [...freeSymbols(...exprs), ...scope.definitions.map(({ name }) => symbol(name))];
    const defined = new Set(scope.definitions.map(({ name }) => nameParts(name).base));
    const onIndices = scope.indexConditions.all.map(({ condition }) => condition);
    const isOfBasis = ({ base, sub, label }: NameParts): boolean =>
      isBasis({ base, sub }) && label === "" && /^\p{Ll}$/u.test(sub) && !defined.has(base);
    // e_c beside p_c of a vector p, where the page defines neither: what is written so is a vector of the basis.
    const wholes = new Set(scope.definitions.map(({ name }) => name));
    const isPicked = ({ base, sub, label }: NameParts, letter: string): boolean =>
      sub === letter && wholes.has(nameOf({ base, sub: "", label }));
    const isCustomary = ({ sub }: NameParts): boolean =>
      !defined.has(sub) &&
      named.some(({ name }) => isPicked(nameParts(name), sub)) &&
      !scope.definitions.some(({ name }) => nameParts(name).sub === sub);
    const ofBasis = named.flatMap(({ name }) => {
      const parts = nameParts(name);
      return isOfBasis(parts) && (oneHot.has(name) || isCustomary(parts)) ? [[name, parts.sub] as const] : [];
    });
    const beyond = lettersBeyond(scope);
    const softened = softenedIn(scope);
    const shares = new Set([...sharesIn(scope), ...softened]);
    const compared = labelsOfDeltas(scope, exprs);
    const found = [...labelsIn([...exprs, ...onIndices], named, new Map(ofBasis), beyond, shares), ...compared];
    const labels = found.filter(({ letter, family, isCompared }) => {
      if (this.areApart && !isCompared) return false;
      // What is defined for every t is no entry that t picks, unless something without t is made of it.
      const isDefined = scope.definitions.some(({ name }) => nameParts(name).sub === letter && familyOf(name) === family);
      return !defined.has(letter) && (!isDefined || beyond.has(letter));
    });
    this.labels = new Set(labels.map(({ letter }) => letter));
    const general = [...this.labels].filter((letter) => beyond.has(letter) && defineForAll(scope, letter, exprs));
    // p of p_c, where e_c is said to be one-hot: its entries are counted although no other of them is spoken of.
    const besideBasis = labels.flatMap(({ letter, family }) => (ofBasis.some(([, each]) => each === letter) ? [family] : []));
    const all = [...named, ...scope.definitions.map(({ name }) => symbol(name))];
    const counted = all.filter(({ name }) => isCountedByOthers(name, this.labels)).map(({ name }) => familyOf(name));
    const ofSoftmax = labels.some(({ family }) => softened.has(family)) ? softened : [];
    this.counted = new Set([...counted, ...besideBasis, ...ofSoftmax]);
    const customary = ofBasis.filter(([name, letter]) => !oneHot.has(name) && this.labels.has(letter));
    this.customary = new Map(customary.map(([name, letter]) => [nameOfIndicator(letter), name]));
    this.basis = new Map(ofBasis.filter(([, letter]) => this.labels.has(letter)));
    this.untied = ofBasis.flatMap(([name, letter]) => (this.labels.has(letter) ? [] : [name]));
    const ofShares = named.flatMap(({ name }) => (shares.has(familyOf(name)) ? [nameParts(name).sub] : []));
    const sure = new Set([...this.basis.values(), ...general, ...ofShares]);
    this.guesses = new Set(labels.filter(({ letter, isCompared }) => !isCompared && !sure.has(letter)).map(({ letter }) => letter));
    const picks = named.flatMap(({ name }) => this.itemsOf(name)?.flatMap((item) => (item.kind === "pick" ? [item.pick] : [])) ?? []);
    // c of 𝟙[k = c], which no name has in its subscript.
    const alone = compared.map(({ letter }) => letter).filter((letter) => this.labels.has(letter));
    this.tables = new Set([...picks.map(({ table }) => table), ...alone].filter((table) => !defined.has(table)));
    const indices = indicesCompared(exprs, named);
    this.letters = new Set([...indices, ...(this.tables.size === 0 ? [] : [...lettersBeside(named), ...this.comparedIn(exprs)])]);
    if (this.tables.size === 0) return;
    for (const definition of scope.definitions) {
      const readings = definition.readings.map((reading) => this.inSums(reading));
      if (readings.some((reading, i) => reading !== definition.readings[i])) scope.replace(definition, { ...definition, readings });
    }
    for (const [i, assumption] of scope.assumptions.all.entries())
      scope.assumptions.all[i] = { ...assumption, condition: this.condition(assumption.condition) };
  }

  /** The names of the 𝟙c, and how many indices each has: of the last one, one entry is 1. */
  get indicators(): { readonly name: string; readonly rank: number; readonly table: string }[] {
    return [...this.tables].map((table) => ({ name: nameOfIndicator(table), rank: this.labels.has(table) ? 1 : 2, table }));
  }

  /** c_n and d of "c_nd"; undefined where nothing is picked, or a part is neither a letter nor a letter with an index. */
  private itemsOf(name: string): readonly Item[] | undefined {
    const items = partsOfSubscript(nameParts(name).sub)?.map((item) =>
      item.kind === "letter" && this.labels.has(item.letter) && (this.counted.has(familyOf(name)) || nameParts(name).base === "δ")
        ? ({ kind: "pick", pick: { table: item.letter, index: "" } } as const)
        : item,
    );
    return items?.some(({ kind }) => kind === "pick") ? items : undefined;
  }

  inSums(expr: Expr): Expr {
    if (this.tables.size === 0) return expr;
    const picked = new Map<Expr, Expr>();
    for (const node of this.outermost(expr)) picked.set(node, this.overPicks(node));
    return rebuild(expr, (node, original) => {
      const basis = node.kind === "symbol" ? this.indicatorOf(node.name) : undefined;
      if (basis !== undefined) return symbol(basis);
      const found = picked.get(original);
      return found ?? (isOp(node, "piecewise") ? this.ofCases(node) : node);
    });
  }

  /** What e_c is, where the words call it one-hot. */
  indicatorOf(name: string): string | undefined {
    const letter = this.basis.get(name);
    return letter === undefined ? undefined : nameOfIndicator(letter);
  }

  /** What is 1 where j = y_i or j ≠ y_i, as a condition says, and else 0; undefined for other conditions. */
  where(condition: Expr): Expr | undefined {
    const [a, b] = condition.args;
    const found = a && b && (isOp(condition, "eq") || isOp(condition, "ne")) ? (this.compared(a, b) ?? this.compared(b, a)) : undefined;
    return found && (isOp(condition, "eq") ? found : add(one, neg(found)));
  }

  /** A label of which nothing but its place says that it is one, among the names of an expression. */
  guessedIn(exprs: readonly Expr[]): string | undefined {
    return [...this.guesses].find((label) => freeSymbols(...exprs).some(({ name }) => nameParts(name).base === nameOfIndicator(label)));
  }

  /** What a page says beside formulas: j ≠ y_i as 𝟙y_{ij} = 0. */
  private condition(condition: Expr): Expr {
    const [a, b] = condition.args as [Expr, Expr];
    const found = isOp(condition, "eq") || isOp(condition, "ne") ? (this.compared(a, b) ?? this.compared(b, a)) : undefined;
    return found ? eq(found, isOp(condition, "eq") ? one : zero) : this.inSums(condition);
  }

  /** The largest parts that a picked entry goes into as a number: \log p_{n,y_n} as a whole, as f of the picked is the picked of f. */
  private outermost(expr: Expr): Set<Expr> {
    const found = new Set<Expr>();
    const open: Expr[] = [expr];
    const seen = new Set<Expr>();
    for (let node = open.pop(); node; node = open.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const picks = this.picksIn(node);
      if (picks.length === 0 && !(isOp(node, "piecewise") && this.isOfIndices(node))) {
        if (node.kind !== "symbol") open.push(...node.args);
        continue;
      }
      const bound = new Set(postorder(node).flatMap((each) => (each.kind === "binder" ? [(each.args[0] as SymbolExpr).name] : [])));
      const isFree = picks.every(({ index }) => !bound.has(index));
      // The derivative by an entry that is picked is picked of the derivatives.
      const isPart = node.kind === "symbol" || (!this.isLinear(node) && isFree);
      if (isPart) found.add(node);
      else open.push(...node.args);
    }
    return found;
  }

  private isLinear(node: Expr): boolean {
    if (node.kind === "binder") return node.op === "sum";
    return (node.kind === "apply" && LINEAR.has(node.op)) || (isOp(node, "piecewise") && this.isOfIndices(node));
  }

  /** Cases by whether c_n is v. */
  private isOfIndices(node: Expr): boolean {
    const [condition] = node.args;
    const [a, b] = condition && (isOp(condition, "eq") || isOp(condition, "ne")) ? condition.args : [];
    return a !== undefined && b !== undefined && (this.compared(a, b) ?? this.compared(b, a)) !== undefined;
  }

  /** The different picks of the names in an expression. */
  private picksIn(expr: Expr): Pick[] {
    const found = new Map<string, Pick>();
    for (const { name } of freeSymbols(expr))
      for (const item of this.itemsOf(name) ?? [])
        if (item.kind === "pick" && this.tables.has(item.pick.table)) found.set(`${item.pick.table}_${item.pick.index}`, item.pick);
    return [...found.values()];
  }

  /** Σ_v 𝟙c_{nv} times the expression with v in the place of c_n. */
  private overPicks(expr: Expr): Expr {
    const picks = this.picksIn(expr);
    if (picks.length === 0 || picks.length > OWN.length) return expr;
    const bounds = new Map(picks.map(({ table, index }, i) => [`${table}_${index}`, OWN[i] as string]));
    const entries = new Map<Expr, Expr>();
    for (const name of freeSymbols(expr)) {
      const items = this.itemsOf(name.name);
      if (!items?.some((item) => item.kind === "pick" && this.tables.has(item.pick.table))) continue;
      const letters = items.map((item) =>
        item.kind === "letter" ? item.letter : (bounds.get(`${item.pick.table}_${item.pick.index}`) as string),
      );
      const [only] = picks;
      const parts = nameParts(name.name);
      const letter = items.find((item) => item.kind === "letter");
      // Kronecker's delta of v and c_n by itself is 1 where c_n is v.
      if (expr === name && only && letter && parts.base === "δ" && parts.label === "" && items.length === 2)
        return indicator(only, letter.letter);
      entries.set(name, symbol(nameOf({ ...parts, sub: letters.join(letters.length > 1 ? "," : "") })));
    }
    return picks.reduceRight<Expr>(
      (body, pick) => {
        const bound = bounds.get(`${pick.table}_${pick.index}`) as string;
        return binder("sum", symbol(bound), undefined, mul(indicator(pick, bound), body));
      },
      substitute(expr, entries),
    );
  }

  /** 𝟙[c_n = v], and any two cases by that. */
  private ofCases(node: Expr): Expr {
    const [condition, value, third, fourth, ...more] = node.args as [Expr, Expr, Expr?, Expr?, ...Expr[]];
    const isSame = isOp(condition, "eq");
    if ((!isSame && !isOp(condition, "ne")) || !third || more.length > 0) return node;
    const [a, b] = condition.args as [Expr, Expr];
    const found = this.compared(a, b) ?? this.compared(b, a);
    // k = y and k ≠ y.
    const isOpposite = fourth && isOp(third, isSame ? "ne" : "eq") && third.args.every((side) => side === a || side === b);
    const other = fourth === undefined ? third : isOpposite ? fourth : undefined;
    if (!found || !other) return node;
    const [where, elsewhere] = isSame ? [value, other] : [other, value];
    if (where === one && elsewhere === zero) return found;
    return add(mul(found, where), mul(add(one, neg(found)), elsewhere));
  }

  private comparedIn(exprs: readonly Expr[]): string[] {
    return postorder(...exprs).flatMap((node) => {
      const [a, b] = isOp(node, "eq") || isOp(node, "ne") ? (node.args as [Expr, Expr]) : [];
      if (!a || !b || !(this.compared(a, b) ?? this.compared(b, a))) return [];
      return [a, b].flatMap((side) => (side.kind === "symbol" && /^\p{L}$/u.test(side.name) ? [side.name] : []));
    });
  }

  private compared(entry: Expr, letter: Expr): Expr | undefined {
    const { base, sub, label } = entry.kind === "symbol" ? nameParts(entry.name) : { base: "", sub: "", label: "" };
    const isEntry = this.tables.has(base) && label === "" && (this.labels.has(base) ? sub === "" : /^\p{L}$/u.test(sub));
    return isEntry && letter.kind === "symbol" && /^\p{L}$/u.test(letter.name)
      ? indicator({ table: base, index: sub }, letter.name)
      : undefined;
  }
}

/**
 * p_y = e^{s_y} / Σ_j e^{s_j}, of which p_j is spoken, too: what it says of the entry that y picks holds for each. Tells
 * whether there is such a definition.
 */
function defineForAll(scope: Scope, label: string, exprs: readonly Expr[]): boolean {
  const nodes = postorder(...exprs, ...scope.definitions.flatMap(({ readings }) => readings));
  const used = new Set(nodes.flatMap((node) => (node.kind === "symbol" ? [...nameParts(node.name).sub, node.name] : [])));
  const letter = [..."ikmnpqrs"].find((each) => !used.has(each));
  const own = scope.definitions.filter(({ name, parameters }) => !parameters && nameParts(name).sub === label);
  if (letter === undefined) return false;
  for (const definition of own) {
    const [name, ...readings] = [symbol(definition.name), ...definition.readings].map((expr) => atIndex(expr, label, letter));
    scope.remove(definition);
    scope.add({ ...definition, name: (name as SymbolExpr).name, readings });
  }
  return own.length > 0;
}

const nameOfIndicator = (table: string): string => `𝟙${table}`;

function indicator({ table, index }: Pick, letter: string): Expr {
  return symbol(nameOf({ base: nameOfIndicator(table), sub: index === "" ? letter : `${index},${letter}`, label: "" }));
}

/** c_n and d of "c_nd"; undefined where a part is neither a letter nor a letter with an index. */
function partsOfSubscript(sub: string): readonly Item[] | undefined {
  const items: Item[] = [];
  let rest = sub;
  while (rest !== "") {
    const [all, table, index, letter] = /^(?:(\p{L})_(\p{L})|(\p{L})(?!_)|,)/u.exec(rest) ?? [];
    if (all === undefined) return undefined;
    if (table !== undefined && index !== undefined) items.push({ kind: "pick", pick: { table, index } });
    else if (letter !== undefined) items.push({ kind: "letter", letter });
    rest = rest.slice(all.length);
  }
  return items.length <= 3 ? items : undefined;
}

/**
 * y of p_y beside Σ_j p_j: an entry of what is counted. Where 𝟙[k = y] or δ_{ky} compares it with indices that is sure, else
 * p_y may be a name of its own.
 */
function labelsIn(
  exprs: readonly Expr[],
  named: readonly SymbolExpr[],
  ofBasis: ReadonlyMap<string, string>,
  beyond: ReadonlySet<string>,
  shares: ReadonlySet<string>,
): Label[] {
  const nodes = postorder(...exprs);
  const bound = new Set(nodes.flatMap((node) => (node.kind === "binder" ? [(node.args[0] as SymbolExpr).name] : [])));
  // τ of Σ_{t=1}^τ is the last t, and no label of a class.
  const ends = nodes.flatMap((node) => (node.kind === "binder" && node.bounded ? [node.args[2] as Expr] : []));
  const others = new Set([
    ...indicesCompared(exprs, named),
    ...differentiatedTwiceBy(nodes),
    ...ends.flatMap((end) => (end.kind === "symbol" ? [end.name] : [])),
  ]);
  const compared = new Set([
    ...nodes.flatMap((node) =>
      isOp(node, "eq") || isOp(node, "ne") ? node.args.flatMap((arg) => (arg.kind === "symbol" ? [arg.name] : [])) : [],
    ),
    ...named.flatMap(({ name }) => (/^δ_\{?\p{L},?\p{L}\}?$/u.test(name) ? [...nameParts(name).sub.replace(",", "")] : [])),
  ]);
  // k of −A log π_k beside δ_{ak}, or "where $k$ is the action taken", unless W_{ak} x_k may be a sum over it.
  const spokenOf = new Set(exprs.flatMap((expr) => (expr.kind === "symbol" ? [expr.name] : [])));
  const factors = nodes.flatMap((node) => (isOp(node, "mul") ? [node.args.map((arg) => freeSymbols(arg).map(({ name }) => name))] : []));
  const isShared = (letter: string): boolean =>
    factors.some((each) => each.filter((names) => names.some((name) => nameParts(name).sub.includes(letter))).length > 1);
  const isTold = (letter: string): boolean => beyond.has(letter) && (compared.has(letter) || spokenOf.has(letter)) && !isShared(letter);
  const isIndex = (letter: string): boolean => bound.has(letter) || others.has(letter) || (/^[i-npqrs]$/.test(letter) && !isTold(letter));
  const alone = named
    .map(({ name }) => ({ letter: nameParts(name).sub, family: familyOf(name) }))
    .filter(({ letter }) => /^\p{L}$/u.test(letter));
  const counted = (isCounted: (letter: string) => boolean): Set<string> =>
    new Set(alone.filter(({ letter }) => isCounted(letter)).map(({ family }) => family));
  const isTime = (letter: string): boolean =>
    letter === "t" || named.some(({ name }) => new RegExp(`(?:^|,)${letter}[+-]\\d`).test(nameParts(name).sub));
  const basis = new Set([...ofBasis.values()].filter((letter) => !bound.has(letter)));
  const families = new Set([...ofBasis.keys()].map(familyOf));
  const [bySums, byAny] = [counted((letter) => bound.has(letter)), counted(isIndex)];
  // w of h_j = E_{wj} beside δ_{vw}: a row of what v runs over.
  const ofRows = named.flatMap(({ name }): Label[] => {
    const [letter = "", other = "", ...more] = nameParts(name).sub.replace(",", "");
    const isRow = more.length === 0 && /^\p{Ll}\p{Ll}$/u.test(letter + other) && beyond.has(letter) && compared.has(letter);
    const family = familyOf(name);
    const isCounted = named.some((each) => isEntryOf(family, each, letter));
    return isRow && !isIndex(letter) && isCounted ? [{ letter, family, isCompared: true }] : [];
  });
  return [
    ...ofRows,
    ...alone.flatMap(({ letter, family }): Label[] => {
      if (basis.has(letter) && !families.has(family)) return [{ letter, family, isCompared: true }];
      if (isIndex(letter) || !/^\p{Ll}$/u.test(letter)) return [];
      // k of h = E_k beside E_{ij} and δ_{ik}.
      const isRow =
        compared.has(letter) && beyond.has(letter) && !isShared(letter) && named.some((each) => isEntryOf(family, each, letter));
      if (isRow) return [{ letter, family, isCompared: true }];
      // c of θ_c beside δ_{ac}, which no definition has, is an index of steps.
      if (compared.has(letter) && byAny.has(family)) return beyond.has(letter) ? [{ letter, family, isCompared: true }] : [];
      return (bySums.has(family) || shares.has(family)) && !isTime(letter) ? [{ letter, family, isCompared: isTold(letter) }] : [];
    }),
  ];
}

/** c of q_k = (1 − ε) δ_{kc} + ε/K and of y_k = 𝟙[k = c]: a label, although nothing else has it as an index. */
function labelsOfDeltas({ definitions }: Scope, exprs: readonly Expr[]): Label[] {
  const hasDelta = definitions.some(({ name }) => nameParts(name).base === "δ");
  const bound = new Set(postorder(...exprs).flatMap((node) => (node.kind === "binder" ? [(node.args[0] as SymbolExpr).name] : [])));
  const defined = new Set(definitions.map(({ name }) => name));
  return definitions.flatMap(({ name, readings }) => {
    const own = nameParts(name).sub;
    const ofDeltas = freeSymbols(...readings).map((each) => /^δ_\{?(\p{Ll}),?(\p{Ll})\}?$/u.exec(each.name)?.slice(1) ?? []);
    const ofCases = postorder(...readings).map((node) =>
      isOp(node, "eq") || isOp(node, "ne") ? node.args.map((arg) => (arg.kind === "symbol" ? arg.name : "")) : [],
    );
    const isLabel = (letter: string | undefined): letter is string =>
      letter !== undefined && /^[a-ht-z]$/.test(letter) && !bound.has(letter) && !defined.has(letter);
    return [...(hasDelta ? [] : ofDeltas), ...ofCases].flatMap((letters): Label[] => {
      const [letter, ...more] = letters.filter((one) => one !== own);
      return letters.includes(own) && more.length === 0 && isLabel(letter) ? [{ letter, family: familyOf(name), isCompared: true }] : [];
    });
  });
}

/** The letters of indices that definitions have and their names have not. */
function lettersBeyond({ definitions }: Scope): ReadonlySet<string> {
  return new Set(
    definitions.flatMap(({ name, readings }) => {
      const own = nameParts(name).sub;
      return freeSymbols(...readings).flatMap((each) =>
        [...nameParts(each.name).sub].filter((letter) => /^\p{Ll}$/u.test(letter) && !own.includes(letter)),
      );
    }),
  );
}

/** p of p_w = e^{s_w} / Σ_k e^{s_k}: a share of a whole is of one that the sum runs over, and so is p_o. */
function sharesIn({ definitions }: Scope): ReadonlySet<string> {
  const isShare = ({ name, readings }: Definition): boolean => {
    const own = nameParts(name).sub;
    const isOwn = (each: SymbolExpr): boolean => nameParts(each.name).sub === own;
    const families = new Set(freeSymbols(...readings).flatMap((each) => (isOwn(each) ? [familyOf(each.name)] : [])));
    const sums = postorder(...readings).filter((node) => node.kind === "binder" && node.op === "sum");
    return sums.some((sum) => {
      const [index, body] = [sum.args[0] as SymbolExpr, sum.args.at(-1) as Expr];
      const isOfIndex = ({ name: each }: SymbolExpr): boolean => nameParts(each).sub === index.name && families.has(familyOf(each));
      return freeSymbols(body).some(isOfIndex);
    });
  };
  return new Set(definitions.filter((each) => !each.parameters && isShare(each)).map(({ name }) => familyOf(name)));
}

/** p and z of p = softmax(z): c of z_c and p_c is one of what they have entries for. */
function softenedIn({ definitions }: Scope): ReadonlySet<string> {
  return new Set(
    definitions.flatMap(({ name, parameters, readings: [body] }) => {
      const [argument] = body?.kind === "call" && body.name === "softmax" ? body.args : [];
      const of = argument && isOp(argument, "div") ? argument.args[0] : argument;
      return !parameters && of?.kind === "symbol" && nameParts(name).sub === "" && nameParts(of.name).sub === "" ? [name, of.name] : [];
    }),
  );
}

/** d and e of ∂²E/∂w_d ∂w_e: nobody picks the one and counts with the other. */
function differentiatedTwiceBy(nodes: readonly Expr[]): string[] {
  return nodes.flatMap((node) => {
    const [inner, outer] = node.kind === "derivative" ? (node.args as [Expr, SymbolExpr]) : [];
    const by = inner?.kind === "derivative" ? (inner.args[1] as SymbolExpr) : undefined;
    if (!by || !outer || familyOf(by.name) !== familyOf(outer.name)) return [];
    return [by, outer].map(({ name }) => nameParts(name).sub).filter((sub) => /^\p{Ll}$/u.test(sub));
  });
}

/** a and x of 𝟙[a = x], where both stand in subscripts and neither is what people count with: each runs through the same. */
function indicesCompared(exprs: readonly Expr[], named: readonly SymbolExpr[]): string[] {
  const subscripts = new Set(named.map(({ name }) => nameParts(name).sub));
  const bound = new Set(postorder(...exprs).flatMap((node) => (node.kind === "binder" ? [(node.args[0] as SymbolExpr).name] : [])));
  return postorder(...exprs).flatMap((node) => {
    const letters = isOp(node, "eq") || isOp(node, "ne") ? node.args.flatMap((arg) => (arg.kind === "symbol" ? [arg.name] : [])) : [];
    // Of w and y in Σ_{w ≠ y} the one runs through what the other is one of.
    const areAlike = letters.length === 2 && bound.has(letters[0] as string) === bound.has(letters[1] as string);
    return areAlike && letters.every((letter) => /^[a-hu-z]$/.test(letter) && subscripts.has(letter)) ? letters : [];
  });
}

interface Label {
  readonly letter: string;
  readonly family: string;
  readonly isCompared: boolean;
}

/** What names with different indices share. */
const familyOf = (name: string): string => nameOf({ ...nameParts(name), sub: "" });

/** E_{ij} of E, without k. */
const isEntryOf = (family: string, { name }: SymbolExpr, letter: string): boolean =>
  familyOf(name) === family && /^\p{Ll},?\p{Ll}$/u.test(nameParts(name).sub) && !name.includes(letter, family.length);

/** Whether its subscript is of letters, and one of them is no label. */
function isCountedByOthers(name: string, labels: ReadonlySet<string>): boolean {
  const { sub } = nameParts(name);
  return /^\p{Ll}(?:,?\p{Ll})*$/u.test(sub) && [...sub.replaceAll(",", "")].some((letter) => !labels.has(letter));
}

/** The letters of names like those of which a table picks: v and d of E_{vd} beside E_{c_n d}. */
function lettersBeside(named: readonly SymbolExpr[]): string[] {
  const bases = new Set(named.filter(({ name }) => nameParts(name).sub.includes("_")).map(({ name }) => familyOf(name)));
  return named.flatMap((each) => {
    const { sub } = nameParts(each.name);
    return bases.has(familyOf(each.name)) && /^\p{Ll}(?:,?\p{Ll})*$/u.test(sub) && sub.replaceAll(",", "").length <= 3
      ? [...sub.replaceAll(",", "")]
      : [];
  });
}

/** The names of which a table picks rows, with fewer indices than they have axes: E of E_{w_t}. */
export function pickedRows(exprs: readonly Expr[]): readonly string[] {
  const found = freeSymbols(...exprs).filter(({ name }) => {
    const items = partsOfSubscript(nameParts(name).sub);
    return items?.length === 1 && items[0]?.kind === "pick";
  });
  return [...new Set(found.map(({ name }) => familyOf(name)))];
}
