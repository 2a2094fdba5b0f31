import assert from "node:assert/strict";
import { logged, type LogLine } from "../../devkit/world/shop_process.ts";
import { DENO_RUN } from "../../src/std/mod.ts";
import type { Rung } from "../../src/pictures/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import { until } from "../../devkit/testing/until.ts";
import { type Cell, describeMatrix, describeShared } from "../../devkit/faults/matrix.ts";
import { type Damage, DAMAGES, filesIn, startVandal } from "../../devkit/faults/disk_damages.ts";
import { assertNothingLost } from "../../devkit/faults/invariants.ts";
import { plainRun } from "../../devkit/faults/ledger.ts";
import { forgetThumb, look, lookFrom, present } from "../../devkit/faults/served.ts";
import { type FaultShop, openFaultShop } from "../../devkit/faults/shop.ts";
import {
  browse,
  failedBy,
  forgetCache,
  isLogged,
  sell,
  untilIdle,
  untilLogged,
  untilStored,
} from "../../devkit/faults/steps.ts";

/** Empties the cache, as a new disk does. */
async function mend({ cacheDir }: FaultShop): Promise<void> {
  await Deno.remove(cacheDir, { recursive: true }).catch(() => {});
  await Deno.mkdir(cacheDir);
}

async function soldAndStored(shop: FaultShop): Promise<string> {
  const from = shop.log.length;
  const productId = await sell(shop);
  // The job fills the cache last, and then logs that it is done.
  await untilLogged(shop, "image_stored", { productId }, from);
  return productId;
}

/**
 * A step of a cell. `harm` damages the cache, and `forget` makes Telegram forget the thumb. A source views the thumb
 * and expects it from there. `as kept` expects it from the disk, or from B2 if the damage lasts.
 */
type Step = "sale" | "harm" | "forget" | "as kept" | Extract<Rung, "file_id" | "disk" | "b2">;

interface At {
  readonly moment: string;
  readonly expected: string;
  readonly expectedIfLasting: string;
  readonly steps: readonly Step[];
}

const FIRST_VIEW: At = {
  moment: "first view",
  expected: "from B2; the cache is filled again",
  expectedIfLasting: "from B2, and from B2 again when Telegram forgets",
  steps: ["sale", "harm", "b2", "file_id", "forget", "as kept"],
};

const AT: readonly At[] = [
  FIRST_VIEW,
  {
    moment: "later view",
    expected: "from Telegram; when it forgets, from B2, and the cache is filled again",
    expectedIfLasting: "from Telegram; whenever it forgets, from B2",
    steps: ["sale", "disk", "harm", "file_id", "forget", "b2", "forget", "as kept"],
  },
  {
    moment: "while storing",
    expected: "stored in B2, and in a new cache",
    expectedIfLasting: "stored in B2, shown from there",
    steps: ["harm", "sale", "as kept", "file_id", "forget", "as kept"],
  },
];

/** Does the steps. Without a damage, the disk has all bytes that B2 would serve. */
async function walk(shop: FaultShop, steps: readonly Step[], damage?: Damage): Promise<void> {
  const kept = damage?.lasts ? "b2" : "disk";
  let productId = "";
  for (const step of steps) {
    if (step === "sale") productId = await soldAndStored(shop);
    else if (step === "harm") await damage?.harm(shop.cacheDir);
    else if (step === "forget") await forgetThumb(shop, productId);
    else if (step === "as kept") await lookFrom(shop, productId, kept);
    else await lookFrom(shop, productId, step === "b2" && !damage ? "disk" : step);
  }
}

/** One function for each moment, so that `plainRun` runs each once. */
const PLAIN = new Map(AT.map((at) => [at, (shop: FaultShop) => walk(shop, at.steps)]));

const cells = DAMAGES.flatMap((damage) =>
  AT.filter(({ steps }) => damage.strikesWrites || steps[0] === "sale").map((
    at,
  ): Cell<FaultShop> => ({
    fault: damage.fault,
    moment: at.moment,
    expected: damage.lasts ? at.expectedIfLasting : at.expected,
    run: async (shop) => {
      await mend(shop);
      const since = shop.accepted.size;
      await walk(shop, at.steps, damage);
      return await assertNothingLost(shop, { since, like: await plainRun(PLAIN.get(at)!) });
    },
  }))
);

describeShared("disk", "the cache is damaged", () => openFaultShop(), cells);

/** The longest path of a file on Linux, in bytes. */
const PATH_MAX = 4096;

/** Folders that nobody can write to, not even the superuser. Each is made below a folder of its cell. */
const UNWRITABLE = [
  {
    fault: "a folder that cannot be made",
    make: async (parent: string) => {
      await Deno.writeTextFile(`${parent}/file`, "");
      return `${parent}/file/cache`;
    },
    says: { action: "make", code: "ENOTDIR" },
  },
  {
    fault: "a folder that cannot be written to",
    /** The longest path that a folder can have: every file in it has a path that is too long. */
    make: async (parent: string) => {
      const dir = `${parent}${`/${"x".repeat(199)}`.repeat(20)}`.padEnd(PATH_MAX - 10, "y");
      await Deno.mkdir(dir, { recursive: true });
      return dir;
    },
    says: { action: "write", code: "ENAMETOOLONG" },
  },
];

