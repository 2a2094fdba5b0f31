import type { Account } from "../account.ts";
import type { AppliedMapping } from "../import_report.ts";
import type { PageContext } from "./context.ts";
import { code, type Html, html, NOTHING } from "./html.ts";

/** Where old paths are now. */
export function writeMappings({ run: { root }, mappings }: Account, context: PageContext): Html {
  const { said } = context;
  if (root === undefined) return NOTHING;
  if (mappings.length === 0) {
    return html`
      <section>
        <h2>${said.mappings}</h2>
        <p class="soft">${said.noMapping}</p>
      </section>
    `;
  }
  return html`
    <section>
      <h2>${said.mappings}</h2>
      <p class="soft">${said.mappingsAbout}</p>
      <div class="box">
        <table class="stack">
          <thead>
            <tr>
              <th>${said.beginning}</th>
              <th>${said.standsFor}</th>
              <th>${said.outcome}</th>
              <th class="number">${said.rows}</th>
            </tr>
          </thead>
          <tbody>${mappings.map((mapping) => writeMapping(mapping, context))}</tbody>
        </table>
      </div>
    </section>
  `;
}

function writeMapping(
  { from, to, state, rows }: AppliedMapping,
  { said, count }: PageContext,
): Html {
  const option = code(`--map "${from}=${to}"`);
  const advice = state === "unclear"
    ? html`<span class="tried">${said.ifRight} ${option}</span>`
    : NOTHING;
  return html`
    <tr>
      <td data-label="${said.beginning}">${from === "" ? said.relative : code(from)}</td>
      <td data-label="${said.standsFor}">${code(`--root/${to}`)}</td>
      <td data-label="${said.outcome}">${said.mappingStates[state]}${advice}</td>
      <td class="number" data-label="${said.rows}">${rows === undefined ? "–" : count(rows)}</td>
    </tr>
  `;
}
