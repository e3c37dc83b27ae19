/** Pages in a real browser, where one is installed: nothing loaded, nothing wider than the screen, no axe-core violation. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installed, violationsOn } from "./browser.ts";

const program = new URL("../../dist/cli/main.js", import.meta.url).pathname;
const root = new URL("../../", import.meta.url).pathname;
let folder = "";
let browser: Browser;

function page(name: string, ...args: readonly string[]): string {
  const file = join(folder, name);
  spawnSync(process.execPath, [program, ...args, "--output", file], { cwd: root });
  return file;
}

describe.skipIf(!installed)(`pages in ${installed ?? "a browser: none is installed"}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradproof-pages-"));
    browser = await chromium.launch({ executablePath: installed as string, args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const hostile = (): string => {
    const file = join(folder, "hostile.md");
    writeFileSync(
      file,
      '# <script>document.title="x"</script>\n\n$\\href{javascript:alert(1)}{x} = x$ <img src=http://192.0.2.1/a.png>\n\n$$\n2x = x + x\n$$\n',
    );
    return file;
  };
  const pages: readonly (readonly [string, () => string])[] = [
    [
      "a right and a wrong page",
      () => page("report.html", "check", "derivations/output-layer.md", "derivations/wrong/output-layer.md", "--format", "html"),
    ],
    [
      "a page over matrices, in Korean",
      () => page("ko.html", "check", "derivations/wrong/attention.md", "--format", "html", "--lang", "ko"),
    ],
    [
      "a written derivation",
      () => page("derivation.html", "derive", "E", "--wrt", "w_{11}^{(2)}", "--given", "derivations/hidden-layer.md", "--format", "html"),
    ],
    ["a hostile page", () => page("hostile.html", "check", hostile(), "--format", "html")],
    ["a rendered page", () => page("render.html", "render", "derivations/softmax.md")],
  ];
  it.each(pages)("%s", async (_, make) => {
    const file = make();
    for (const colorScheme of ["light", "dark"] as const)
      for (const width of [1000, 375]) {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
        const tab = await context.newPage();
        const problems: string[] = [];
        tab.on("console", (message) => message.type() === "error" && problems.push(message.text()));
        tab.on("request", (request) => !/^(file|data):/.test(request.url()) && problems.push(request.url()));
        await tab.goto(pathToFileURL(file).href);
        const violations = await violationsOn(tab);
        const overflow = await tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        const title = await tab.title();
        await context.close();
        expect({ violations, problems, overflow }, `${colorScheme} ${width}`).toEqual({ violations: [], problems: [], overflow: 0 });
        expect(title).not.toBe("x");
      }
  });
});
