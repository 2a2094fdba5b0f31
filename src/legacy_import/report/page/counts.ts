import type { PageContext } from "./context.ts";
import { type Html, html, sentence } from "./html.ts";

/** A row of {@link writeCounts}. */
export interface CountRow {
  readonly text: string;
  readonly pictures: number;
}

/** A table of numbers of pictures. `what` is the heading of the texts. */
export function writeCounts(
  what: string,
  rows: readonly CountRow[],
  { said, count }: Pick<PageContext, "said" | "count">,
): Html {
  const lines = rows.map(({ text, pictures }) =>
    html`
      <tr>
        <td>${sentence(text)}</td>
        <td class="number">${count(pictures)}</td>
      </tr>
    `
  );
  return html`
    <div class="box few">
      <table>
        <thead>
          <tr>
            <th>${what}</th>
            <th class="number">${said.pictures}</th>
          </tr>
        </thead>
        <tbody>${lines}</tbody>
      </table>
    </div>
  `;
}
