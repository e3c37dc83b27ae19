/** The browser that is installed, if one is, and axe-core to run in it. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

export const installed = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RUN = `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 160))))`;

/** A page rests when nothing is being judged and nothing of it has changed for so long, in milliseconds. */
const REST = 600;
const RESTING = `new Promise((resolve) => {
  const rests = () => document.querySelector("[data-busy]") === null;
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (rests() ? (changes.disconnect(), resolve()) : wait()), ${REST});
  };
  const changes = new MutationObserver(wait);
  changes.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  wait();
})`;

/**
 * What axe-core finds wrong with a page: rules with the elements that break them. It looks when the page rests: it
 * throws for an element that is taken out of the page while it looks.
 */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(RESTING);
  await page.evaluate(axe);
  return (await page.evaluate(RUN)) as string[];
}
