import type * as v from "valibot";
import type { ObjectType } from "../image_type.ts";
import type { ProductImages } from "../product_images.ts";

/**
 * What the SQL projection sees of an event. `uploaded`: the picture lies at the key `value`, and its earlier file ids
 * end. `captured`: the bot may send the picture by the file id `value`. `telegram_invalidated`: the file id `value` ends.
 * `image_invalidated`: the picture and its file ids end; with the value `removed`, for good. `put_first`: the picture is the first of its product. `none`: nothing.
 */
export type Projected =
  | { readonly slot: "uploaded" | "telegram_invalidated"; readonly value: string }
  | { readonly slot: "captured"; readonly value: string; readonly botId: number }
  | { readonly slot: "image_invalidated"; readonly value?: "removed" }
  | { readonly slot: "put_first" | "none" };

/** An event type. Its name and the shape of its data are stored: they never change, but may get a newer version. */
export interface EventType<Name extends string = string, Data = unknown> {
  readonly name: Name;
  /** The schema version in which the name or the shape of the data changed last; see `SCHEMA_VERSION`. */
  readonly schemaVersion: number;
  readonly data: v.GenericSchema<unknown, Data>;
  /** The state after the event, without its version. Total: it throws in no state. */
  evolve(state: ProductImages, imageType: ObjectType, data: Data): ProductImages;
  /** The projection must come to the same columns as {@link evolve}. */
  project(data: Data): Projected;
  /** Whether the product has another picture from then on, or none: not the same one in other bytes. */
  changesPicture(data: Data): boolean;
}
