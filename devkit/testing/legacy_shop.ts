import { isStored as isEveryStored } from "../../src/domain/mod.ts";
import { ensureProjection, loadImages } from "../../src/event_log/mod.ts";
import { type CommandResult, outputOf, spawnScript } from "./command.ts";
import { openUnit, type Unit } from "./unit.ts";

/** The bot that the columns are built for. It never runs. */
export const BOT_ID = 700;

const PARTS = { db: "migrated", b2: true, renderer: "sharp" } as const;

/** A legacy shop: its rows, its files, and the bucket that its pictures go to. */
export interface LegacyShop extends Unit<typeof PARTS> {
  /** The base of the URLs in the columns. */
  readonly publicUrl: string;
  /** The folder that the rows' paths start from. */
  readonly root: string;
  /** Writes a file below the folder. */
  file(path: string, bytes: Uint8Array): Promise<void>;
  /** Inserts a row. */
  row(productId: string, cover: string | null, thumb?: string | null): Promise<void>;
  /** The cover's and the thumb's URL of a row. URLs of our bucket are `ours:<key>`. */
  columns(productId: string): Promise<(string | null)[]>;
  /** The settings that the command runs with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the command to its end. */
  run(...args: string[]): Promise<CommandResult>;
  /** Starts the command. */
  start(...args: string[]): Deno.ChildProcess;
}

/** Opens a legacy shop without rows. */
export async function openLegacyShop(): Promise<LegacyShop> {
  await using stack = new AsyncDisposableStack();
  const unit = stack.use(await openUnit(PARTS));
  const { db, b2Settings } = unit;
  const root = await Deno.makeTempDir({ prefix: "vitrine-legacy-" });
  stack.defer(() => Deno.remove(root, { recursive: true }));
  const publicUrl = `${b2Settings.endpoint}/${b2Settings.bucket}`;
  await ensureProjection(db, { botId: BOT_ID, publicUrl });
  const environment = environmentOf(unit);
  const start = (...args: string[]) => spawnScript("migrate_images", { args, env: environment });
  const parts = stack.move();
  return {
    ...unit,
    publicUrl,
    root,
    environment,
    start,
    run: (...args) => outputOf(start(...args)),
    file: async (path, bytes) => {
      await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeFile(`${root}/${path}`, bytes);
    },
    row: async (product_id, cover_image_url, thumbnail_url = null) => {
      const row = { product_id, title: "Old", cover_image_url, thumbnail_url };
      await db.insertInto("products").values(row as never).execute();
    },
    columns: async (productId) => {
      const row = await db.selectFrom("products")
        .select(["cover_image_url", "thumbnail_url"])
        .where("product_id", "=", productId).executeTakeFirstOrThrow();
      return [row.cover_image_url, row.thumbnail_url]
        .map((url) => url?.replace(`${publicUrl}/`, "ours:") ?? null);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Whether the URL columns agree with the log, and every picture is in the bucket. */
export async function isStored(shop: LegacyShop, productId: string): Promise<boolean> {
  const state = await loadImages(shop.db, productId);
  if (!isEveryStored(state)) return false;
  const { cover, thumb } = state.images;
  const expected = [`ours:${cover.stored?.key}`, `ours:${thumb.stored?.key}`];
  return JSON.stringify(await shop.columns(productId)) === JSON.stringify(expected);
}

function environmentOf({ url, b2Settings }: Unit<typeof PARTS>): Record<string, string> {
  return {
    DATABASE_URL: url,
    B2_ENDPOINT: b2Settings.endpoint,
    B2_REGION: b2Settings.region,
    B2_BUCKET: b2Settings.bucket,
    B2_KEY_ID: b2Settings.keyId,
    B2_APPLICATION_KEY: b2Settings.applicationKey,
    IMAGE_ENGINE: "sharp",
    // Tests of originals say that they are kept.
    KEEP_ORIGINALS: "no",
  };
}
