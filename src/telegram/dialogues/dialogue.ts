import * as v from "valibot";
import type { Price } from "../../shop/mod.ts";
import { type Album, AlbumSchema, rememberAlbum } from "./albums.ts";
import type { DraftPhoto } from "./draft_photos.ts";

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
  /** The photo that the next one replaces, by its message. If absent, the next one is added. */
  readonly replacing?: number | undefined;
  /** In their order. Never empty. */
  readonly photos?: readonly DraftPhoto[] | undefined;
  /** Plain text. */
  readonly title?: string | undefined;
  /** Plain text, empty if it was skipped. */
  readonly description?: string | undefined;
  readonly price?: Price | undefined;
  readonly albums?: readonly Album[] | undefined;
}

/** A change of one field of a product. */
export interface Edit {
  readonly kind: "edit";
  readonly productId: string;
  readonly field: Field;
  /** The number of the picture that is replaced; the first one if absent. */
  readonly picture?: number | undefined;
  /** Pictures are added, until the seller says that this is all. */
  readonly adding?: boolean | undefined;
  /** The sale that waits meanwhile. Its own albums are among those of the edit. */
  readonly sale?: Sale | undefined;
  readonly albums?: readonly Album[] | undefined;
}

/** Nothing is asked. Later pictures of these albums may come, and photos have come that nothing asked for. */
export interface Aside {
  readonly kind: "album";
  readonly albums?: readonly Album[] | undefined;
  /** In their order. */
  readonly photos?: readonly DraftPhoto[] | undefined;
}

/** What a user is in the middle of. It is stored: a form that was once written must be read, or be forgotten. */
export type Dialogue = Sale | Edit | Aside;

const FieldSchema = v.picklist(FIELDS);
const PhotoSchema = v.object({
  fileId: v.string(),
  fileUniqueId: v.string(),
  originalFileId: v.string(),
  messageId: v.optional(v.number(), 0),
  order: v.optional(v.number()),
});
const albums = v.optional(v.array(AlbumSchema));
const SaleSchema = v.object({
  kind: v.literal("sale"),
  saleId: v.pipe(v.string(), v.uuid()),
  step: v.union([FieldSchema, v.literal("preview")]),
  editing: v.optional(v.boolean()),
  replacing: v.optional(v.number()),
  /** The only one, in a sale of an older release. */
  photo: v.optional(PhotoSchema),
  photos: v.optional(v.pipe(v.array(PhotoSchema), v.minLength(1))),
  title: v.optional(v.string()),
  description: v.optional(v.string()),
  price: v.optional(v.object({ minor: v.number(), currency: v.string() })),
  albums,
});
const Schema = v.variant("kind", [
  SaleSchema,
  v.object({
    kind: v.literal("edit"),
    productId: v.string(),
    field: FieldSchema,
    picture: v.optional(v.number()),
    adding: v.optional(v.boolean()),
    sale: v.optional(SaleSchema),
    albums,
  }),
  v.object({ kind: v.literal("album"), albums, photos: v.optional(v.array(PhotoSchema)) }),
]);

/** Reads a stored dialogue. Returns null for none, and for a form that this program does not know. */
export function readDialogue(stored: unknown): Dialogue | null {
  const result = v.safeParse(Schema, stored);
  if (!result.success) return null;
  const { output } = result;
  if (output.kind === "sale") return readSale(output);
  if (output.kind === "album" || output.sale === undefined) return output as Edit | Aside;
  return { ...output, sale: readSale(output.sale) };
}

function readSale({ photo, ...sale }: v.InferOutput<typeof SaleSchema>): Sale {
  return photo === undefined || sale.photos !== undefined ? sale : { ...sale, photos: [photo] };
}

/** What a sale or an edit waits for; undefined for a button. */
export function fieldOf(dialogue: Sale | Edit): Field | undefined {
  if (dialogue.kind === "edit") return dialogue.field;
  return dialogue.step === "preview" ? undefined : dialogue.step;
}

/** The dialogue with an album as it is now. */
export function withAlbum(dialogue: Dialogue | null, album: Album): Dialogue {
  const albums = rememberAlbum(dialogue?.albums, album);
  return dialogue === null ? { kind: "album", albums } : { ...dialogue, albums };
}

/** The sale that a user is in, or that waits until an edit is done. */
export function saleOf(dialogue: Dialogue | null): Sale | null {
  if (dialogue?.kind === "sale") return dialogue;
  if (dialogue?.kind !== "edit" || dialogue.sale === undefined) return null;
  return { ...dialogue.sale, albums: dialogue.albums };
}

/** The dialogue with another sale in it. */
export function withSale(dialogue: Dialogue | null, sale: Sale): Dialogue {
  return dialogue?.kind === "edit" ? { ...dialogue, sale, albums: sale.albums } : sale;
}

/** What is left of a dialogue that ends: later pictures of its albums may come. */
export function asideOf(dialogue: Dialogue | null): Aside | null {
  const albums = dialogue?.albums ?? [];
  return albums.length === 0 ? null : { kind: "album", albums };
}

/** The dialogue when an edit ends: the sale that has waited, if any. */
export function afterEdit(dialogue: Dialogue | null): Dialogue | null {
  return saleOf(dialogue) ?? asideOf(dialogue);
}

/** Begins a change of a product. A sale waits meanwhile. */
export function beginEdit(
  dialogue: Dialogue | null,
  change: Pick<Edit, "productId" | "field" | "picture" | "adding">,
): Edit {
  const { albums, ...sale } = saleOf(dialogue) ?? { kind: undefined, albums: dialogue?.albums };
  return {
    kind: "edit",
    ...change,
    ...(sale.kind !== undefined && { sale }),
    ...(albums !== undefined && { albums }),
  };
}
