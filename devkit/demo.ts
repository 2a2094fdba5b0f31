/**
 * `deno task demo`: the whole story on embedded parts, with main.ts as a process of its own. Exits 0 only if
 * everything held that it says.
 * @module
 */
import { runCommand } from "../src/command.ts";
import { createAccount } from "./demo/account.ts";
import { Story } from "./demo/story.ts";
import { openWorld } from "./world/world.ts";

const HELP = `deno task demo

Plays the life of a shop on this machine alone and prints what happens: sales, views, a kill,
a wiped disk, lost columns, a dead file_id, B2 down and up. Exits 0 if everything held, else 1.`;

async function demo(): Promise<number> {
  const started = performance.now();
  const account = createAccount((line) => console.log(line), Deno.stdout.isTerminal());
  account.say(
    "Starting PostgreSQL, B2 and Telegram on this machine (the first time takes longest) …",
  );
  await using world = await openWorld();
  account.say(`Vitrine runs on ${world.description}.`);
  await new Story(world, account).play();
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    account.failures === 0
      ? `\nEverything held, in ${seconds} s.`
      : `\n${account.failures} things did not hold (marked ✗).`,
  );
  return account.failures === 0 ? 0 : 1;
}

if (import.meta.main) await runCommand({ help: HELP, run: demo });
