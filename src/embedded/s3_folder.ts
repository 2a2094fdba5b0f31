import { join } from "node:path";

/**
 * Repairs a folder of fauxqs after a kill during a write. fauxqs writes the bytes of an object first and its description
 * last, without temporary files, and cannot start with an incomplete description. An incomplete object is removed. Its
 * upload was never acknowledged.
 */
export async function mendS3Folder(dir: string, bucket: string): Promise<void> {
  const bucketDir = join(dir, "buckets", bucket);
  const objectsDir = join(bucketDir, "objects");
  await Deno.mkdir(objectsDir, { recursive: true });
  await mendBucket(join(bucketDir, ".bucket.json"), bucket);
  for await (const path of descriptions(objectsDir)) await mendObject(path);
}

/** Without this file, fauxqs forgets the bucket and all its objects. */
async function mendBucket(path: string, name: string): Promise<void> {
  if (await readJson(path) !== undefined) return;
  const bucket = { name, creationDate: new Date().toISOString(), type: "general-purpose" };
  await Deno.writeTextFile(`${path}.new`, JSON.stringify(bucket));
  await Deno.rename(`${path}.new`, path);
}

async function mendObject(path: string): Promise<void> {
  const dataPath = path.replace(/\.meta\.json$/, ".data");
  const description = await readJson(path);
  const sizeBytes = await Deno.stat(dataPath).then(({ size }) => size, () => undefined);
  if (sizeBytes !== undefined && description?.contentLength === sizeBytes) return;
  await Deno.remove(path);
  if (sizeBytes !== undefined) await Deno.remove(dataPath);
}

async function* descriptions(dir: string): AsyncIterable<string> {
  for await (const entry of Deno.readDir(dir)) {
    const path = join(dir, entry.name);
    if (entry.isDirectory) yield* descriptions(path);
    else if (entry.name.endsWith(".meta.json")) yield path;
  }
}

/** The object in a JSON file. Undefined if the file is missing or incomplete. */
async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(await Deno.readTextFile(path));
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
