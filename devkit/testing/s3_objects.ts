import { objectKey } from "../../src/domain/object_key.ts";
import { sha256Hex } from "../../src/storage/digest.ts";

/** Bytes, and the key with their hash. */
export interface TestObject {
  readonly key: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

/** An object made from a seed. The same seed makes the same object. */
export function testObject(seed: number, sizeBytes = 1000, productId = "TBF-7KQ2"): TestObject {
  const bytes = new Uint8Array(sizeBytes);
  for (let i = 0, x = seed + 1; i < sizeBytes; i++) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = x >>> 16;
  }
  const sha256 = sha256Hex(bytes);
  return { key: objectKey(productId, "cover", sha256), bytes, sha256 };
}
