/** Tabs as keyboards and screen readers know them: arrows move, the chosen one alone is in the order of Tab. */
export function tabs(chosen: (id: string) => void): void {
  const all = [...document.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const choose = (tab: HTMLButtonElement): void => {
    for (const each of all) {
      const isChosen = each === tab;
      each.setAttribute("aria-selected", String(isChosen));
      each.tabIndex = isChosen ? 0 : -1;
      const pane = document.getElementById(each.getAttribute("aria-controls") ?? "");
      if (pane) pane.hidden = !isChosen;
    }
    chosen(tab.getAttribute("aria-controls") ?? "");
  };
  for (const [i, tab] of all.entries()) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
      const next = all[(i + step + all.length) % all.length];
      if (step === 0 || !next) return;
      next.focus();
      choose(next);
    });
  }
}
