import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { MessageView } from "@vitrine/local-telegram";
import { drawPlaceholder } from "../../src/imaging/placeholder/draw_placeholder.ts";
import { type Database, isUnavailable } from "../../src/postgres/mod.ts";
import { waitFor } from "../../src/wait_for.ts";
import { readMarker, type Shown } from "../world/marker.ts";
import type { World } from "../world/world.ts";
import { type Ledger, titleAt } from "./ledger.ts";

/**
 * Fails unless the card shows a picture that the product's own seller sent, and that was not replaced before
 * `askedAt`. `place`: of the picture. The product's own placeholder is allowed too: its file id may have died, or B2 may be slow.
 */
export async function checkPicture(
  { db, telegram: { control } }: Pick<World, "db" | "telegram">,
  ledger: Ledger,
  card: MessageView,
  askedAt: number,
  place = 1,
): Promise<Shown> {
  const { pictures } = ledger;
  const title = titleOf(card);
  const photo = pictures.has(title) ? card.photo : undefined;
  assert.ok(photo, `a picture of a product, not ${JSON.stringify(card.text)}`);
  const picture = await control.fileBytes(photo.fileUniqueId);
  const marker = await readMarker(picture);
  if (marker === "placeholder" && await isPlaceholder(db, title, picture)) {
    ledger.placeholders++;
    return "placeholder";
  }
  assert.ok(
    typeof marker === "number" && pictures.allows(titleAt(title, place), marker, askedAt),
    `${title} shows ${marker}: another product's picture, or one that was replaced before`,
  );
  return marker;
}

/** The first line of a product's card. */
export function titleOf({ text }: MessageView): string {
  return text.split("\n")[0]!;
}

async function isPlaceholder(db: Database, title: string, picture: Uint8Array): Promise<boolean> {
  const { product_id: productId } = await whenAvailable(() =>
    db.selectFrom("products").select("product_id")
      .where("title", "=", title).executeTakeFirstOrThrow()
  );
  return Buffer.from(picture).equals(await drawPlaceholder({ title, productId }));
}

/** Repeats a read while PostgreSQL is away. A test may take the server away at any time. */
export async function whenAvailable<T>(read: () => Promise<T>): Promise<T> {
  const { signal } = new AbortController();
  const name = "PostgreSQL";
  return await waitFor(read, { name, isTransient: isUnavailable, signal, firstPauseMs: 50 });
}
