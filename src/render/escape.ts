/** Text that becomes part of markup. */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Characters that XML cannot hold are shown as the replacement character. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu;

export function escapeHtml(text: string): string {
  return text.replaceAll(UNPRINTABLE, "\uFFFD").replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] as string);
}
