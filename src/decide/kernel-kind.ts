/** What expressions become polynomials over. */
import type { Expr } from "../expression/expr.ts";
import type { Polynomial } from "./polynomial.ts";

export type Kernel =
  | { readonly kind: "i" }
  | { readonly kind: "symbol"; readonly expr: Expr }
  | { readonly kind: "prime"; readonly value: bigint }
  /** exp of a polynomial; `real` where its argument is. */
  | { readonly kind: "exp"; readonly argument: Polynomial; readonly real: boolean; readonly unity: boolean }
  | { readonly kind: "log"; readonly argument: Polynomial }
  /** A sum of several terms that is raised to a negative, broken or large power. */
  | { readonly kind: "power"; readonly base: Polynomial }
  | {
      readonly kind: "function";
      readonly head: string;
      readonly args: readonly Polynomial[];
      readonly make: (args: readonly Expr[]) => Expr;
    };
