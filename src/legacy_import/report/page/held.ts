import type { HeldCounts, HeldKind } from "../../count_held.ts";
import type { PageContext } from "./context.ts";
import { writeCounts } from "./counts.ts";
import { type Html, html, NOTHING } from "./html.ts";

/** What columns hold that is not stored yet, such as addresses of other hosts. */
export function writeHeld(held: HeldCounts, context: PageContext): Html {
  const { said } = context;
  const rows = Object.entries(said.heldKinds).flatMap(([kind, text]) => {
    const pictures = held[kind as HeldKind];
    return pictures === undefined ? [] : [{ text, pictures }];
  });
  if (rows.length === 0) return NOTHING;
  return html`
    <section>
    <h2>${said.held}</h2>
    <p class="soft">${said.heldAbout}</p>
    ${writeCounts(said.value, rows, context)}
    </section>
  `;
}
