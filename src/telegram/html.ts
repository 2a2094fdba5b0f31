import { cleanText } from "../shop/mod.ts";

/** Escapes a text for Telegram's HTML, without what must not be in it: a legacy shop's words were never checked. */
export function escapeHtml(text: string): string {
  return cleanText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
