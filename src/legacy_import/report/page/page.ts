import type { Account } from "../account.ts";
import type { Language } from "../language.ts";
import { createContext } from "./context.ts";
import { writeHead } from "./head.ts";
import { writeHeld } from "./held.ts";
import { html } from "./html.ts";
import { writeMappings } from "./mappings.ts";
import { type Pair, writePairs } from "./pairs.ts";
import { writePictureless, writeToMend } from "./to_mend.ts";
import { writeTotals } from "./totals.ts";

/** What a page shows. */
export interface PageContent {
  readonly account: Account;
  readonly pairs: readonly Pair[];
  readonly language: Language;
  /** The name of the file that has every line. */
  readonly source: string;
}

/** The page, piece by piece. It needs no other file, and runs no script. */
export async function* writePage(
  { account, pairs, language, source }: PageContent,
): AsyncGenerator<string> {
  const context = createContext(language, source);
  yield (await writeHead(account, context)).html;
  yield writeTotals(account, context).html;
  yield writeMappings(account, context).html;
  for (const part of writeToMend(account, context)) yield part.html;
  const { pictureless, held } = account.end ?? {};
  if (held !== undefined) yield writeHeld(held, context).html;
  if (pictureless !== undefined) yield writePictureless(pictureless, context).html;
  for (const part of writePairs(pairs, account.run.dryRun, context)) yield part.html;
  yield html`
    <footer>
      <p>${context.said.foot(source)}</p>
    </footer>
    </main>
    </body>
    </html>
  `.html;
}