describeMatrix(
  "disk",
  UNWRITABLE.map(({ fault, make, says }): Cell => ({
    fault,
    moment: "from the start, storing and viewing",
    expected: "the log reports it; sold, stored, and shown from B2",
    run: async () => {
      await using stack = new AsyncDisposableStack();
      const parent = await Deno.makeTempDir({ prefix: "vitrine-faults-" });
      stack.defer(() => Deno.remove(parent, { recursive: true }));
      const environment = { IMAGE_CACHE_DIR: await make(parent) };
      const shop = stack.use(await openFaultShop({ environment }));
      await walk(shop, FIRST_VIEW.steps, { fault, harm: async () => {}, lasts: true });
      const { action, code } = says;
      const isFailure = logged("cache_failed", { action });
      const isIt = (line: LogLine) => isFailure(line) && failedBy(code)(line);
      assert.ok(isLogged(shop, isIt), `the log says ${JSON.stringify(says)}`);
      return await assertNothingLost(shop, { like: await plainRun(PLAIN.get(FIRST_VIEW)!) });
    },
  })),
);

const LIMIT_BYTES = 512;
/** Writing stops after one block of 512 bytes, and every picture is longer. */
const WITHOUT_SPACE = ["sh", "-c", `trap '' XFSZ; ulimit -f 1; exec "$@"`, "sh"];

describeMatrix("disk", [{
  fault: "no space left: the write of a file stops in the middle (EFBIG)",
  moment: "storing and viewing",
  expected: "sold, stored, and shown from B2; no half file is left or served",
  run: async () => {
    await using shop = await openFaultShop({ as: "process", by: WITHOUT_SPACE });
    const productId = await sell(shop);
    await untilStored(shop, productId);
    const { key } = (await loadImages(shop.db, productId)).images.thumb.stored!;
    for (const gets of [1, 2]) {
      assert.equal(await browse(shop, productId), present(shop, productId));
      assert.equal(shop.b2.count("GET", key), gets, "from B2");
      await forgetThumb(shop, productId);
    }
    assert.ok((await shop.store.get(key))!.length > LIMIT_BYTES);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(shop.cacheDir)), []);
    await shop.stop();
    // Deno gives this error no code.
    const refused = logged("cache_failed", { action: "write" });
    assert.ok(isLogged(shop, refused), "the write was refused");
    await shop.start();
    return await assertNothingLost(shop);
  },
}]);

/**
 * Sells two products, and views their thumbs when Telegram has forgotten them. Returns the number of B2 requests for
 * them.
 */
async function sellAndLook(
  shop: FaultShop,
  meanwhile: () => Promise<void> = async () => {},
): Promise<number> {
  const before = await soldAndStored(shop);
  await meanwhile();
  const sold = [before, await soldAndStored(shop)];
  let gets = 0;
  for (let round = 0; round < 3; round++) {
    for (const productId of sold) {
      gets += (await look(shop, productId)).gets;
      await forgetThumb(shop, productId);
    }
  }
  await untilIdle(shop);
  return gets;
}

async function undisturbed(shop: FaultShop): Promise<void> {
  assert.equal(await sellAndLook(shop), 0, "the cache serves");
}

describeMatrix("disk", [{
  fault: "a cache that another process empties and damages",
  moment: "storing and viewing at the same time",
  expected: "each picture is shown correctly, from B2 if the cache lacks it",
  run: async () => {
    await using shop = await openFaultShop();
    const vandal = startVandal(shop.cacheDir);
    const gets = await sellAndLook(shop).finally(() => vandal.stop());
    const strikes = await vandal.stop();
    for (const [way, times] of Object.entries(strikes)) assert.ok(times > 0, `${way}: struck`);
    assert.ok(gets > 0, "views met damaged files");
    await forgetCache(shop);
    return await assertNothingLost(shop, { like: await plainRun(undisturbed) });
  },
}]);

const PROCESS = new URL("../../devkit/testing/cache_process.ts", import.meta.url).pathname;

/** Fills a cache beyond its limit for about a second. */
function spawnProcess(dir: string, seed: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...DENO_RUN, "--no-check", "-P=test", PROCESS, dir, "9000", seed],
    stdout: "null",
    stderr: "null",
  }).spawn();
}

describeMatrix("disk", [{
  fault: "a cache that other processes share, and fill beyond its limit",
  moment: "storing and viewing at the same time",
  expected:
    "each picture is shown correctly, from B2 when it was evicted; the others' files are intact",
  run: async () => {
    await using shop = await openFaultShop();
    const { cacheDir } = shop;
    const others: Deno.ChildProcess[] = [];
    const gets = await sellAndLook(shop, async () => {
      const ours = new Set(await filesIn(cacheDir));
      // Of a small photo, cover and thumb are the same bytes, and so the same file.
      assert.equal(ours.size, 1, "cover and thumb are in the cache");
      others.push(...["0", "13"].map((seed) => spawnProcess(cacheDir, seed)));
      await until(
        "ours displaced",
        async () => ours.isDisjointFrom(new Set(await filesIn(cacheDir))),
      );
    });
    const ended = await Promise.all(others.map((other) => other.status));
    assert.deepEqual(ended.map(({ code }) => code), [0, 0]);
    assert.ok(gets > 0, "B2 serves evicted pictures");
    return await assertNothingLost(shop, { like: await plainRun(undisturbed) });
  },
}]);
