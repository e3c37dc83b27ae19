/** The playground in a real browser, served as `gradproof playground` serves it. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { installed, violationsOn } from "./browser.ts";

const program = new URL("../../dist/cli/main.js", import.meta.url).pathname;
const fixture = (path: string): string => readFileSync(new URL(`../../derivations/${path}`, import.meta.url), "utf8");

let browser: Browser;
let server: ChildProcess;
let address = "";
const contexts: BrowserContext[] = [];

async function visit(path = "", options: BrowserContextOptions = {}): Promise<Page & { readonly problems: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on(
    "request",
    (request) => !request.url().startsWith(address) && !/^(?:data|blob):/.test(request.url()) && problems.push(request.url()),
  );
  await page.goto(address + path);
  await page.locator(".line-mark:visible").first().waitFor();
  return Object.assign(page, { problems });
}

const source = (page: Page): Promise<string> =>
  page.evaluate(`[...document.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\\n")`) as Promise<string>;

/** Puts a text into the editor as somebody would who pastes it. */
async function paste(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.evaluate(`(() => {
    const data = new DataTransfer();
    data.setData("text/plain", ${JSON.stringify(text)});
    document.querySelector(".cm-content").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  })()`);
}

const status = (page: Page): ReturnType<Page["locator"]> => page.locator("#status");
const RIGHT = "$$\ny = x^2\n$$\n\n$$\n\\frac{dy}{dx} = 2x\n$$\n";
const WRONG = "$$\ny = x^2\n$$\n\n$$\n\\frac{dy}{dx} = 3x\n$$\n";

