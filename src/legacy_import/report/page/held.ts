import type { HeldCounts, HeldKind } from "../../count_held.ts";
import type { PageContext } from "./context.ts";
import { type Html, html, NOTHING, sentence } from "./html.ts";

/** What columns hold that is not stored yet, such as addresses of other hosts. */
export function writeHeld(held: HeldCounts, { said, count }: PageContext): Html {
  const rows = Object.entries(said.heldKinds).flatMap(([kind, text]) => {
    const pictures = held[kind as HeldKind];
    if (pictures === undefined) return [];
    return [html`
      <tr>
        <td>${sentence(text)}</td>
        <td class="number">${count(pictures)}</td>
      </tr>
    `];
  });
  if (rows.length === 0) return NOTHING;
  return html`
    <section>
      <h2>${said.held}</h2>
      <p class="soft">${said.heldAbout}</p>
      <div class="box few">
        <table>
          <thead>
            <tr>
              <th>${said.value}</th>
              <th class="number">${said.pictures}</th>
            </tr>
          </thead>
          <tbody>${rows}</tbody>
        </table>
      </div>
    </section>
  `;
}
