import * as v from "valibot";
import type { Price, SellerPhoto } from "../../shop/mod.ts";

/** A photo as a dialogue keeps it. The bot is not kept: it is the one that reads the dialogue. */
export type DialoguePhoto = Omit<SellerPhoto, "botId">;

/** What a seller is asked for, in the order of a sale. */
export const FIELDS = ["photo", "title", "description", "price"] as const;

/** One of {@link FIELDS}. */
export type Field = (typeof FIELDS)[number];

/** A sale on its way: photo, title, description, price, preview. */
export interface Sale {
  readonly kind: "sale";
  /** A UUID: one sale lists one product. */
  readonly saleId: string;
  /** What it waits for. At the preview it waits for a button. */
  readonly step: Field | "preview";
  /** One field is being changed: its answer leads back to the preview. */
  readonly editing?: boolean | undefined;
  /** An album that was answered, or refused, by its first photo. Its other photos are ignored. */
  readonly albumId?: string | undefined;
  readonly photo?: DialoguePhoto | undefined;
  /** Plain text. */
  readonly title?: string | undefined;
  /** Plain text, empty if it was skipped. */
  readonly description?: string | undefined;
  readonly price?: Price | undefined;
}

/** A change of one field of a product. */
export interface Edit {
  readonly kind: "edit";
  readonly productId: string;
  readonly field: Field;
  /** An album that was refused by its first photo. Its other photos are ignored. */
  readonly albumId?: string | undefined;
  /** The sale that waits meanwhile. */
  readonly sale?: Sale | undefined;
}

/** Nothing but an album that was answered by its first photo. Its other photos are ignored. */
export interface Album {
  readonly kind: "album";
  /** Telegram's `media_group_id`. */
  readonly albumId: string;
}

/** What a user is in the middle of. It is stored: a form that was once written must be read, or be forgotten. */
export type Dialogue = Sale | Edit | Album;

const FieldSchema = v.picklist(FIELDS);
const SaleSchema = v.object({
  kind: v.literal("sale"),
  saleId: v.pipe(v.string(), v.uuid()),
  step: v.union([FieldSchema, v.literal("preview")]),
  editing: v.optional(v.boolean()),
  albumId: v.optional(v.string()),
  photo: v.optional(
    v.object({ fileId: v.string(), fileUniqueId: v.string(), originalFileId: v.string() }),
  ),
  title: v.optional(v.string()),
  description: v.optional(v.string()),
  price: v.optional(v.object({ minor: v.number(), currency: v.string() })),
});
const Schema: v.GenericSchema<unknown, Dialogue> = v.variant("kind", [
  SaleSchema,
  v.object({
    kind: v.literal("edit"),
    productId: v.string(),
    field: FieldSchema,
    albumId: v.optional(v.string()),
    sale: v.optional(SaleSchema),
  }),
  v.object({ kind: v.literal("album"), albumId: v.string() }),
]);

/** Reads a stored dialogue. Returns null for none, and for a form that this program does not know. */
export function readDialogue(stored: unknown): Dialogue | null {
  const result = v.safeParse(Schema, stored);
  return result.success ? result.output : null;
}

/** What a sale or an edit waits for; undefined for a button. */
export function fieldOf(dialogue: Sale | Edit): Field | undefined {
  if (dialogue.kind === "edit") return dialogue.field;
  return dialogue.step === "preview" ? undefined : dialogue.step;
}

/** Ignores the other photos of an album from now on. */
export function withAlbum(dialogue: Dialogue | null, albumId: string): Dialogue {
  return dialogue === null ? { kind: "album", albumId } : { ...dialogue, albumId };
}

/** The sale that a user is in, or that waits until an edit is done. */
export function saleOf(dialogue: Dialogue | null): Sale | null {
  if (dialogue?.kind === "sale") return dialogue;
  return dialogue?.kind === "edit" ? dialogue.sale ?? null : null;
}
