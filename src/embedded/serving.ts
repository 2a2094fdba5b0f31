/**
 * Lets other processes find the embedded parts of a folder. The process that runs the parts holds the folder's lock, and
 * writes their addresses to the file serving.json.
 * @module
 */
import { get } from "node:http";
import * as v from "valibot";
import { VitrineError } from "../errors.ts";
import { makeDataFolder } from "./data_folder.ts";
import { RUN_HEADER } from "./s3.ts";

const Address = v.pipe(v.string(), v.startsWith("http://127.0.0.1:"));
const ServingSchema = v.object({
  /** Id of the process's run. Its S3 server sends it with every answer. */
  runId: v.string(),
  /** A command runs only the parts that it needs. */
  by: v.picklist(["shop", "command"]),
  /** A second process must use the same database as the first. */
  postgres: v.picklist(["embedded", "configured"]),
  /** Absent when B2 is configured. */
  s3: v.optional(Address),
  /** Absent when the shop has a token, or when the command does not need Telegram. */
  telegram: v.optional(Address),
});

/** The addresses of a folder's parts. They contain no secret. */
export type Serving = v.InferOutput<typeof ServingSchema>;

/** Another process uses the folder of the embedded parts. */
export class DataFolderBusy extends VitrineError {
  readonly code = "data_folder_busy";
}

const ANSWER_LIMIT_MS = 2000;

/**
 * Locks the folder for this process. Undefined when another process has the lock. Two S3 servers must not share a folder:
 * each keeps its index in memory and does not see the other's objects. Removes the addresses that a killed process left.
 */
export async function lockFolder(dir: string): Promise<Disposable | undefined> {
  await makeDataFolder(dir);
  const file = await Deno.open(`${dir}/vitrine.lock`, { create: true, write: true });
  try {
    if (await file.tryLock(true)) {
      await removeFile(pathOf(dir));
      return held(file);
    }
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}

/** Writes the addresses of a locked folder's parts, in one step. Disposal removes them. */
export async function announce(dir: string, serving: Serving): Promise<AsyncDisposable> {
  const path = pathOf(dir);
  await Deno.writeTextFile(`${path}.new`, JSON.stringify(serving));
  await Deno.rename(`${path}.new`, path);
  return { [Symbol.asyncDispose]: () => removeFile(path) };
}

/** Reads the addresses of a folder's parts. Undefined when there are none, or when another server answers there. */
export async function findServing(dir: string): Promise<Serving | undefined> {
  const read = v.safeParse(ServingSchema, await readJson(pathOf(dir)));
  if (!read.success) return;
  const { s3, runId } = read.output;
  return s3 === undefined || await runIdAt(s3) === runId ? read.output : undefined;
}

/** Joins as a guest: another command keeps its parts open for it. Undefined when they are about to close. */
export async function joinGuests(dir: string): Promise<Disposable | undefined> {
  const file = await Deno.open(guestsOf(dir), { create: true, write: true });
  if (await file.tryLock(false)) return held(file);
  file.close();
  return undefined;
}

/** To close the file is not enough: a process that is being started at this moment still has it open. */
function held(file: Deno.FsFile): Disposable {
  return {
    [Symbol.dispose]() {
      file.unlockSync();
      file.close();
    },
  };
}

/** Waits until all guests have left. Remove the addresses first, so that no new guest comes. */
export async function untilGuestsLeft(dir: string, waits: () => void): Promise<void> {
  const file = await Deno.open(guestsOf(dir), { create: true, write: true });
  using _lock = held(file);
  if (await file.tryLock(true)) return;
  waits();
  await file.lock(true);
}

/** The run id of the server at a URL. Another server may have taken the port of a killed process. */
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
