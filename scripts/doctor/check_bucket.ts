import { objectKey } from "../../src/domain/mod.ts";
import { redact } from "../../src/log.ts";
import {
  type B2Settings,
  checkBucket,
  deleteVersions,
  type HiddenVersions,
  type ObjectStore,
  openObjectStore,
  readHiddenVersions,
  sha256Hex,
  type SigningStore,
  StorageCapExceeded,
} from "../../src/storage/mod.ts";
import { tracedRequest } from "../../src/traces.ts";
import { PROBE_JPEG } from "./probe_picture.ts";
import { examine, fail, type Finding, type Found, ok, warn } from "./finding.ts";

/** A hidden version costs as much as a shown one. Nobody needs it for longer: decision 10. */
const FEW_DAYS = 7;

/** Where the columns say that pictures are. */
export interface PublicPlace {
  readonly publicUrl: string;
  /** Whether the setting B2_PUBLIC_URL says so. */
  readonly isSet: boolean;
}

/**
 * Checks what the key may do, the lifecycle rule, and that one picture comes back as it was put; of a second bucket its key.
 * `isEmbedded`: the bucket is a folder of this machine.
 */
export async function checkB2(
  { mirror, ...settings }: B2Settings,
  place: PublicPlace,
  isEmbedded = false,
): Promise<Finding[]> {
  await using store = openObjectStore(settings);
  const key = await examine("b2 key", () => orCap(() => checkKey(store, settings)));
  const second = mirror === undefined ? [] : await checkMirror(mirror);
  if (key.some(({ level }) => level === "fail")) return [...key, ...second];
  return [
    ...key,
    ...await examine("lifecycle", () => checkRule(settings, isEmbedded)),
    ...await examine("picture", (signal) => orCap(() => roundTrip(store, place, signal))),
    ...second,
  ];
}

/** Without the second bucket, the shop works: nothing of it fails the report. */
async function checkMirror(mirror: B2Settings): Promise<Finding[]> {
  await using store = openObjectStore(mirror);
  const found = await examine("b2 mirror", () => orCap(() => checkKey(store, mirror)));
  return found.map((each) => ({
    ...each,
    says: each.says.replaceAll(/\bB2_/g, "B2_MIRROR_"),
    level: each.level === "fail" ? "warn" : each.level,
  }));
}

async function checkKey(store: ObjectStore, settings: B2Settings): Promise<Found[]> {
  const lines = await checkBucket(store, settings);
  // Each says what to do.
  if (lines.length > 0) return lines.map((says) => ({ level: "fail", says }));
  const { host } = new URL(settings.endpoint);
  return [ok(`It may list, read, write and delete in ${settings.bucket} at ${host}`)];
}

async function checkRule(settings: B2Settings, isEmbedded: boolean): Promise<Found> {
  if (isEmbedded) return ok("No rule is needed: the embedded bucket keeps no hidden versions");
  return judgeRule(await readHiddenVersions(settings));
}

/** What the rule of the bucket means. */
export function judgeRule(rule: HiddenVersions): Found {
  const remedy = "Set daysFromHidingToDeleting: 1 for the bucket (docs/deploy.md)";
  if (rule === "never") {
    return warn("No rule removes hidden versions: Backblaze bills them for ever", remedy);
  }
  if (rule === "unknown") {
    return warn("The store does not tell its rules to this key", `Look at the bucket. ${remedy}`);
  }
  const { afterDays } = rule;
  const says = `Hidden versions go after ${afterDays} day${afterDays === 1 ? "" : "s"}`;
  return afterDays <= FEW_DAYS ? ok(says) : warn(`${says}, and are billed until then`, remedy);
}

/** A picture of its own, so that no cache knows it. */
function makeProbe(): { key: string; bytes: Uint8Array<ArrayBuffer>; sha256: string } {
  const bytes = new Uint8Array([...PROBE_JPEG, ...crypto.getRandomValues(new Uint8Array(16))]);
  const sha256 = sha256Hex(bytes);
  return { key: objectKey("bucket-check", "cover", sha256), bytes, sha256 };
}

async function roundTrip(
  store: SigningStore,
  place: PublicPlace,
  signal: AbortSignal,
): Promise<Found[]> {
  const { key, bytes, sha256 } = makeProbe();
  const call = { policy: "view", signal } as const;
  const started = performance.now();
  try {
    await store.put(key, bytes, { ...call, sha256 });
    const back = await store.get(key, call);
    const ms = Math.round(performance.now() - started);
    if (back === undefined || sha256Hex(back) !== sha256) {
      return [
        fail("B2 does not give back what was put", "Run the command again, and ask Backblaze"),
      ];
    }
    const shown = await tellAccess(place, {
      open: (address) => openAt(address, sha256, signal),
      signed: () => store.sign(key),
      key,
    });
    return [ok(`Put, read back by its hash and deleted: ${bytes.length} bytes in ${ms} ms`), shown];
  } finally {
    await deleteVersions(store, key, { policy: "view" });
  }
}

/** How an address was opened: the status of the answer if it was another one, or why there was none. */
type Opened = "opened" | number | string;

/** Who can open a picture. The bot itself never needs an address: it sends bytes and file ids. */
async function tellAccess(
  { publicUrl, isSet }: PublicPlace,
  { open, signed, key }: {
    readonly open: (address: string) => Promise<Opened>;
    readonly signed: () => Promise<string>;
    readonly key: string;
  },
): Promise<Found> {
  const asAnybody = await open(`${publicUrl}/${key}`);
  if (asAnybody === "opened") {
    return ok(`The bucket is public: anybody can open it at ${publicUrl}`);
  }
  const says = `Nobody can open it at ${publicUrl}: ${describeAnswer(asAnybody)}`;
  const asSigned = await open(await signed());
  if (asSigned !== "opened") {
    const also = `${says}. A signed address does not open either: ${describeAnswer(asSigned)}`;
    return warn(also, "Look at the key, the clock of this machine, and B2_PUBLIC_URL");
  }
  if (!isSet && (asAnybody === 401 || asAnybody === 403)) {
    return ok("The bucket is private: addresses that people open are signed, and end soon");
  }
  return warn(says, "Fine if the bucket is private. Else make it public, or correct B2_PUBLIC_URL");
}

function describeAnswer(opened: Opened): string {
  return typeof opened === "number" ? `the answer was ${opened}` : opened;
}

async function openAt(address: string, sha256: string, signal: AbortSignal): Promise<Opened> {
  try {
    // The address may be signed.
    const answer = await tracedRequest("B2 open", () => fetch(address, { signal }));
    const bytes = await answer.bytes();
    if (answer.ok && sha256Hex(bytes) === sha256) return "opened";
    return answer.ok ? "it gives other bytes" : answer.status;
  } catch (error) {
    signal.throwIfAborted();
    return redact(error instanceof Error ? error.message : String(error));
  }
}

async function orCap(work: () => Promise<Found[]>): Promise<Found[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StorageCapExceeded)) throw error;
    return [fail(error.message, "Raise the daily cap (Caps & Alerts), or wait until midnight UTC")];
  }
}
