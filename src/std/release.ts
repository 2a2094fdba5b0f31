/**
 * Gives back the memory of bytes that nobody reads any more. The garbage collector comes late for it, because it lies outside of
 * the heap. After that, the bytes have length 0, and so has every other view of their buffer.
 */
export function release(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer && !bytes.buffer.detached) bytes.buffer.transfer(0);
}
