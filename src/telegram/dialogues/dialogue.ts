import * as v from "valibot";

const Photo = v.object({
  /** Sends it: an id of the type photo. */
  fileId: v.string(),
  fileUniqueId: v.string(),
  /** Downloads the best there is: the file that was sent, or the photo's largest size. */
  originalFileId: v.string(),
});
const Price = v.object({ minor: v.number(), currency: v.string() });

const SaleSchema = v.object({
  kind: v.literal("sale"),
  saleId: v.pipe(v.string(), v.uuid()),
  step: v.picklist(["photo", "title", "description", "price", "preview"]),
  /** One field is being changed: its answer leads back to the preview. */
  editing: v.optional(v.boolean()),
  /** The album that the photo is of: its other photos are passed over. */
  albumId: v.optional(v.string()),
  photo: v.optional(Photo),
  title: v.optional(v.string()),
  description: v.optional(v.string()),
  price: v.optional(Price),
});

const EditSchema = v.object({
  kind: v.literal("edit"),
  productId: v.string(),
  field: v.picklist(["photo", "title", "description", "price"]),
});

/** A picture was replaced by an album's first: its other photos are passed over. */
const AlbumSchema = v.object({ kind: v.literal("album"), albumId: v.string() });

const Schema = v.variant("kind", [SaleSchema, EditSchema, AlbumSchema]);

/** A photo as a dialogue keeps it. */
export type DialoguePhoto = v.InferOutput<typeof Photo>;
/** A sale on its way: photo, title, description, price, preview. */
export type Sale = v.InferOutput<typeof SaleSchema>;
/** A change of one field of a product. */
export type Edit = v.InferOutput<typeof EditSchema>;
/** What a user is in the middle of. */
export type Dialogue = v.InferOutput<typeof Schema>;
/** What a seller is asked for. */
export type Field = Edit["field"];

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

/** The album whose further photos are passed over. */
export function albumOf(dialogue: Dialogue): string | undefined {
  return dialogue.kind === "edit" ? undefined : dialogue.albumId;
}
