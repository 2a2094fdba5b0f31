/**
 * `deno task demo`: plays the life of a shop on embedded parts, with main.ts in its own process. It checks every
 * statement that it prints.
 * @module
 */
import { runCommand } from "../src/command.ts";
import { createAccount } from "./demo/account.ts";
import { Story } from "./demo/story.ts";
import { openWorld } from "./world/world.ts";

const HELP = `deno task demo

Plays the life of a shop on this machine and prints what happens: sales, views,
a kill, a wiped disk, lost columns, a dead file_id, B2 down and up again,
an album, a product that is sold and put back.

Exits 0 if every check passed, else 1.`;

const NEXT = `What next?
  Break it yourself:    npx --yes deno@2.9.6 task --quiet start
                        Open the address that it prints, press "Fill the shop".
  With a bot of yours:  the same, with TELEGRAM_BOT_TOKEN=… before it.
  What is promised:     docs/reliability.md`;

async function demo(): Promise<number> {
  const started = performance.now();
  const account = createAccount((line) => console.log(line), Deno.stdout.isTerminal());
  account.say(
    "Starting PostgreSQL, B2 and Telegram on this machine. The first start is slower.",
  );
  await using world = await openWorld();
  account.say(`Vitrine runs on ${world.description}.`);
  await new Story(world, account).play();
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    account.failures === 0
      ? `\nEvery check passed, in ${seconds} s.\n\n${NEXT}`
      : `\n${account.failures} checks failed (marked ✗).`,
  );
  return account.failures === 0 ? 0 : 1;
}

if (import.meta.main) await runCommand({ help: HELP, run: demo });
