/**
 * Line breaks, controls of a terminal (Cc), and invisible characters and changes of text direction (Cf). Names that
 * strangers give to files and objects may hold them, and PostgreSQL quotes such names in its errors.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text with every hidden character escaped as in JSON. So it stays one line, shows what is in it, and cannot control
 * a terminal. JSON stays the same JSON.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, escape);
}

function escape(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
