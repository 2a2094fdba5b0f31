import { OUTCOMES } from "../../outcome.ts";
import type { Account } from "../account.ts";
import type { PageContext } from "./context.ts";
import { writeCounts } from "./counts.ts";
import { type Html, html, NOTHING } from "./html.ts";

/** The numbers that an operator looks for first. */
export function writeTotals(account: Account, { said, count }: PageContext): Html {
  const { run: { dryRun }, end, outcomes, broughtIn, left } = account;
  const done = dryRun ? outcomes.get("ready") ?? 0 : broughtIn;
  const without = end?.pictureless?.count;
  const empty = without === undefined
    ? NOTHING
    : html`<div class="card"><b>${count(without)}</b>${said.withoutPicture}</div>`;
  return html`
    <section aria-label="${said.totals}">
    <div class="cards">
    <div class="card good"><b>${count(done)}</b>${dryRun ? said.ready : said.broughtIn}</div>
    <div class="card ${left > 0 ? "bad" : "good"}"><b>${count(left)}</b>${said.left}</div>
    ${empty}
    </div>
    ${writeLastRun(account, { said, count })}
    </section>
  `;
}

function writeLastRun(
  { outcomes }: Account,
  { said, count }: Pick<PageContext, "said" | "count">,
): Html {
  const rows = OUTCOMES.flatMap((outcome) => {
    const pictures = outcomes.get(outcome);
    return pictures === undefined ? [] : [{ text: said.outcomes[outcome], pictures }];
  });
  if (rows.length === 0) return NOTHING;
  return html`
    <h2>${said.lastRun}</h2>
    ${writeCounts(said.outcome, rows, { said, count })}
  `;
}
