import { openPictureParts } from "../../src/app.ts";
import type { TelegramSettings } from "../../src/config.ts";
import type { ComparedParts, RestoringParts } from "../../src/pictures/mod.ts";
import { openObjectStore } from "../../src/storage/mod.ts";
import { assertMigrated, openConfiguredDatabase } from "../support/database.ts";
import { assertPartsOfShop, type CommandConfig } from "../support/parts.ts";

/** Opens what is compared. */
export async function openCompared(
  stack: AsyncDisposableStack,
  config: CommandConfig,
): Promise<ComparedParts> {
  const db = stack.use(await openConfiguredDatabase(config));
  await assertMigrated(db);
  await assertPartsOfShop(db, config);
  return { db, store: stack.use(openObjectStore(config.b2)) };
}

/** Opens what pictures are restored from; only for a repair, since the disk cache makes its folder. */
export function openRestoring(
  stack: AsyncDisposableStack,
  config: CommandConfig,
  telegram: TelegramSettings,
  compared: ComparedParts,
): Promise<RestoringParts> {
  return openPictureParts(stack, { config, b2: config.b2, telegram }, compared);
}
