import { type LocalTelegram, openLocalTelegram } from "@vitrine/local-telegram";
import { openEmbeddedS3 } from "../../src/embedded/s3.ts";
import type { Database } from "../../src/postgres/mod.ts";
import type { B2Settings } from "../../src/storage/mod.ts";
import { claimPort } from "../own_port.ts";
import { openS3Front, type S3Front } from "../s3/front.ts";
import { openShopProcess, type ShopProcess } from "../world/shop_process.ts";
import type { BenchContext } from "./bench.ts";

/** A shop to measure: main.ts in a process of its own, with a webhook. Telegram and the S3 server run here. */
export interface BenchShop extends AsyncDisposable {
  readonly db: Database;
  readonly telegram: LocalTelegram;
  /** Counts what is asked of B2. */
  readonly b2: S3Front;
  readonly b2Settings: B2Settings;
  readonly shop: ShopProcess;
}

/** Opens an empty shop. */
export async function openBenchShop(context: BenchContext): Promise<BenchShop> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "vitrine-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const { db, url } = stack.use(await context.openDatabase(2));
  const s3 = stack.use(await openEmbeddedS3({ dir: `${dir}/s3`, bucket: "vitrine-bench" }));
  const b2 = stack.use(await openS3Front({ target: s3 }));
  const telegram = stack.use(await openLocalTelegram({ botUsername: "vitrine_bot" }));
  const { region, bucket, keyId, applicationKey } = s3;
  const b2Settings = { endpoint: b2.endpoint, region, bucket, keyId, applicationKey };
  const port = stack.use(await claimPort());
  const environment = {
    DATABASE_URL: url,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port.number}/telegram/webhook`,
    PORT: String(port.number),
    B2_ENDPOINT: b2.endpoint,
    B2_REGION: region,
    B2_BUCKET: bucket,
    B2_KEY_ID: keyId,
    B2_APPLICATION_KEY: applicationKey,
    IMAGE_CACHE_DIR: `${dir}/image-cache`,
  };
  const shop = stack.use(await openShopProcess({ environment }));
  const parts = stack.move();
  return { db, telegram, b2, b2Settings, shop, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