describe.skipIf(!installed)(`the playground in ${installed ?? "a browser: none is installed"}`, () => {
  beforeAll(async () => {
    server = spawn(process.execPath, [program, "playground", "--no-open"], { stdio: ["ignore", "pipe", "inherit"] });
    address = await new Promise<string>((resolve) =>
      server.stdout?.once("data", (text: Buffer) => resolve(String(text).split("\n")[0] as string)),
    );
    browser = await chromium.launch({ executablePath: installed as string, args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    server?.kill();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  it("shows a document with its marks at first, and loads nothing from elsewhere", async () => {
    const page = await visit();
    await expect.poll(() => page.locator("#document li[data-verdict=refuted][data-line]").count()).toBeGreaterThan(0);
    expect(page.problems).toEqual([]);
  });

  it("marks the line on which an error is typed into a right derivation", async () => {
    const page = await visit();
    await paste(page, RIGHT);
    await page.locator("#document li[data-verdict=proved][data-line='6']").waitFor();
    await page.locator(".cm-line").nth(5).click();
    await page.keyboard.press("End");
    await page.keyboard.type(" x");
    await page.locator("#document li[data-verdict=refuted][data-line='6']").waitFor();
    await page.locator(".line-mark[data-verdict=refuted]").waitFor();
    await expect.poll(() => status(page).textContent()).toContain("1 refuted (line 6)");
    await page.keyboard.press("ControlOrMeta+z");
    await page.locator("#document li[data-verdict=proved][data-line='6']").waitFor();
  });

  it("puts a correction in, which holds, and takes it back", async () => {
    const page = await visit();
    await paste(page, WRONG);
    await page.locator("#document li[data-line='6'] button.correct").click();
    await page.locator("#document li[data-verdict=proved][data-line='6']").waitFor();
    expect(await source(page)).toBe(WRONG.replace("3x", "2 x"));
    await page.keyboard.press("ControlOrMeta+z");
    await page.locator("#document li[data-verdict=refuted]").waitFor();
    expect(await source(page)).toBe(WRONG);
  });

  it("opens examples, right and wrong", async () => {
    const page = await visit();
    await page.locator("#examples").selectOption("sigmoid-graph");
    await page.locator("#document h1", { hasText: /graph/i }).waitFor();
    await expect.poll(() => page.locator("#document li[data-verdict=proved]").count()).toBeGreaterThan(3);
    await expect.poll(() => page.locator("#document li[data-verdict=refuted]").count()).toBe(0);
    await page.locator("#examples").selectOption("wrong/sigmoid-graph");
    await expect.poll(() => page.locator("#document li[data-verdict=refuted]").count()).toBeGreaterThan(0);
  });

  it("shares a document in the link's fragment alone", async () => {
    const page = await visit();
    await paste(page, `${RIGHT}\n한국어 — ∂\n`);
    await page.locator("#share").click();
    await expect.poll(() => page.url()).toContain("#markdown=");
    const other = await visit(page.url().slice(address.length));
    expect(await source(other)).toBe(`${RIGHT}\n한국어 — ∂\n`);
    const cut = await visit(page.url().slice(address.length, -9));
    await expect.poll(() => cut.locator("#notice").textContent()).toContain("cut off");
    await page.evaluate(`location.hash = "markdown=%%%"`);
    expect(await source(page)).toContain("한국어");
  });

  it("keeps the text for the next visit", async () => {
    const page = await visit();
    await paste(page, WRONG);
    await page.locator("#document li[data-verdict=refuted][data-line='6']").waitFor();
    await page.goto(address);
    await page.locator("#document li[data-verdict=refuted][data-line='6']").waitFor();
    expect(await source(page)).toBe(WRONG);
  });

  it("reads files that are dropped on it", async () => {
    const page = await visit();
    const drop = (name: string, text: string): Promise<unknown> =>
      page.evaluate(`(() => {
        const data = new DataTransfer();
        data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
        document.querySelector(".cm-content").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      })()`);
    await drop("a.tex", "\\section{One}\n\\[ y = x^2 \\]\n\\[ \\frac{dy}{dx} = 3x \\]\n");
    await page.locator("#document li[data-verdict=refuted][data-line='3']").waitFor();
    expect(await page.locator("#language").inputValue()).toBe("tex");
    const cell = { cell_type: "markdown", metadata: {}, source: ["$$y = x^3$$\n", "$$\\frac{dy}{dx} = 3x^2$$"] };
    await drop("b.ipynb", JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1));
    await page.locator("#document li[data-verdict=proved]").waitFor();
    await drop("c.exe", "x");
    await expect.poll(() => page.locator("#notice").textContent()).toContain(".ipynb");
  });

  it("loads no more than 400 KB, compressed, until there are marks", async () => {
    const context = await browser.newContext();
    contexts.push(context);
    const bodies: Promise<Buffer>[] = [];
    context.on("response", (response) => {
      if (!/\.(?:woff2?|ttf)$/.test(response.url())) bodies.push(response.body());
    });
    const page = await context.newPage();
    await page.goto(address);
    await page.locator("#document .verdict").first().waitFor();
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body, { level: 9 }).length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(400_000);
  });

  it("fetches the words of other letters with the first page that has some", async () => {
    const context = await browser.newContext();
    contexts.push(context);
    const loaded: string[] = [];
    context.on("response", (response) => loaded.push(response.url()));
    const page = await context.newPage();
    await page.goto(address);
    await page.locator("#document .verdict").first().waitFor();
    expect(loaded.filter((url) => /\/worker-/.test(url))).toEqual([]);
    await paste(page, "$x > 0$일 때 $f(x) = x$이고 $x < 0$일 때 $f(x) = 0$이다. $x < 0$이면 $f'(x) = 1$이다.");
    await expect.poll(() => loaded.filter((url) => /\/worker-/.test(url)).length).toBe(1);
    await expect.poll(() => page.locator("#document li[data-verdict=refuted]").count()).toBe(1);
  });

  it("fetches the proof for all sizes with the first page that asks for one, and else while nobody waits", async () => {
    const page = await visit();
    const loaded: string[] = [];
    page.on("response", (response) => loaded.push(response.url()));
    const parts = (): number => loaded.filter((url) => /\/all-sizes-/.test(url)).length;
    expect(parts()).toBe(0);
    await paste(page, "$$\nf = x^\\top A x\n$$\n\n$$\n\\nabla_x f = A x + A^\\top x\n$$\n");
    const mark = page.locator("#document li[data-verdict=proved][data-line='6']");
    await mark.waitFor();
    expect(await mark.textContent()).toContain("for all sizes");
    expect(parts()).toBe(1);
    const other = await visit();
    await other.waitForResponse(/\/all-sizes-/);
    await other.context().setOffline(true);
    await paste(other, "$$\ng = a^\\top b\n$$\n\n$$\n\\nabla_a g = b\n$$\n");
    await other.locator("#document li[data-verdict=proved][data-line='6']").waitFor();
  });

  it("speaks both languages", async () => {
    const page = await visit();
    await page.locator("#words").click();
    await expect.poll(() => page.locator("#document .verdict").first().textContent()).toMatch(/증명됨|틀림/);
    expect(await page.locator("html").getAttribute("lang")).toBe("ko");
    const words = (await page.evaluate(
      `document.querySelector("header").textContent + document.querySelector(".tabs").textContent`,
    )) as string;
    expect(words).toContain("공유");
    expect(words).not.toMatch(/Share|Download|Tour|Derive/);
    await paste(page, "$$y = x^2$$\n\n$$\\frac{dy}{dx} = q(x)$$\n\n$$\\frac{dy}{dx} = -2x$$\n");
    const shown = page.locator("#document dl.about");
    await expect.poll(() => shown.first().textContent()).toContain("q의 정의가 이 문서에 없습니다");
    await expect.poll(() => shown.last().textContent()).toContain("부호가 틀렸습니다");
    await page.reload();
    await page.locator(".line-mark:visible").first().waitFor();
    expect(await page.locator("#tab-derive").textContent()).toBe("유도하기");
  });

  it("draws the graph, and writes derivations that can be inserted", async () => {
    const page = await visit();
    await page.locator("#examples").selectOption("chain-rule");
    await page.locator("#tab-graph").click();
    await page.locator("#graph svg").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.locator("#derive select").first().waitFor();
    await expect.poll(() => page.locator("#derive option").count()).toBeGreaterThan(5);
    await page.locator("#derive .row button").click();
    await page.locator("#derive section .katex").first().waitFor();
    const before = Number(/(\d+) proved/.exec((await status(page).textContent()) ?? "")?.[1]);
    await page.locator("#derive button", { hasText: "Insert" }).click();
    await expect.poll(async () => Number(/(\d+) proved/.exec((await status(page).textContent()) ?? "")?.[1])).toBeGreaterThan(before);
    expect(await status(page).textContent()).not.toMatch(/refuted|undecided|unreadable/);
  });

  it("downloads the document in each form", async () => {
    const page = await visit();
    await paste(page, WRONG);
    await page.locator("#document li[data-verdict=refuted][data-line='6']").waitFor();
    const content = async (form: string): Promise<string> => {
      await page.locator("#download summary").click();
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-download=${form}]`).click()]);
      return readFileSync(await download.path(), "utf8");
    };
    expect(await content("markdown")).toBe(WRONG);
    expect(await content("tex")).toContain("\\[\n\\frac{dy}{dx} = 3x\n\\]");
    expect(JSON.parse(await content("json"))).toMatchObject({ version: 1, summary: { refuted: 1 } });
    const html = await content("html");
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("font/woff2;base64");
  });

  it("works without a network once it is there", async () => {
    const page = await visit();
    await page.context().setOffline(true);
    await paste(page, WRONG);
    await page.locator("#document li[data-verdict=refuted][data-line='6']").waitFor();
  });

  it("shows hostile text, and does nothing that it says", async () => {
    const page = await visit();
    await paste(
      page,
      `# <script>document.title = "x"</script><img src=x onerror="document.title='x'">\n\n[a](javascript:alert(1)) $\\href{javascript:alert(1)}{x} = x$ $\\htmlData{x=y}{z} = z$\n\n$$\n\\text{<img src=x onerror=alert(1)>} x = x\n$$\n\n${RIGHT.replaceAll("x", "u")}`,
    );
    // The last step of this text, and none of the document that was there before it.
    await page.locator("#document li[data-verdict=proved][data-line='14']").waitFor();
    expect(await page.title()).toBe("gradproof playground");
    expect(await page.locator("#document script, #document img, #document a[href^=javascript]").count()).toBe(0);
    expect(page.problems).toEqual([]);
  });

  it("stays usable after a megabyte, and loses nothing of it", async () => {
    const page = await visit();
    await paste(page, "$x + x = 2x$ and words. \n".repeat(45_000));
    await paste(page, RIGHT);
    await page.locator("#document li[data-verdict=proved][data-line='6']").waitFor({ timeout: 25_000 });
    expect(await source(page)).toBe(RIGHT);
  }, 60_000);

  it("cuts a runaway step off, says so, and goes on with the rest", async () => {
    const page = await visit("?limit=1500");
    const slow = `$$\ny = ${"(x+1)^2".repeat(3000)}\n$$\n\n$$\n\\frac{dy}{dx} = 3000(x+1)^{2999}\n$$\n\n`;
    await paste(page, slow + RIGHT.replaceAll("y", "u"));
    const cut = page.locator("#document li[data-verdict=undecided][data-line='6']");
    await cut.waitFor({ timeout: 25_000 });
    expect(await cut.textContent()).toContain("took longer than 1.5 seconds");
    await page.locator("#document li[data-verdict=proved][data-line='14']").waitFor();
    expect((await source(page)).length).toBeGreaterThan(100);
  }, 60_000);

  it("says of what cannot be read where and why", async () => {
    const page = await visit();
    await paste(page, `$$\ny = \\frac{1}{\n$$\n\n${RIGHT}`);
    const mark = page.locator("#document li[data-verdict=unreadable]");
    await mark.waitFor();
    expect(await mark.textContent()).toContain("line");
    await page.locator(".line-mark[data-verdict=unreadable]").waitFor();
  });

  it("leads through in five steps", async () => {
    const page = await visit();
    await page.locator("#tour").click();
    for (let step = 1; step <= 5; step++) {
      // It is loaded when it is asked for.
      await expect.poll(() => page.locator("#guide-place").textContent()).toBe(`${step} / 5`);
      await page.keyboard.press("Enter");
    }
    expect(await page.locator("#guide").isVisible()).toBe(false);
  });

  it.each([
    ["light", 1200, "en"],
    ["dark", 1200, "ko"],
    ["light", 375, "ko"],
    ["dark", 375, "en"],
  ] as const)(
    "has no axe-core violation: %s, %d px, %s",
    async (colorScheme, width, lang) => {
      const page = await visit("", {
        colorScheme,
        viewport: { width, height: 800 },
        locale: lang === "ko" ? "ko-KR" : "en-GB",
        bypassCSP: true,
      });
      await paste(page, fixture("wrong/sigmoid-graph.md"));
      for (const view of width < 500 ? ["source", "result"] : ["both"]) {
        if (view !== "both") await page.locator(`button[data-view=${view}]`).click();
        for (const tab of view === "source" ? ["source"] : ["document", "graph", "derive"]) {
          if (view !== "source") await page.locator(`#tab-${tab}`).click();
          if (tab === "graph") await page.locator("#graph svg").waitFor();
          if (tab === "derive") {
            await expect.poll(() => page.locator("#derive option").count()).toBeGreaterThan(4);
            await page.locator("#derive .row button").click();
            await page.locator("#derive section").waitFor();
          }
          expect(await violationsOn(page), `${view} ${tab}`).toEqual([]);
          expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBe(0);
        }
      }
    },
    60_000,
  );
});
