import type { TelegramSettings } from "../../src/config.ts";
import { openImageRenderer } from "../../src/imaging/mod.ts";
import { describeError, logger } from "../../src/log.ts";
import { pendingMigrations } from "../../src/postgres/mod.ts";
import type { CompareDeps, RestoreDeps } from "../../src/repair/mod.ts";
import { openDiskCache, openObjectStore } from "../../src/storage/mod.ts";
import { createApi, createFetchOriginal } from "../../src/telegram/mod.ts";
import { openConfiguredDatabase } from "../support/database.ts";
import { assertPartsOfShop, type CommandConfig, idOf } from "../support/parts.ts";

/** As the shop's own; see main.ts. */
const RENDER_DEADLINE_MS = 30_000;

/** Opens what is compared. */
export async function openCompared(
  stack: AsyncDisposableStack,
  config: CommandConfig,
): Promise<CompareDeps> {
  const db = stack.use(await openConfiguredDatabase(config));
  const pending = await pendingMigrations(db);
  if (pending.length > 0) {
    throw new Error(`The schema is not up to date (${pending.join(", ")}): run deno task migrate`);
  }
  await assertPartsOfShop(db, config);
  return { db, store: stack.use(openObjectStore(config.b2)) };
}

/** Opens what pictures are restored from; only for a repair, since the disk cache makes its folder. */
export async function openRestoring(
  stack: AsyncDisposableStack,
  config: CommandConfig,
  telegram: TelegramSettings,
  compared: CompareDeps,
): Promise<RestoreDeps> {
  const log = logger("cache");
  const cache = stack.use(
    await openDiskCache({
      ...config.cache,
      log: (message, cause) => log.warn(`${message}: {error}`, { error: describeError(cause) }),
    }),
  );
  const api = createApi(telegram);
  return {
    ...compared,
    botId: idOf(telegram.token),
    bucket: config.b2.bucket,
    cache,
    renderer: stack.use(
      openImageRenderer({ engine: config.imageEngine, deadlineMs: RENDER_DEADLINE_MS }),
    ),
    fetchOriginal: createFetchOriginal(api, telegram),
  };
}
