import { valuesIn } from "../../pictures/mod.ts";
import { readLegacyValue } from "../../storage/mod.ts";

/** What programs write where there is no value. */
const NOTHING = /^(none|null|nan|nil|undefined|\\n|n\/a|-)?$/i;

/** Whether a text means that there is no value: empty, `None`, `NULL`, `nan`, `\N`. */
export function isNothing(text: string): boolean {
  return NOTHING.test(text.trim());
}

/** What a column says of pictures, in its order. */
export interface PictureValue {
  /** Null if there is none. */
  readonly first: string | null;
  readonly further: readonly string[];
}

/** Reads a path or an address, or a list of them; see `valuesIn`. A picture that is text is one value. */
export function readPicture(text: string): PictureValue {
  const listed = valuesIn(text);
  const values = listed.length === 0 ? [text.trim()] : listed;
  const [first = null, ...further] = values.filter((name) =>
    !isNothing(name) && readLegacyValue(name).is !== "nothing"
  );
  return { first, further };
}
