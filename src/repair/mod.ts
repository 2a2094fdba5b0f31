/**
 * Repair: what B2 holds beside what the log says, and how what was lost comes back. It must not decide which picture is
 * current (that is the log) and delete nothing that the log names as a picture; it knows no chat, and is given how Telegram's files are
 * downloaded.
 * @module
 */
export type { Adopted, AdoptRefused } from "./adopt.ts";
export type {
  Compared,
  CompareDeps,
  CompareOptions,
  Finding,
  LostPicture,
  SpareObject,
} from "./compare.ts";
export { compare, OWN_PREFIX } from "./compare.ts";
export { type Deleted, deleteSpare } from "./deletion.ts";
export { compareKeys, type Joined, type Keyed, mergeByKey } from "./merge.ts";
export * from "./reconcile.ts";
export { type CopyHolder, type Lost, restore, type Restored } from "./restore.ts";
