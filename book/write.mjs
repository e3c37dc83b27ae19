/**
 * `npm run book`: the derivations as a small book in dist/book, each page with its verdicts, its graph and its wrong twin,
 * and the twelve derivations of the 2-2-2 network as `derive` writes them.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const OUT = join(ROOT, "dist/book");
const lang = process.argv.includes("--lang=ko") ? "ko" : "en";
const TITLE = lang === "ko" ? "역전파 유도 모음" : "Derivations of backpropagation";
const CONTENTS = lang === "ko" ? "차례" : "Contents";

mkdirSync(OUT, { recursive: true });

function gradproof(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "dist/cli/main.js"), ...args], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status === 2 || status === null) throw new Error(`gradproof ${args.join(" ")}: ${stderr}`);
  return stdout;
}

const headingOf = (file) => /^#\s+(.*)$/m.exec(readFileSync(join(ROOT, file), "utf8"))?.[1] ?? file;
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** "w_11^{(2)}" and the others, in the order of the notes. */
const weights = (layer) => ["w_{11}", "w_{12}", "w_{21}", "w_{22}", "b_1", "b_2"].map((name) => `${name}^{(${layer})}`).join(", ");

const chapters = readdirSync(join(ROOT, "derivations"))
  .filter((name) => name.endsWith(".md"))
  .sort()
  .map((name) => {
    const files = [`derivations/${name}`, `derivations/wrong/${name}`].filter((file) => existsSync(join(ROOT, file)));
    return { page: name.replace(/\.md$/, ".html"), title: headingOf(files[0]), args: ["check", ...files, "--format", "html"] };
  });
const written = [
  { page: "written-output-layer.html", title: "Written by gradproof: the output layer", file: "output-layer", layer: 3 },
  { page: "written-hidden-layer.html", title: "Written by gradproof: the hidden layer", file: "hidden-layer", layer: 2 },
].map(({ page, title, file, layer }) => ({
  page,
  title,
  args: ["derive", "E", "--wrt", weights(layer), "--given", `derivations/${file}.md`, "--format", "html"],
}));

const pages = [...chapters, ...written];
for (const [i, { page, title, args }] of pages.entries()) {
  const [before, after] = [pages[i - 1], pages[i + 1]];
  const link = (to, mark) =>
    to ? `<a href="${to.page}">${mark === "←" ? "← " : ""}${escaped(to.title)}${mark === "→" ? " →" : ""}</a>` : "";
  const nav = `<nav aria-label="${CONTENTS}"><a href="index.html">${CONTENTS}</a> · ${link(before, "←")} · ${link(after, "→")}</nav>`;
  const html = gradproof(...args, "--lang", lang)
    .replace("<body>", `<body>\n${nav}`)
    .replace(/<title>.*?<\/title>/, `<title>${escaped(title)}</title>`);
  writeFileSync(join(OUT, page), html);
  process.stdout.write(`${page}\n`);
}

const { summary, documents } = JSON.parse(gradproof("check", "derivations", "--format", "json"));
const list = pages.map(({ page, title }) => `- [${title}](${page})`).join("\n");
const index = `# ${TITLE}\n\n${documents.length} documents: ${summary.proved} steps proved, ${summary.refuted} announced mistakes refuted.\n\n${list}\n`;
const source = join(OUT, "index.md");
writeFileSync(source, index);
writeFileSync(
  join(OUT, "index.html"),
  gradproof("render", source, "--lang", lang).replace(/<title>.*?<\/title>/, `<title>${TITLE}</title>`),
);
