import { badRequest } from "../errors.ts";
import type { Entity, FormattedText } from "./entity.ts";

/** Entity types by tag. `a` needs a target too, and `span` the class `tg-spoiler`. */
const ENTITY_BY_TAG: Readonly<Record<string, string>> = {
  a: "text_link",
  b: "bold",
  blockquote: "blockquote",
  code: "code",
  del: "strikethrough",
  em: "italic",
  i: "italic",
  ins: "underline",
  pre: "pre",
  s: "strikethrough",
  span: "spoiler",
  strike: "strikethrough",
  strong: "bold",
  "tg-spoiler": "spoiler",
  u: "underline",
};

interface OpenTag {
  readonly name: string;
  /** UTF-16 position in the text so far. */
  readonly offset: number;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Parses Telegram's HTML. Its refusals have the texts of TDLib's parse_html, with offsets in UTF-8 bytes
 * (td MessageEntity.cpp, read 2026-09).
 */
export function parseHtml(html: string): FormattedText {
  return new HtmlParser(html).parse();
}

class HtmlParser {
  readonly #html: string;
  readonly #open: OpenTag[] = [];
  readonly #entities: Entity[] = [];
  #text = "";
  #at = 0;

  constructor(html: string) {
    this.#html = html;
  }

  parse(): FormattedText {
    while (this.#at < this.#html.length) this.#step();
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) {
      throw unparsable(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
    }
    return { text: this.#text, entities: this.#entities };
  }

  #step(): void {
    if (this.#html.startsWith("</", this.#at)) this.#endTag();
    else if (this.#html[this.#at] === "<") this.#startTag();
    else if (this.#html[this.#at] === "&") this.#text += this.#reference();
    else this.#text += this.#html[this.#at++];
  }

  #startTag(): void {
    const begin = this.#at++;
    const name = this.#take(/[^\s>]*/y).toLowerCase();
    if (this.#at >= this.#html.length) throw this.#bad("Unclosed start tag", begin);
    if (!Object.hasOwn(ENTITY_BY_TAG, name)) {
      throw this.#bad(`Unsupported start tag "${name}"`, begin);
    }
    const attributes = this.#attributes(name, begin);
    if (name === "span" && attributes.get("class") !== "tg-spoiler") {
      throw this.#bad('Tag "span" must have class "tg-spoiler"', begin);
    }
    this.#open.push({ name, offset: this.#text.length, attributes });
  }

  #attributes(tag: string, begin: number): Map<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      this.#take(/\s*/y);
      if (this.#at >= this.#html.length) throw this.#bad(`Unclosed start tag "${tag}"`, begin);
      if (this.#html[this.#at] === ">") break;
      const name = this.#take(/[^\s=>]*/y).toLowerCase();
      if (name === "") throw this.#bad(`Empty attribute name in the tag "${tag}"`, begin);
      this.#take(/\s*/y);
      if (this.#html[this.#at] !== "=") {
        const where = `in declaration of an attribute of the tag "${tag}"`;
        throw this.#bad(`Expected equal sign ${where}`, begin);
      }
      this.#at++;
      attributes.set(name, this.#attributeValue(tag, begin));
    }
    this.#at++;
    return attributes;
  }

  #attributeValue(tag: string, begin: number): string {
    this.#take(/\s*/y);
    const quote = this.#html[this.#at];
    if (quote !== '"' && quote !== "'") return this.#take(/[A-Za-z0-9.-]*/y).toLowerCase();
    this.#at++;
    let value = "";
    while (this.#at < this.#html.length && this.#html[this.#at] !== quote) {
      value += this.#html[this.#at] === "&" ? this.#reference() : this.#html[this.#at++];
    }
    if (this.#at >= this.#html.length) throw this.#bad(`Unclosed start tag "${tag}"`, begin);
    this.#at++;
    return value;
  }

  #endTag(): void {
    const begin = this.#at;
    const tag = this.#open.pop();
    if (tag === undefined) throw this.#bad("Unexpected end tag", begin);
    this.#at += 2;
    const name = this.#take(/[^\s>]*/y).toLowerCase();
    this.#take(/\s*/y);
    if (this.#html[this.#at] !== ">") throw this.#bad("Unclosed end tag", begin);
    if (name !== "" && name !== tag.name) {
      const difference = `, expected "</${tag.name}>", found "</${name}>"`;
      throw this.#bad("Unmatched end tag", begin, difference);
    }
    this.#at++;
    this.#close(tag);
  }

  #close({ name, offset, attributes }: OpenTag): void {
    const length = this.#text.length - offset;
    if (length === 0) return;
    const place = { type: ENTITY_BY_TAG[name] ?? name, offset, length };
    if (name === "a") {
      const url = linkTarget(attributes.get("href") ?? this.#text.slice(offset));
      if (url !== undefined) this.#entities.push({ ...place, url });
    } else {
      this.#entities.push(place);
    }
  }

  /** Reads a character reference. Telegram knows numbers and four names; anything else stays as it is. */
  #reference(): string {
    const reference = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot));/iy;
    reference.lastIndex = this.#at;
    const [whole, decimal, hexadecimal, name] = reference.exec(this.#html) ?? [];
    if (whole === undefined) return this.#html[this.#at++] ?? "";
    this.#at += whole.length;
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? parseInt(hexadecimal ?? "", 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const taken = pattern.exec(this.#html)?.[0] ?? "";
    this.#at += taken.length;
    return taken;
  }

  #bad(problem: string, begin: number, detail = "") {
    const byteOffset = new TextEncoder().encode(this.#html.slice(0, begin)).length;
    return unparsable(`${problem} at byte offset ${byteOffset}${detail}`);
  }
}

const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

function unparsable(problem: string) {
  return badRequest(`Can't parse entities: ${problem}`);
}

/** A link needs a scheme or a host with a dot; Telegram silently drops any other target. */
function linkTarget(href: string): string | undefined {
  if (/^(https?|tg|ton):\/\/\S+$/i.test(href)) return new URL(href).href;
  const isHost = /^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(href);
  return isHost ? new URL(`http://${href}`).href : undefined;
}
