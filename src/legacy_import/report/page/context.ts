import type { ReportLine } from "../import_report.ts";
import type { Language } from "../language.ts";
import { code, type Html, html, words } from "./html.ts";
import type { PageWords } from "./page_words.ts";
import { wordsOf } from "./words.ts";

/** What every part of a page needs. */
export interface PageContext {
  readonly language: Language;
  readonly said: PageWords;
  /** The name of the file that has every line. */
  readonly source: string;
  /** A number, as the language writes it. */
  count(value: number): string;
}

/** Lists with more lines are folded, so that all their headings are seen at once. */
export const MOST_UNFOLDED = 20;

/** Creates the context of a page. */
export function createContext(language: Language, source: string): PageContext {
  return {
    language,
    said: wordsOf(language),
    source,
    count: (value) => value.toLocaleString(language),
  };
}

/** A product, as people and as rows name it. */
export function nameOf({ product, title }: Pick<ReportLine, "product" | "title">): Html {
  if (title === undefined || title === null) return code(product);
  return html`${words(title)}<span class="id">${code(product)}</span>`;
}

/** Which picture of its product a line is about. */
export function pictureOf(
  { image, picture }: Pick<ReportLine, "image" | "picture">,
  { said }: Pick<PageContext, "said">,
): string {
  return picture === undefined ? said.images[image] : said.pictureNumber(picture);
}

/** Compares as people count: 9 before 10. */
const { compare } = new Intl.Collator("en", { numeric: true });

/** Lines by their products. A run finishes them in any order. */
export function inOrder(lines: Iterable<ReportLine>): ReportLine[] {
  return [...lines].sort((one, other) =>
    compare(one.product, other.product) || (one.picture ?? 1) - (other.picture ?? 1)
  );
}

/** The beginning of a list that can be folded. */
export function foldable(
  heading: string,
  { count, isOpen }: { readonly count: number; readonly isOpen: boolean },
  context: PageContext,
): Html {
  const open = { html: isOpen ? " open" : "" };
  return html`
    <details class="box" ${open}>
      <summary>${heading}<span class="number">${context.count(count)}</span></summary>
  `;
}

/** Says that a list does not name all. */
export function moreLines(count: number, { said, source, ...context }: PageContext): Html {
  if (count <= 0) return html``;
  return html`
    <p class="about soft">${said.more(context.count(count), source)}</p>
  `;
}
