import { readBytes, TooManyBytes } from "../std/mod.ts";
import { ObjectCorrupt, StorageUnavailable } from "./errors.ts";

/** A response body that can be cut off. */
type Body = AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown };

/** What {@link readBody} needs beside the body. */
export interface ReadBodyOptions {
  /** For messages, like `get "products/…"`. */
  readonly action: string;
  readonly maxBytes: number;
  /** The answer's Content-Length. */
  readonly sizeBytes: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Reads a body to its end, and closes its connection in any case: a body that nobody reads would keep its socket for
 * ever.
 *
 * @throws {ObjectCorrupt} for a body longer than `maxBytes`.
 * @throws {StorageUnavailable} for a body that ends early.
 */
export async function readBody(
  body: unknown,
  options: ReadBodyOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { action, maxBytes, sizeBytes, signal } = options;
  if (!isBody(body)) throw new TypeError(`Cannot ${action}: the answer has no readable body`);
  const onAbort = () => body.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const bytes = await readBytes(body, maxBytes);
    signal.throwIfAborted();
    if (sizeBytes !== undefined && bytes.length !== sizeBytes) {
      throw new StorageUnavailable(`Cannot ${action}: ${bytes.length} of ${sizeBytes} bytes came`);
    }
    return bytes;
  } catch (error) {
    if (!(error instanceof TooManyBytes)) throw error;
    throw new ObjectCorrupt(`Cannot ${action}: it is ${error.message}`, { cause: error });
  } finally {
    signal.removeEventListener("abort", onAbort);
    body.destroy();
  }
}

function isBody(body: unknown): body is Body {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body &&
    "destroy" in body && typeof body.destroy === "function";
}
