/**
 * How a second process finds the embedded parts of a folder: the one that serves them holds the folder's lock and
 * writes down where they listen.
 * @module
 */
import { get } from "node:http";
import * as v from "valibot";
import { VitrineError } from "../errors.ts";
import { RUN_HEADER } from "./s3.ts";

const Address = v.pipe(v.string(), v.startsWith("http://127.0.0.1:"));
const ServingSchema = v.object({
  /** Of the process that wrote it; its S3 server says it with every answer. */
  runId: v.string(),
  /** A command opens no more than it needs. */
  by: v.picklist(["shop", "command"]),
  /** A second process must not look into another database than the first. */
  postgres: v.picklist(["embedded", "configured"]),
  /** Address of the S3 server; absent: B2 is configured. */
  s3: v.optional(Address),
  /** Address of the local Telegram; absent: the shop has it configured, the command does without. */
  telegram: v.optional(Address),
});

/** Where the process that serves a folder listens. Holds no secret. */
export type Serving = v.InferOutput<typeof ServingSchema>;

/** Another process holds the folder of the embedded parts. */
export class DataFolderBusy extends VitrineError {
  /** Stored and logged. */
  readonly code = "data_folder_busy";
}

const ANSWER_LIMIT_MS = 2000;

/**
 * Takes the folder for this process, or returns undefined when another has it: the S3 server keeps its index in
 * memory, and a second one would not see what the first put. What a killed process wrote down is removed.
 */
export async function lockFolder(dir: string): Promise<Disposable | undefined> {
  await Deno.mkdir(dir, { recursive: true });
  const file = await Deno.open(`${dir}/vitrine.lock`, { create: true, write: true });
  try {
    if (await file.tryLock(true)) {
      await removeFile(pathOf(dir));
      return file;
    }
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}

/** Writes down where the parts of a locked folder listen, whole or not at all, until disposed of. */
export async function announce(dir: string, serving: Serving): Promise<AsyncDisposable> {
  const path = pathOf(dir);
  await Deno.writeTextFile(`${path}.new`, JSON.stringify(serving));
  await Deno.rename(`${path}.new`, path);
  return { [Symbol.asyncDispose]: () => removeFile(path) };
}

/** Where the parts of a folder listen, or undefined when nobody says so, or not who answers there. */
export async function findServing(dir: string): Promise<Serving | undefined> {
  const read = v.safeParse(ServingSchema, await readJson(pathOf(dir)));
  if (!read.success) return;
  const { s3, runId } = read.output;
  return s3 === undefined || await runIdAt(s3) === runId ? read.output : undefined;
}

/** Keeps the parts of another command open while this one uses them; undefined when they are about to close. */
export async function joinGuests(dir: string): Promise<Disposable | undefined> {
  const file = await Deno.open(guestsOf(dir), { create: true, write: true });
  if (await file.tryLock(false)) return file;
  file.close();
  return undefined;
}

/** Waits until no guest uses the parts any more; none comes once nobody says where they listen. */
export async function untilGuestsLeft(dir: string, waits: () => void): Promise<void> {
  using file = await Deno.open(guestsOf(dir), { create: true, write: true });
  if (await file.tryLock(true)) return;
  waits();
  await file.lock(true);
}

/** Another server may listen on a port that a killed process had; only the run's own says its id. */
function runIdAt(url: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const request = get(url, { agent: false, timeout: ANSWER_LIMIT_MS }, (response) => {
    const said = response.headers[RUN_HEADER];
    response.on("error", () => {}).resume();
    resolve(typeof said === "string" ? said : undefined);
  });
  request.on("timeout", () => request.destroy());
  request.on("error", () => resolve(undefined));
  request.on("close", () => resolve(undefined));
  return promise;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return;
    throw error;
  }
}

async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function pathOf(dir: string): string {
  return `${dir}/serving.json`;
}

function guestsOf(dir: string): string {
  return `${dir}/guests.lock`;
}
