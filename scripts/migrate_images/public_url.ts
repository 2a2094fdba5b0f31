import { botIdOf, defaultPublicUrl } from "../../src/config.ts";
import { ensureProjection } from "../../src/event_log/mod.ts";
import type { Database } from "../../src/postgres/mod.ts";
import type { CommandConfig } from "../support/parts.ts";

/** The base of the URLs in the columns. A shop that was never started has none: then the settings decide, once. */
export async function publicUrlOf(db: Database, config: CommandConfig): Promise<string> {
  const target = await db.selectFrom("image_projection_target").select("public_url")
    .executeTakeFirst();
  if (target !== undefined) return target.public_url;
  const { telegram, embedded } = config;
  const botId = telegram === undefined ? embedded?.localBotId : botIdOf(telegram.token);
  if (botId === undefined) {
    throw new Error("The columns belong to no bot yet: start the shop, or set TELEGRAM_BOT_TOKEN");
  }
  const publicUrl = config.publicUrl ?? defaultPublicUrl(config.b2);
  await ensureProjection(db, { botId, publicUrl });
  return publicUrl;
}
