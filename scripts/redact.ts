/**
 * `deno task redact`: takes a person or a product out of everything that the shop keeps, and prints a receipt.
 * @module
 */
import { type OptionValues, UsageError } from "../src/command.ts";
import { openLog } from "../src/log.ts";
import { openReconcileParts } from "../src/parts.ts";
import { openDiskCache } from "../src/storage/mod.ts";
import { describePlan, describeReceipt } from "./redact/describe.ts";
import { findSubject, type RedactParts, redactSubject, type Target } from "./redact/redact.ts";
import { printJson, printLines, printNote } from "./support/lines.ts";
import { optionalText, readPosition } from "./support/options.ts";
import { type CommandConfig, openDatabaseOfShop, withParts } from "./support/parts.ts";
import { runShopCommand } from "./support/shop_command.ts";

const HELP = `deno task redact --product ID | --seller NUMBER [--yes] [--json]

Takes out what the law wants gone. It cannot be undone.

With --product, deletes the product for good, erases its pictures in B2 and in
the disk cache of this machine, and takes the seller's number, the file ids and
the old addresses out of its events. With --seller, does this with all products
of the seller (a Telegram user id), takes the number out of all events, and
forgets the seller's language, username, dialogue and waiting updates.

The events stay, with their order, versions, types and times: verify and replay
agree as before. The receipt says what was done, proves the order by a hash, and
names what no program can reach, such as backups. It is kept in the table
redactions, without a name. The role must own the table image_events.

Without --yes it only tells what it would do. The shop may run. It can be
repeated, and goes on where it was interrupted.

  --product ID     this product
  --seller NUMBER  all products of this seller, and the seller
  --yes            do it
  --json           print JSON lines

Exits 0 done, 1 --yes is missing, something is left, or failed, 2 wrong usage
or settings.`;

const OPTIONS = {
  product: { type: "string" },
  seller: { type: "string" },
  yes: { type: "boolean" },
  json: { type: "boolean" },
} as const;

function readTarget(values: OptionValues): Target {
  const productId = optionalText(values, "product");
  const seller = optionalText(values, "seller");
  if (productId === undefined === (seller === undefined)) {
    throw new UsageError("Give either --product or --seller");
  }
  if (productId !== undefined) return { productId };
  const sellerId = readPosition(seller!);
  if (sellerId !== undefined && sellerId > 0) return { sellerId };
  throw new UsageError(`--seller must be a Telegram user id, is ${seller}`);
}

async function run(values: OptionValues): Promise<number> {
  const target = readTarget(values);
  const needed = { b2: "redact erases pictures in the bucket" };
  return await withParts(needed, async (config) => {
    await using stack = new AsyncDisposableStack();
    const parts = await openParts(stack, config);
    const subject = await findSubject(parts, target);
    if (values.yes !== true) {
      if (values.json === true) printJson([{ kind: "plan", ...subject }]);
      else printLines(describePlan(subject));
      printNote("Nothing was changed. With --yes it is done, and cannot be undone.");
      return 1;
    }
    const receipt = await redactSubject(parts, subject);
    if (values.json === true) printJson([{ kind: "receipt", ...receipt }]);
    else printLines(describeReceipt(receipt));
    return receipt.left.length + receipt.foreignColumns.length + receipt.drift === 0 ? 0 : 1;
  });
}

async function openParts(
  stack: AsyncDisposableStack,
  config: CommandConfig,
): Promise<RedactParts> {
  const format = Deno.stderr.isTerminal() ? "text" : "json";
  stack.use(await openLog({ level: "warning", format, secrets: config.secrets }));
  const db = await openDatabaseOfShop(stack, config);
  const { compared } = await openReconcileParts(stack, { config, b2: config.b2 }, db);
  const cache = stack.use(await openDiskCache(config.cache));
  return { ...compared, cache, queueSchema: config.queueSchema };
}

if (import.meta.main) await runShopCommand({ help: HELP, options: OPTIONS, run });
