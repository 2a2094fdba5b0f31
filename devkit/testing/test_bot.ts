import type { Bot } from "grammy";
import type { Update, UserFromGetMe } from "grammy/types";
import {
  createDelivery,
  createHealer,
  createRecentIds,
  createTelegramFileIds,
} from "../../src/pictures/mod.ts";
import { drawPlaceholder } from "../../src/imaging/placeholder/draw_placeholder.ts";
import { isUnavailable } from "../../src/postgres/mod.ts";
import {
  createBot,
  createFetchOriginal,
  createFilePreview,
  createUpdateHandler,
  type ShopContext,
  type ShopDeps,
  type UpdateHandler,
} from "../../src/telegram/mod.ts";
import { LIMITS } from "../../src/telegram/limits.ts";
import { openUnit, type Unit } from "./unit.ts";

const PARTS = { db: "migrated", telegram: true, renderer: "sharp" } as const;

/** A bot whose updates the test delivers by hand, so it decides when, how often and to which process. */
export interface TestBot extends Unit<typeof PARTS> {
  readonly botInfo: UserFromGetMe;
  /** The unconfirmed updates, oldest first. */
  pending(): Promise<Update[]>;
  /** The latest update. Telegram forgets those before it: it gives no more than 100 at once. */
  latest(): Promise<Update>;
  /** The handler of a process that has just started. */
  newProcess(): UpdateHandler;
}

/** Opens a bot on a database and a local Telegram. It has only the pictures that users send. */
export async function openTestBot(extra: Partial<ShopDeps> = {}): Promise<TestBot> {
  await using stack = new AsyncDisposableStack();
  const unit = stack.use(await openUnit(PARTS));
  const { db, telegram, api, renderer } = unit;
  const connection = { token: telegram.token, apiRoot: telegram.url };
  const botInfo = await api.getMe();
  const fileIds = createTelegramFileIds(db, botInfo.id);
  const find = () => Promise.resolve(undefined);
  const recent = createRecentIds();
  const healFileId = createHealer({ fileIds, recent });
  const count = () => {};
  const deps: ShopDeps = {
    db,
    healFileId,
    deliver: createDelivery({ fileIds, healFileId, recent, find, drawPlaceholder, count }),
    noteShown: count,
    previewFile: createFilePreview({
      fetchOriginal: createFetchOriginal(api, connection),
      renderer,
    }),
    enqueueStoreImage: () => Promise.resolve(),
    enqueueEraseProduct: () => Promise.resolve(),
    ...extra,
  };
  const newBot = (): Bot<ShopContext> => createBot({ ...connection, botInfo }, deps);
  const pending = () => api.getUpdates({ timeout: 0 });
  const parts = stack.move();
  return {
    ...unit,
    botInfo,
    pending,
    latest: async () => {
      const [update] = await api.getUpdates({ offset: -1, timeout: 0 });
      if (update === undefined) throw new TypeError("Telegram holds no update");
      return update;
    },
    newProcess: () =>
      createUpdateHandler(newBot(), { isTransient: isUnavailable, limits: extra.limits ?? LIMITS }),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
