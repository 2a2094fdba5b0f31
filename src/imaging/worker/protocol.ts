import { IMAGE_REFUSALS, type ImageRefusal } from "../refusal.ts";

/**
 * What the render process answers: the length of the cover, which the thumb follows in the frame's body; a refusal; or
 * the trace of a failure that is ours.
 */
export type RenderReply =
  | { readonly coverBytes: number }
  | { readonly refused: ImageRefusal }
  | { readonly failed: string };

/**
 * Reads a reply without trusting it: the process has decoded what a stranger sent.
 *
 * @throws TypeError for anything that is no {@link RenderReply}.
 */
export function parseReply(head: unknown, bodyBytes: number): RenderReply {
  const { coverBytes, refused, failed } = (head ?? {}) as Record<string, unknown>;
  if (typeof failed === "string") return { failed };
  const refusal = IMAGE_REFUSALS.find((known) => known === refused);
  if (refusal !== undefined) return { refused: refusal };
  const isLength = typeof coverBytes === "number" && Number.isSafeInteger(coverBytes);
  if (isLength && coverBytes > 0 && coverBytes < bodyBytes) return { coverBytes };
  throw new TypeError("Cannot read the reply of the render process: no known shape");
}
