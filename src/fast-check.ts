/** Arbitraries for fast-check. `import … from "gradproof/fast-check"`. */
export { type DerivationDocument, type Mistake, derivationDocument, mistake } from "./testing/document.ts";
export {
  type ExpressionOptions,
  type FunctionAtPoint,
  expression,
  functionAtPoint,
  point,
  pointInside,
  tensor,
} from "./testing/expression.ts";
export { type GradientPropertyOptions, gradientProperty } from "./testing/gradient-property.ts";
export { type NetworkArbitraryOptions, type NetworkWithData, networkWithData } from "./testing/network.ts";
