import { cleanText } from "../shop/mod.ts";
import { visible } from "../std/mod.ts";

/** The longest id that is shown whole, in characters. A message of five has room for them. */
const SHOWN_ID = 200;

/** Escapes a text for Telegram's HTML, without what must not be in it: a legacy shop's words were never checked. */
export function escapeHtml(text: string): string {
  return cleanText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** An id, to be copied, as Telegram HTML. Hidden characters are escaped: they may be all that tells two ids apart. */
export function code(id: string): string {
  const characters = [...visible(id)];
  const shown = characters.slice(0, SHOWN_ID).join("");
  return `<code>${escapeHtml(shown)}${characters.length > SHOWN_ID ? "…" : ""}</code>`;
}
