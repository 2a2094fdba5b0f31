/**
 * The format of control calls over HTTP: JSON, with bytes as `{"$bytes": "<base64>"}`.
 * @module
 */

/** Writes a value as JSON. */
export function encodeWire(value: unknown): string {
  return JSON.stringify(
    value ?? null,
    (_, inner: unknown) => inner instanceof Uint8Array ? { $bytes: inner.toBase64() } : inner,
  );
}

/** Reads what {@link encodeWire} wrote. Throws a `SyntaxError` for anything else. */
export function decodeWire(text: string): unknown {
  return JSON.parse(text, (_, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || !("$bytes" in inner)) return inner;
    return Uint8Array.fromBase64(String(inner.$bytes));
  });
}
