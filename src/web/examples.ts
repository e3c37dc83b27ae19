/** The derivations that come with gradproof, right and with announced mistakes; each is loaded when it is chosen. */
const right = import.meta.glob<string>("../../derivations/*.md", { query: "?raw", import: "default" });
const wrong = import.meta.glob<string>("../../derivations/wrong/*.md", { query: "?raw", import: "default" });

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly isRight: boolean;
  readonly load: () => Promise<string>;
}

export const examples: readonly Example[] = [...listed(right, true), ...listed(wrong, false)];

function listed(files: Readonly<Record<string, () => Promise<string>>>, isRight: boolean): Example[] {
  return Object.entries(files).map(([path, load]) => {
    const name = path.replace(/^.*\//, "").replace(/\.md$/, "");
    return {
      id: `${isRight ? "" : "wrong/"}${name}`,
      title: name.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase()),
      isRight,
      load,
    };
  });
}
