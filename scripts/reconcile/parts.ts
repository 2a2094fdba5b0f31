import { botIdOf, type TelegramSettings } from "../../src/config.ts";
import type { StoringDeps } from "../../src/delivery/mod.ts";
import { openImageRenderer, RENDER_DEADLINE_MS } from "../../src/imaging/mod.ts";
import type { CompareDeps } from "../../src/repair/mod.ts";
import { openDiskCache, openObjectStore } from "../../src/storage/mod.ts";
import { createApi, createFetchOriginal } from "../../src/telegram/mod.ts";
import { assertMigrated, openConfiguredDatabase } from "../support/database.ts";
import { assertPartsOfShop, type CommandConfig } from "../support/parts.ts";

/** Opens what is compared. */
export async function openCompared(
  stack: AsyncDisposableStack,
  config: CommandConfig,
): Promise<CompareDeps> {
  const db = stack.use(await openConfiguredDatabase(config));
  await assertMigrated(db);
  await assertPartsOfShop(db, config);
  return { db, store: stack.use(openObjectStore(config.b2)) };
}

/** Opens what pictures are restored from; only for a repair, since the disk cache makes its folder. */
export async function openRestoring(
  stack: AsyncDisposableStack,
  config: CommandConfig,
  telegram: TelegramSettings,
  compared: CompareDeps,
): Promise<StoringDeps> {
  const api = createApi(telegram);
  return {
    ...compared,
    botId: botIdOf(telegram.token),
    bucket: config.b2.bucket,
    cache: stack.use(await openDiskCache(config.cache)),
    renderer: stack.use(
      openImageRenderer({ engine: config.imageEngine, deadlineMs: RENDER_DEADLINE_MS }),
    ),
    fetchOriginal: createFetchOriginal(api, telegram),
  };
}
