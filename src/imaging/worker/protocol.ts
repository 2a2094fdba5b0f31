import { byImage, IMAGE_TYPES, type ImageType } from "../../domain/mod.ts";
import type { EngineTimes } from "../engines/engine.ts";
import { IMAGE_REFUSALS, type ImageRefusal } from "../refusal.ts";

/** Whose placeholder is to be drawn. */
export interface PlaceholderOf {
  readonly title: string;
  readonly productId: string;
}

/** Asks for a placeholder. Any other head is the header of the original in the body. */
export interface PlaceholderRequest {
  readonly placeholder: PlaceholderOf;
}

/** The answer of the render process. */
export type RenderReply =
  /** The lengths of the JPEG files, which follow in the frame's body in the order of `IMAGE_TYPES`. */
  | { readonly lengths: Readonly<Record<ImageType, number>>; readonly ms?: EngineTimes }
  | { readonly refused: ImageRefusal }
  /** The body is the placeholder, a JPEG file. */
  | { readonly drawn: true }
  /** The trace of an error of ours. */
  | { readonly failed: string };

/**
 * Reads a reply without trusting it: the process has decoded what a stranger sent.
 *
 * @throws {TypeError} for anything that is no {@link RenderReply}.
 */
export function parseReply(head: unknown, bodyBytes: number): RenderReply {
  const { lengths, refused, failed, drawn, ms } = (head ?? {}) as Record<string, unknown>;
  if (typeof failed === "string") return { failed };
  const refusal = IMAGE_REFUSALS.find((known) => known === refused);
  if (refusal !== undefined) return { refused: refusal };
  if (drawn === true && bodyBytes > 0) return { drawn };
  if (areLengths(lengths, bodyBytes)) return { lengths, ...(areTimes(ms) && { ms }) };
  throw new TypeError("Cannot read the reply of the render process: no known shape");
}

function areLengths(
  lengths: unknown,
  bodyBytes: number,
): lengths is Readonly<Record<ImageType, number>> {
  if (typeof lengths !== "object" || lengths === null) return false;
  const given = Object.entries(lengths);
  const isComplete = given.length === IMAGE_TYPES.length &&
    IMAGE_TYPES.every((each) => Object.hasOwn(lengths, each));
  if (!isComplete || !given.every(([, length]) => Number.isSafeInteger(length) && length > 0)) {
    return false;
  }
  return given.reduce((sum, [, length]) => sum + length, 0) === bodyBytes;
}

/** Only a metric shows them, so without them a reply is whole. */
function areTimes(ms: unknown): ms is EngineTimes {
  if (typeof ms !== "object" || ms === null) return false;
  const { decode, encode, ...others } = ms as Partial<Record<string, unknown>>;
  const isTime = (value: unknown) => Number.isFinite(value) && value as number >= 0;
  return isTime(decode) && isTime(encode) && Object.keys(others).length === 0;
}

/** Joins JPEG files to the pieces of a frame's body, and says how long each is. */
export function joinJpegs(
  jpegs: Readonly<Record<ImageType, Uint8Array>>,
): { readonly lengths: Readonly<Record<ImageType, number>>; readonly body: Uint8Array[] } {
  return {
    lengths: byImage((each) => jpegs[each].length),
    body: IMAGE_TYPES.map((each) => jpegs[each]),
  };
}

/** Splits a frame's body into the JPEG files that {@link joinJpegs} joined. */
export function splitJpegs(
  body: Uint8Array<ArrayBuffer>,
  lengths: Readonly<Record<ImageType, number>>,
): Readonly<Record<ImageType, Uint8Array<ArrayBuffer>>> {
  let start = 0;
  return byImage((imageType) => body.slice(start, start += lengths[imageType]));
}
