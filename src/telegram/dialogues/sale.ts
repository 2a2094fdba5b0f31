import type { Answer } from "./answer.ts";
import { type Field, FIELDS, type Sale } from "./dialogue.ts";
import { addPhoto, type DraftPhoto, type NotAdded, removePhoto } from "./draft_photos.ts";

/** A sale in which nothing is missing. */
export type CompleteSale = {
  readonly [Name in "saleId" | "photos" | "title" | "description" | "price"]: NonNullable<
    Sale[Name]
  >;
};

/** Begins a sale, perhaps with photos. */
export function beginSale(
  saleId: string,
  { albums, photos }: Pick<Sale, "albums" | "photos"> = {},
): Sale {
  const begun: Sale = {
    kind: "sale",
    saleId,
    step: "photo",
    ...(albums !== undefined && albums.length > 0 && { albums }),
  };
  return photos === undefined || photos.length === 0 ? begun : goOn({ ...begun, photos });
}

/** Takes an answer in words into a sale, and goes to the next field that is missing, or to the preview. */
export function answerSale(sale: Sale, { field: _, ...values }: Answer): Sale {
  return goOn({ ...sale, ...values });
}

/** Takes a photo into a sale, instead of the one that is replaced. The sale goes on if it waits for one. */
export function takePhoto(sale: Sale, photo: DraftPhoto): Sale | NotAdded {
  const { photos = [], replacing } = sale;
  const others = replacing === undefined ? photos : removePhoto(photos, replacing);
  const changed = addPhoto(others, photo);
  if ("refused" in changed) return changed;
  const taken = { ...sale, photos: changed };
  return sale.step === "photo" ? goOn(taken) : taken;
}

/** Goes back to one field of a sale. `replacing` names the photo that the next one replaces. */
export function editSale(sale: Sale, field: Field, replacing?: number): Sale {
  const { replacing: _, ...rest } = sale;
  return { ...rest, step: field, editing: true, ...(replacing !== undefined && { replacing }) };
}

/** Goes back to the preview without a change. A sale in which something is missing stays as it is. */
export function leaveEdit(sale: Sale): Sale {
  const { editing: _, replacing: __, ...rest } = sale;
  const unchanged: Sale = { ...rest, step: "preview" };
  return completeSale(unchanged) === undefined ? sale : unchanged;
}

/** The sale, if nothing is missing and it waits to be confirmed; else undefined. */
export function completeSale(sale: Sale): CompleteSale | undefined {
  const { saleId, step, photos, title, description, price } = sale;
  if (step !== "preview" || !photos || !title || !price) return undefined;
  if (description === undefined) return undefined;
  return { saleId, photos, title, description, price };
}

function goOn(sale: Sale): Sale {
  const { editing: _, replacing: __, ...rest } = sale;
  const value = (step: Field) => step === "photo" ? rest.photos : rest[step];
  return { ...rest, step: FIELDS.find((step) => value(step) === undefined) ?? "preview" };
}
