import { createHash } from "node:crypto";
import { join } from "node:path";

/** Keeps bytes under their SHA-256. */
export interface Blobs {
  /** Keeps the bytes and returns their SHA-256 in hexadecimal. */
  put(bytes: Uint8Array): Promise<string>;
  /** Returns undefined for an unknown hash. */
  get(sha256: string): Promise<Uint8Array | undefined>;
}

/** Keeps blobs as files in `dir`, or in memory when there is no `dir`. */
export async function openBlobs(dir?: string): Promise<Blobs> {
  if (dir === undefined) return memoryBlobs();
  await Deno.mkdir(dir, { recursive: true });
  return fileBlobs(dir);
}

function memoryBlobs(): Blobs {
  const blobs = new Map<string, Uint8Array>();
  return {
    put(bytes) {
      const sha256 = sha256Of(bytes);
      if (!blobs.has(sha256)) blobs.set(sha256, bytes.slice());
      return Promise.resolve(sha256);
    },
    get: (sha256) => Promise.resolve(blobs.get(sha256)),
  };
}

function fileBlobs(dir: string): Blobs {
  return {
    async put(bytes) {
      const sha256 = sha256Of(bytes);
      const temporary = join(dir, `${sha256}.${crypto.randomUUID()}.tmp`);
      await Deno.writeFile(temporary, bytes);
      await Deno.rename(temporary, join(dir, sha256));
      return sha256;
    },
    async get(sha256) {
      try {
        return await Deno.readFile(join(dir, sha256));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return;
        throw error;
      }
    },
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
