import type { Account, Cause } from "../account.ts";
import { hintOf } from "../hints.ts";
import type { Pictureless, ReportLine } from "../import_report.ts";
import {
  foldable,
  inOrder,
  moreLines,
  MOST_UNFOLDED,
  nameOf,
  type PageContext,
  pictureOf,
} from "./context.ts";
import { code, type Html, html, NOTHING, sentence } from "./html.ts";

/** What is left, by its cause: the largest first, and last what needs no mending. */
export function* writeToMend({ causes, left }: Account, context: PageContext): Generator<Html> {
  const { said } = context;
  const sorted = [...causes].sort(([, one], [, other]) =>
    Number(one.isDone) - Number(other.isDone) || other.count - one.count
  );
  yield html`
    <section>
      <h2>${said.toMend}</h2>
      <p class="soft">${left === 0 ? said.nothingToMend : said.toMendAbout}</p>
  `;
  const isOpen = sorted.reduce((total, [, { count }]) => total + count, 0) <= MOST_UNFOLDED;
  for (const [name, cause] of sorted) yield* writeCause([name, cause], isOpen, context);
  yield html`
    </section>
  `;
}

function* writeCause(
  [name, { count, lines }]: readonly [string, Cause],
  isOpen: boolean,
  context: PageContext,
): Generator<Html> {
  const { said } = context;
  const sorted = inOrder(lines.values());
  const hint = commonHint(sorted, context);
  const heading = said.causes[name] ?? name.replaceAll("_", " ");
  yield foldable(heading, { count, isOpen }, context);
  if (hint !== undefined) {
    yield html`
      <p class="about">${sentence(hint)}</p>
    `;
  }
  yield html`
    <table class="stack mend">
      <thead>
        <tr>
          <th>${said.product}</th>
          <th>${said.picture}</th>
          <th>${said.value}</th>
          ${hint === undefined ? html`<th>${said.whatToDo}</th>` : NOTHING}
        </tr>
      </thead>
      <tbody>
  `;
  for (const line of sorted) yield writeLine(line, context, hint === undefined);
  yield html`
    </tbody>
    </table>
  `;
  yield moreLines(count - lines.size, context);
  yield html`
    </details>
  `;
}

/** The hint, if it is the same for all lines. Then it is said once. */
function commonHint(
  [first, ...others]: readonly ReportLine[],
  context: PageContext,
): string | undefined {
  if (first === undefined) return undefined;
  const hint = hintFor(first, context);
  return others.every((line) => hintFor(line, context) === hint) ? hint : undefined;
}

function hintFor(line: ReportLine, { said, language }: PageContext): string {
  return hintOf(line, language) ?? said.outcomes[line.outcome];
}

function writeLine(line: ReportLine, context: PageContext, withHint: boolean): Html {
  const { said } = context;
  const { value = "", tried = [] } = line;
  const others = tried.filter((each) => each !== value);
  const search = others.length === 0
    ? NOTHING
    : html`<span class="tried">${said.tried} ${code(others.join(", "))}</span>`;
  return html`
    <tr>
      <td data-label="${said.product}">${nameOf(line)}</td>
      <td data-label="${said.picture}">${pictureOf(line, context)}</td>
      <td data-label="${said.value}">${code(value)}${search}</td>
      ${withHint
        ? html`<td data-label="${said.whatToDo}">${sentence(hintFor(line, context))}</td>`
        : NOTHING}
    </tr>
  `;
}

/** Products that never had a picture. */
export function writePictureless(
  { count, products }: Pictureless,
  context: PageContext,
): Html {
  if (count === 0) return NOTHING;
  const { said } = context;
  const rows = products.map((each) =>
    html`
      <tr>
        <td>${nameOf(each)}</td>
      </tr>
    `
  );
  return html`
    <section><h2>${said.pictureless}</h2><p class="soft">${said.picturelessAbout}</p>
    ${foldable(said.product, { count, isOpen: count <= MOST_UNFOLDED }, context)}<table><tbody>
    ${rows}</tbody></table>
    ${moreLines(count - products.length, context)}</details></section>
  `;
}
