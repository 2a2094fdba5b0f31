import { ObjectCorrupt, StorageUnavailable } from "./errors.ts";

/** A response body that can be cut off. */
type Body = AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown };

/** What {@link readBody} needs beside the body. */
export interface ReadBodyOptions {
  /** For messages, like `get "products/…"`. */
  readonly action: string;
  readonly maxBytes: number;
  /** What the answer's Content-Length promised. */
  readonly sizeBytes: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Reads a body to its end, or cuts its connection off: a body that is left alone keeps its socket
 * for ever. Throws `ObjectCorrupt` beyond `maxBytes`, `StorageUnavailable` for a body that ends early.
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
    const bytes = await collect(body, action, maxBytes);
    signal.throwIfAborted();
    if (sizeBytes !== undefined && bytes.length !== sizeBytes) {
      throw new StorageUnavailable(`Cannot ${action}: ${bytes.length} of ${sizeBytes} bytes came`);
    }
    return bytes;
  } finally {
    signal.removeEventListener("abort", onAbort);
    body.destroy();
  }
}

async function collect(body: Body, action: string, maxBytes: number) {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new ObjectCorrupt(`Cannot ${action}: it is longer than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function isBody(body: unknown): body is Body {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body &&
    "destroy" in body && typeof body.destroy === "function";
}
