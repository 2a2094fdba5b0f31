import type { SourceValues } from "../fields.ts";

/** The pictures of a product's rows: in the order of their places, if each row names one, else of the rows. */
export class PlacedPictures {
  readonly #rows: { readonly pictures: readonly string[]; readonly place: number }[] = [];
  #isTold = false;

  add({ cover, further = [] }: SourceValues, place: string | undefined): void {
    if (cover === undefined) return;
    this.#isTold = true;
    if (cover === null) return;
    const number = place === undefined || place.trim() === "" ? NaN : Number(place);
    this.#rows.push({ pictures: [cover, ...further], place: number });
  }

  /** The cover and the further pictures, each once. Nothing if the source has no column of pictures. */
  get values(): Pick<SourceValues, "cover" | "further"> {
    if (!this.#isTold) return {};
    const isPlaced = this.#rows.every(({ place }) => Number.isFinite(place));
    const rows = isPlaced
      ? this.#rows.toSorted((one, other) => one.place - other.place)
      : this.#rows;
    const [cover = null, ...further] = new Set(rows.flatMap(({ pictures }) => pictures));
    return { cover, ...(further.length > 0 && { further }) };
  }
}
