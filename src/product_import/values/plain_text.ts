/*
 * Shops of the web export their texts as HTML: Shopify's `Body (HTML)`, WooCommerce's `Description`. A message of the shop shows
 * text. So tags become line breaks or nothing, and entities become characters.
 */

/** A tag that people write. `a < b` and `<3` are none. */
const TAG =
  /<\/?(?:p|br|div|span|ul|ol|li|b|strong|i|em|u|s|h[1-6]|a|img|table|t[rdh]|tbody|thead|font|hr|blockquote|meta|style|script|iframe|video|figure|section|article|small|su[bp]|pre|code|center|dl|d[dt])\b[^<>]*>/i;
/** What no reader sees. */
const HIDDEN = /<!--.*?-->|<(style|script|iframe|video)\b.*?<\/\1\s*>/gis;
/** Ends a paragraph, or a line. */
const PARAGRAPH =
  /<\/?(?:p|ul|ol|dl|h[1-6]|table|blockquote|figure|section|article|pre)\b[^<>]*>/gi;
const LINE = /<(?:br|hr)\b[^<>]*>|<\/?(?:div|tr|li|d[dt]|center)\b[^<>]*>/gi;
const ITEM = /<li\b[^<>]*>/gi;

/** The names of U+00A0 to U+00FF, in order (html.spec.whatwg.org, "Named character references"). */
const LATIN =
  ("nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para " +
    "middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute " +
    "Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml " +
    "Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml " +
    "eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml")
    .split(" ");

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...LATIN.map((name, n): [string, string] => [name, String.fromCharCode(0xa0 + n)]),
  ...Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", euro: "€", hellip: "…" }),
  ...Object.entries({ ndash: "–", mdash: "—", lsquo: "‘", rsquo: "’", sbquo: "‚", ldquo: "“" }),
  ...Object.entries({ rdquo: "”", bdquo: "„", bull: "•", trade: "™", OElig: "Œ", oelig: "œ" }),
]);

/** A text as people read it: without tags and entities. WooCommerce writes a line break as `\n`. */
export function plainText(text: string): string {
  const lines = text.includes("\n") ? text : text.replaceAll(/(?<!\\)\\n/g, "\n");
  return withoutEntities(TAG.test(lines) ? withoutTags(lines) : lines).replaceAll("\u00a0", " ");
}

/** In HTML, a line break is a space. */
function withoutTags(html: string): string {
  return html.replace(HIDDEN, "").replace(/\s+/g, " ")
    .replace(ITEM, "\n• ").replace(PARAGRAPH, "\n\n").replace(LINE, "\n")
    .replace(/<\/t[dh]\s*>/gi, " ").replace(/<\/?[a-z][^<>]*>/gi, "")
    .replace(/ *\n */g, "\n").replace(/\n*(?=\n• )/g, "").replace(/\n{3,}/g, "\n\n").trim();
}

/** A text with the characters that its entities mean. */
export function withoutEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,7}));/gi,
    (entity, decimal, hexadecimal, name) => {
      if (name !== undefined) return ENTITIES.get(name) ?? entity;
      return characterOf(decimal === undefined ? parseInt(hexadecimal, 16) : Number(decimal)) ??
        entity;
    },
  );
}

/** The numbers 128 to 159 mean characters of Windows-1252, as in every browser. */
function characterOf(code: number): string | undefined {
  if (code >= 0x80 && code < 0xa0) {
    return new TextDecoder("windows-1252").decode(Uint8Array.of(code));
  }
  const isText = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
  return isText ? String.fromCodePoint(code) : undefined;
}
