/** Names as one line of Unicode where every index has a letter of its own: w_11^{(2)} is w₁₁⁽²⁾. For pictures, not for reading back. */
import { nameParts } from "../expression/name.ts";

const from = (plain: string, raised: string): ReadonlyMap<string, string> => {
  const [a, b] = [[...plain], [...raised]];
  return new Map(a.map((letter, i) => [letter, b[i] as string]));
};
const BELOW = from("0123456789+-()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ");
const ABOVE = from("0123456789+-()ijlnrst", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁱʲˡⁿʳˢᵗ");

export function nameToUnicode(name: string): string {
  const { base, sub, label } = nameParts(name);
  const below = written(sub.replaceAll(",", ""), BELOW);
  const above = written(label, ABOVE);
  return below === undefined || above === undefined ? name : base + below + above;
}

function written(text: string, letters: ReadonlyMap<string, string>): string | undefined {
  const found = [...text].map((letter) => letters.get(letter));
  return found.includes(undefined) ? undefined : found.join("");
}
