import type { Account, Cause } from "../account.ts";
import { hintOf } from "../hints.ts";
import type { Pictureless, ReportLine } from "../import_report.ts";
import { inOrder, moreLines, nameOf, type PageContext, unfolded } from "./context.ts";
import { code, type Html, html, NOTHING } from "./html.ts";

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
  for (const [name, cause] of sorted) yield* writeCause(name, cause, context);
  yield html`
    </section>
  `;
}

function* writeCause(
  name: string,
  { count, lines }: Cause,
  context: PageContext,
): Generator<Html> {
  const { said } = context;
  yield unfolded(said.causes[name] ?? name.replaceAll("_", " "), count, context);
  yield html`
    <table class="stack mend">
      <thead>
        <tr>
          <th>${said.product}</th>
          <th>${said.picture}</th>
          <th>${said.value}</th>
          <th>${said.whatToDo}</th>
        </tr>
      </thead>
      <tbody>
  `;
  for (const line of inOrder(lines.values())) yield writeLine(line, context);
  yield html`
    </tbody>
    </table>
  `;
  yield moreLines(count - lines.size, context);
  yield html`
    </details>
  `;
}

function writeLine(line: ReportLine, { said, language }: PageContext): Html {
  const { image, value = "", tried = [] } = line;
  const others = tried.filter((each) => each !== value);
  const search = others.length === 0
    ? NOTHING
    : html`<span class="tried">${said.tried} ${code(others.join(", "))}</span>`;
  return html`
    <tr>
      <td data-label="${said.product}">${nameOf(line)}</td>
      <td data-label="${said.picture}">${said.images[image]}</td>
      <td data-label="${said.value}">${code(value)}${search}</td>
      <td data-label="${said.whatToDo}">${hintOf(line, language) ??
        said.outcomes[line.outcome]}</td>
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
    ${unfolded(said.product, count, context)}<table><tbody>
    ${rows}</tbody></table>
    ${moreLines(count - products.length, context)}</details></section>
  `;
}
