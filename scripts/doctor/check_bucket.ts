import { objectKey } from "../../src/domain/mod.ts";
import { drawPlaceholder } from "../../src/imaging/mod.ts";
import {
  type B2Settings,
  checkBucket,
  deleteVersions,
  type HiddenVersions,
  type ObjectStore,
  openObjectStore,
  readHiddenVersions,
  sha256Hex,
  StorageCapExceeded,
} from "../../src/storage/mod.ts";
import { examine, fail, type Finding, type Found, ok, warn } from "./finding.ts";

/** A hidden version costs as much as a shown one. Nobody needs it for longer: decision 10. */
const FEW_DAYS = 7;

/** Checks what the key may do, the lifecycle rule, and that one picture comes back as it was put. */
export async function checkB2(settings: B2Settings, publicUrl: string): Promise<Finding[]> {
  await using store = openObjectStore(settings);
  const key = await examine("b2 key", () => orCap(() => checkKey(store, settings)));
  if (key.some(({ level }) => level === "fail")) return key;
  return [
    ...key,
    ...await examine("lifecycle", async () => judgeRule(await readHiddenVersions(settings))),
    ...await examine("picture", (signal) => orCap(() => roundTrip(store, publicUrl, signal))),
  ];
}

async function checkKey(store: ObjectStore, settings: B2Settings): Promise<Found[]> {
  const lines = await checkBucket(store, settings);
  // Each says what to do.
  if (lines.length > 0) return lines.map((says) => ({ level: "fail", says }));
  const { host } = new URL(settings.endpoint);
  return [ok(`It may list, read, write and delete in ${settings.bucket} at ${host}`)];
}

/** What the rule of the bucket means. */
export function judgeRule(rule: HiddenVersions): Found {
  const remedy = "Set daysFromHidingToDeleting: 1 for the bucket (README, Deploy)";
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
async function drawOnce(): Promise<
  { key: string; bytes: Uint8Array<ArrayBuffer>; sha256: string }
> {
  const picture = await drawPlaceholder({ title: "Vitrine", productId: "doctor" });
  const bytes = new Uint8Array([...picture, ...crypto.getRandomValues(new Uint8Array(16))]);
  const sha256 = sha256Hex(bytes);
  return { key: objectKey("bucket-check", "cover", sha256), bytes, sha256 };
}

async function roundTrip(
  store: ObjectStore,
  publicUrl: string,
  signal: AbortSignal,
): Promise<Found[]> {
  const { key, bytes, sha256 } = await drawOnce();
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
    const shown = await openPublicly(`${publicUrl}/${key}`, sha256, signal);
    return [ok(`Put, read back by its hash and deleted: ${bytes.length} bytes in ${ms} ms`), shown];
  } finally {
    await deleteVersions(store, key, { policy: "view" });
  }
}

/** The columns hold public addresses. The bot itself never needs them: it sends bytes and file ids. */
async function openPublicly(url: string, sha256: string, signal: AbortSignal): Promise<Found> {
  const base = url.slice(0, url.indexOf("/products/"));
  const private_ = "Fine if the bucket is private. Else make it public, or correct B2_PUBLIC_URL";
  try {
    const answer = await fetch(url, { signal });
    const bytes = await answer.bytes();
    if (answer.ok && sha256Hex(bytes) === sha256) return ok(`People can open it at ${base}`);
    return warn(`People cannot open it at ${base}: the answer was ${answer.status}`, private_);
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return warn(`People cannot open it at ${base}: ${reason}`, private_);
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
