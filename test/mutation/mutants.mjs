/**
 * Every mutant of a source file, all in one text: `alive(id)` says at run time which of them it is. What is changed is
 * generated, not chosen: comparisons and conditions are turned round, and in the tables of mathematics signs,
 * coefficients, exponents, operations and conditions are changed.
 */
import ts from "typescript";

const COMPARISONS = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
const CONNECTIVES = new Map([
  [ts.SyntaxKind.AmpersandAmpersandToken, "||"],
  [ts.SyntaxKind.BarBarToken, "&&"],
]);
/** Names in the tables: an operation or constant, and what stands in its place. */
const SWAPS = new Map([
  ["add", "mul"],
  ["sub", "add"],
  ["mul", "add"],
  ["div", "mul"],
  ["one", "two"],
  ["two", "one"],
  ["zero", "one"],
  ["half", "two"],
  ["positive", "nonzero"],
  ["nonzero", "positive"],
  ["lt", "le"],
  ["le", "lt"],
]);
const NAMES = [...new Set([...SWAPS.keys(), ...SWAPS.values()])].filter((name) => name !== "half");

/** { text, mutants }: the instrumented source, and where and what each mutant is; ids count from `first`. */
export function instrument(file, source, { first, rows, code }) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const mutants = [];
  const make = (node, what) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    mutants.push({ id: first + mutants.length, file, line: line + 1, what, text: node.getText(tree).slice(0, 80).replace(/\s+/g, " ") });
    return mutants.at(-1).id;
  };
  /** The node's text with what lies inside instrumented. */
  const inner = (node) => {
    let out = "";
    let at = node.getStart(tree);
    for (const child of node.getChildren(tree)) {
      const start = child.getStart(tree);
      out += source.slice(at, start) + emit(child);
      at = child.getEnd();
    }
    return out + source.slice(at, node.getEnd());
  };
  /** As it stands; every place is to be one mutant only. */
  const plain = (node) => source.slice(node.getStart(tree), node.getEnd());
  const emit = (node) => {
    if (isTypeOnly(node) || (rows && isSampleRange(node, tree))) return source.slice(node.getStart(tree), node.getEnd());
    if (node.getChildCount(tree) === 0) return leaf(node);
    if (rows && isConditionList(node, tree)) return conditions(node, make, emit);
    const text = inner(node);
    if (code && ts.isBinaryExpression(node)) {
      if (COMPARISONS.has(node.operatorToken.kind)) return `((${text}) !== alive(${make(node, "turned round")}))`;
      const other = CONNECTIVES.get(node.operatorToken.kind);
      if (other)
        return either(
          make(node, `${node.operatorToken.getText(tree)} → ${other}`),
          `(${plain(node.left)}) ${other} (${plain(node.right)})`,
          text,
        );
    }
    if (code && ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      return `((${text}) !== alive(${make(node, "! left out")}))`;
    if (rows && ts.isCallExpression(node) && node.expression.getText(tree) === "neg" && node.arguments.length === 1)
      return either(make(node, "sign"), plain(node.arguments[0]), text);
    return text;
  };
  const leaf = (node) => {
    const text = source.slice(node.getStart(tree), node.getEnd());
    if (code && (text === "true" || text === "false") && ts.isExpression(node)) return `(${text} !== alive(${make(node, "turned round")}))`;
    if (!rows || isName(node) || isInType(node)) return text;
    if (ts.isNumericLiteral(node)) return either(make(node, `${text} → ${text} + 1`), `${text} + 1`, text);
    if (ts.isBigIntLiteral(node)) return either(make(node, `${text} → ${text} + 1n`), `${text} + 1n`, text);
    if (ts.isIdentifier(node) && SWAPS.has(text)) return either(make(node, `${text} → ${SWAPS.get(text)}`), swapped(text), text);
    return text;
  };
  const body = tree.statements
    .map((statement) => source.slice(statement.getFullStart(), statement.getStart(tree)) + emit(statement))
    .join("");
  const imports = rows ? `import * as EXPR from "${rows}";\n` : "";
  return { text: `${imports}const { alive } = globalThis.mutation;\n${body}\n`, mutants };
}

const either = (id, mutant, original) => `(alive(${id}) ? (${mutant}) : (${original}))`;
const swapped = (name) => (NAMES.includes(SWAPS.get(name)) ? `(EXPR.${SWAPS.get(name)} as any)` : SWAPS.get(name));

/** `sample: [a, b]` says where the tests look: no mathematics. */
function isSampleRange(node, tree) {
  return ts.isPropertyAssignment(node) && node.name.getText(tree) === "sample";
}

/** `where: [a, b]` of a row. */
function isConditionList(node, tree) {
  return (
    ts.isArrayLiteralExpression(node) &&
    node.elements.length > 0 &&
    ts.isPropertyAssignment(node.parent) &&
    node.parent.name.getText(tree) === "where"
  );
}

/** The list without one of its conditions, for each of them. */
function conditions(node, make, emit) {
  const kept = node.elements.map((element) => `...(alive(${make(element, "condition left out")}) ? [] : [${emit(element)}])`);
  return `[${kept.join(", ")}]`;
}

function isTypeOnly(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node)
  );
}

/** A declared name, a property name, a label: nothing that has a value of its own there. */
function isName(node) {
  const { parent } = node;
  return (
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isBindingElement(parent) ||
    ((ts.isVariableDeclaration(parent) || ts.isFunctionDeclaration(parent) || ts.isParameter(parent)) && parent.name === node)
  );
}

function isInType(node) {
  for (let at = node.parent; at; at = at.parent) if (ts.isTypeNode(at)) return true;
  return false;
}
