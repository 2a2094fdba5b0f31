import { type RawBuilder, sql } from "kysely";

/** Whether a bot other than this one has had a file id of a product, as SQL. */
export function isSentByAnother(
  productId: RawBuilder<unknown>,
  botId: number,
): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from image_events e
    where e.product_id = ${productId} and e.slot = 'captured' and e.bot_id <> ${botId})`;
}
