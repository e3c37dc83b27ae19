/** The numeric core: networks, finite differences, gradient checks. `import … from "gradproof/network"`. */
export { activations } from "./network/activation.ts";
export { type DataSet, type Idx, clouds, digits, oneHot, readIdx, samples } from "./network/data.ts";
export {
  type Difference,
  type DifferenceMethod,
  type DifferenceOptions,
  type Order,
  type ScalarFunction,
  difference,
  orderOf,
} from "./network/difference.ts";
export { NetworkError } from "./network/error.ts";
export {
  type GradcheckOptions,
  type GradcheckResult,
  type Mismatch,
  type Pattern,
  gradcheck,
  gradcheckProduct,
} from "./network/gradcheck.ts";
export { initialisations } from "./network/initialise.ts";
export { losses } from "./network/loss.ts";
export { type Backward, type Forward, type Layer, Network, type NetworkOptions } from "./network/network.ts";
export { type NetworkGradcheck, type ParameterMismatch, checkNetwork } from "./network/network-gradcheck.ts";
export { optimisers } from "./network/optimiser.ts";
export { loadNetwork, saveNetwork } from "./network/save.ts";
export { type NetworkSummary, summaryOf, summaryText } from "./network/summary.ts";
export { type Epoch, type History, type TrainOptions, accuracyOf, train } from "./network/train.ts";
