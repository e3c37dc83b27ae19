import { describe, expect, it } from "vitest";
import { checkDocument } from "../../src/index.ts";

describe("what a name comes to where a derivative is zero", () => {
  it.each([
    [String.raw`$f = x^2 y$. Setting $\frac{\partial f}{\partial x} = 0$ gives $3x = 0$.`, "y != 0"],
    [String.raw`$f = \frac12 (a w - y)^2$. Setting $\frac{\partial f}{\partial w} = 0$ gives $a w = y$.`, "a != 0"],
  ])("%s holds where %s", (text, condition) => {
    const [step] = checkDocument(`${text}\n`).statements.at(-1)?.steps ?? [];
    expect(step?.verdict).toBe("proved");
    expect(step?.assumptions).toContain(condition);
  });
});
