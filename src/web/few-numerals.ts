/** For the build: decimal.js without other bases, fractions, chance and decimal places, for which no enclosure asks. */
const METHODS =
  "toBinary toFraction toHexadecimal toNearest toOctal clampedTo toDecimalPlaces toExponential toFixed toPrecision cubeRoot logarithm modulo round truncated decimalPlaces";
const FUNCTIONS = "random hypot atan2 clamp sum sign log2 log10 log cbrt mod round ceil floor trunc";

const either = (names: string): string => `(?:${names.replaceAll(" ", "|")})`;
const LEFT_OUT = new RegExp(
  `^P\\.${either(METHODS)} .*?^\\};$|^function ${either(FUNCTIONS)}\\(.*?^\\}$|^ {2}Decimal\\.${either(FUNCTIONS)} = [^\\n]*$`,
  "gms",
);

export const withoutOtherNumerals = (code: string): string => code.replaceAll(LEFT_OUT, "");

/** The names that are left out of such code: of methods, and of functions of Decimal itself. */
export function leftOut(code: string): { readonly methods: readonly string[]; readonly functions: readonly string[] } {
  const found = code.match(LEFT_OUT) ?? [];
  const methods = found.flatMap((part) => [...(part.split("function")[0] ?? "").matchAll(/P\.(\w+) =/g)].flatMap(([, name]) => name ?? []));
  return { methods, functions: found.flatMap((part) => /^ {2}Decimal\.(\w+)/.exec(part)?.[1] ?? []) };
}
