import * as v from "valibot";

/** A photo as a dialogue keeps it. */
export interface DialoguePhoto {
  /** Sends it: an id of the type photo. */
  readonly fileId: string;
  /** Telegram's `file_unique_id`. */
  readonly fileUniqueId: string;
  /** Downloads the best there is: the file that was sent, or the photo's largest size. */
  readonly originalFileId: string;
}

/** What a seller is asked for. */
export type Field = "photo" | "title" | "description" | "price";

/** A sale on its way: photo, title, description, price, preview. */
export interface Sale {
  /** Tells the dialogues apart. */
  readonly kind: "sale";
  /** A UUID: one sale lists one product. */
  readonly saleId: string;
  /** What it waits for; at the preview, for a button. */
  readonly step: Field | "preview";
  /** One field is being changed: its answer leads back to the preview. */
  readonly editing?: boolean | undefined;
  /** The album that the photo is of, or that was not taken: its other photos are passed over. */
  readonly albumId?: string | undefined;
  /** See {@link DialoguePhoto}. */
  readonly photo?: DialoguePhoto | undefined;
  /** Plain text. */
  readonly title?: string | undefined;
  /** Plain text. */
  readonly description?: string | undefined;
  /** In minor units. */
  readonly price?: { readonly minor: number; readonly currency: string } | undefined;
}

/** A change of one field of a product. */
export interface Edit {
  /** Tells the dialogues apart. */
  readonly kind: "edit";
  /** Whose. */
  readonly productId: string;
  /** Which. */
  readonly field: Field;
  /** An album that was not taken: its other photos are passed over. */
  readonly albumId?: string | undefined;
  /** The sale that waits meanwhile. */
  readonly sale?: Sale | undefined;
}

/** An album was answered by its first photo, and nothing else is on: its other photos are passed over. */
export interface Album {
  /** Tells the dialogues apart. */
  readonly kind: "album";
  /** Telegram's `media_group_id`. */
  readonly albumId: string;
}

/** What a user is in the middle of. */
export type Dialogue = Sale | Edit | Album;

const FieldSchema = v.picklist(["photo", "title", "description", "price"]);
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

/** Reads a stored dialogue; null for none, or for one that this program does not know (any more). */
export function readDialogue(stored: unknown): Dialogue | null {
  const result = v.safeParse(Schema, stored);
  return result.success ? result.output : null;
}

/** What a sale or an edit waits for; undefined: for a button. */
export function fieldOf(dialogue: Sale | Edit): Field | undefined {
  if (dialogue.kind === "edit") return dialogue.field;
  return dialogue.step === "preview" ? undefined : dialogue.step;
}

/** Passes over the further photos of an album. */
export function withAlbum(dialogue: Dialogue | null, albumId: string): Dialogue {
  return dialogue === null ? { kind: "album", albumId } : { ...dialogue, albumId };
}

/** The sale that a user is in, or that waits until an edit is done. */
export function saleOf(dialogue: Dialogue | null): Sale | null {
  if (dialogue?.kind === "sale") return dialogue;
  return dialogue?.kind === "edit" ? dialogue.sale ?? null : null;
}
