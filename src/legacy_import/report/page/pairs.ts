import type { ReportLine } from "../import_report.ts";
import type { Preview } from "../previews.ts";
import { nameOf, type PageContext, pictureOf } from "./context.ts";
import { code, type Html, html, NOTHING } from "./html.ts";

/** A picture, and how it looked before and after. */
export type Pair = readonly [ReportLine, Preview];

/** Pictures before and after. */
export function* writePairs(
  pairs: readonly Pair[],
  dryRun: boolean,
  context: PageContext,
): Generator<Html> {
  if (pairs.length === 0) return;
  const { said } = context;
  yield html`
    <section>
      <h2>${said.beforeAndAfter}</h2>
      <p class="soft">${dryRun ? said.beforeAndAfterDry : said.beforeAndAfterAbout}</p>
      <div class="pairs">
  `;
  for (const pair of pairs) yield writePair(pair, context);
  yield html`
    </div>
    </section>
  `;
}

function writePair([line, { before, after }]: Pair, context: PageContext): Html {
  const { said } = context;
  const file = line.file === undefined
    ? NOTHING
    : html`<span class="tried">${code(line.file)}</span>`;
  const number = line.picture === undefined
    ? NOTHING
    : html`<span class="tried">${pictureOf(line, context)}</span>`;
  return html`
    <figure>
      <div class="pair">
    ${writePicture(before, said.before, context)}
    ${writePicture(after, said.after, context)}
      </div>
      <figcaption>${nameOf(line)}${number}${file}</figcaption>
    </figure>
  `;
}

function writePicture(url: string | undefined, label: string, { said }: PageContext): Html {
  const picture = url === undefined
    ? html`<span class="none">${said.noPreview}</span>`
    : html`<img src="${url}" alt="${label}">`;
  return html`<div>${label}${picture}</div>`;
}
