/** A body was longer than its reader allows. */
export class TooManyBytes extends RangeError {
  override readonly name = "TooManyBytes";
}

/**
 * Reads chunks to their end into one array.
 *
 * @throws {TooManyBytes} as soon as more than `maxBytes` came; the source is closed then.
 */
export async function readBytes(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) throw new TooManyBytes(`longer than ${maxBytes} bytes`);
    parts.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
