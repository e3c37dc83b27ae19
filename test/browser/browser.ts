/** The browser that is installed, if one is, and axe-core to run in it. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

export const installed = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RUN = `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 160))))`;

/** What axe-core finds wrong with a page: rules with the elements that break them. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return (await page.evaluate(RUN)) as string[];
}
