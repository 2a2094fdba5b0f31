import assert from "node:assert/strict";
import { type Cell, describeMatrix, describeShared } from "./matrix.ts";
import { assertNothingLost, type Pictures } from "./support/invariants.ts";
import { loadImages } from "../../src/postgres/mod.ts";
import { plainRun } from "./support/ledger.ts";
import { type FaultShop, type FaultShopOptions, openFaultShop } from "./support/shop.ts";
import {
  browse,
  forgetCache,
  isLogged,
  sell,
  untilIdle,
  untilLogged,
  untilStored,
  view,
} from "./support/steps.ts";

/** Something that happens to the files of the disk cache; undone by emptying the folder. */
interface Damage {
  readonly fault: string;
  readonly harm: (dir: string) => Promise<void>;
  /** It strikes the next write too; what happens to files alone needs files. */
  readonly strikesWrites?: true;
}

async function eachFile(dir: string, change: (path: string) => Promise<void>): Promise<void> {
  for await (const { name } of Deno.readDir(dir)) await change(`${dir}/${name}`);
}

const DAMAGES: readonly Damage[] = [
  {
    fault: "files corrupt",
    harm: (dir) =>
      eachFile(dir, async (path) => {
        const bytes = await Deno.readFile(path);
        bytes[bytes.length >> 1]! ^= 1;
        await Deno.writeFile(path, bytes);
      }),
  },
  {
    fault: "files truncated",
    harm: (dir) =>
      eachFile(dir, async (path) => await Deno.truncate(path, (await Deno.stat(path)).size >> 1)),
  },
  { fault: "files empty", harm: (dir) => eachFile(dir, (path) => Deno.truncate(path)) },
  { fault: "files vanished", harm: (dir) => eachFile(dir, (path) => Deno.remove(path)) },
  {
    fault: "the folder vanished",
    harm: (dir) => Deno.remove(dir, { recursive: true }),
    strikesWrites: true,
  },
  {
    fault: "folders where files should be",
    harm: (dir) =>
      eachFile(dir, async (path) => {
        await Deno.remove(path);
        await Deno.mkdir(path);
      }),
  },
  {
    fault: "a file where the folder should be",
    harm: async (dir) => {
      await Deno.remove(dir, { recursive: true });
      await Deno.writeTextFile(dir, "");
    },
    strikesWrites: true,
  },
];

/** What a machine does whose disk is new. */
async function mend({ cacheDir }: FaultShop): Promise<void> {
  await Deno.remove(cacheDir, { recursive: true }).catch(() => {});
  await Deno.mkdir(cacheDir);
}

async function soldAndStored(shop: FaultShop): Promise<string> {
  const from = shop.log.length;
  const productId = await sell(shop);
  // The job fills the cache last, and then says that it is done.
  await untilLogged(shop, new RegExp(`The picture of ${productId} is stored`), from);
  return productId;
}

const own = (shop: FaultShop, productId: string) => shop.accepted.get(productId)?.markers[0];

/** Sold, and its thumb looked at; then looked at again, in the shop that nothing happens to. */
const soldAndSeen = async (shop: FaultShop) => {
  const productId = await soldAndStored(shop);
  await browse(shop, productId);
};

async function compare(shop: FaultShop, since: number): Promise<Pictures> {
  return await assertNothingLost(shop, { since, like: await plainRun(soldAndSeen) });
}

const AT: readonly Pick<Cell<FaultShop>, "moment" | "expected">[] = [
  { moment: "first view", expected: "B2 serves, the cache is filled anew" },
  { moment: "later view", expected: "Telegram serves, the disk is not asked" },
  { moment: "while storing", expected: "stored in B2, shown from there" },
];

const cells = DAMAGES.flatMap(({ fault, harm, strikesWrites }) =>
  AT.filter(({ moment }) => strikesWrites || moment !== "while storing").map((
    { moment, expected },
  ): Cell<FaultShop> => ({
    fault,
    moment,
    expected,
    run: async (shop) => {
      await mend(shop);
      const since = shop.accepted.size;
      if (moment === "while storing") await harm(shop.cacheDir);
      const productId = await soldAndStored(shop);
      if (moment === "later view") await browse(shop, productId);
      if (moment !== "while storing") await harm(shop.cacheDir);
      assert.equal(await browse(shop, productId), own(shop, productId));
      const gets = shop.b2.count("GET");
      assert.equal(await browse(shop, productId), own(shop, productId), "and once more");
      assert.equal(shop.b2.count("GET"), gets, "B2 is not asked again");
      return await compare(shop, since);
    },
  }))
);

describeShared("disk", "the cache is harmed", () => openFaultShop(), cells);

/** Folders that nobody may write to, not even the superuser: no file can be made there. */
const UNWRITABLE: readonly { readonly fault: string; readonly options: FaultShopOptions }[] = [
  { fault: "a folder that cannot be made", options: env({ IMAGE_CACHE_DIR: "/proc/vitrine" }) },
  { fault: "a folder that cannot be written to", options: env({ IMAGE_CACHE_DIR: "/proc/self" }) },
];

function env(environment: Record<string, string>): FaultShopOptions {
  return { environment };
}

describeMatrix(
  "disk",
  UNWRITABLE.map(({ fault, options }): Cell => ({
    fault,
    moment: "from the start, storing and viewing",
    expected: "sold, stored, and shown from B2",
    run: async () => {
      await using shop = await openFaultShop(options);
      await soldAndSeen(shop);
      const [productId = ""] = shop.accepted.keys();
      assert.equal(await view(shop, productId), own(shop, productId));
      return await compare(shop, 0);
    },
  })),
);

const LIMIT_BYTES = 512;
/** Any picture is longer than one block of 512 bytes, at which the writing of it breaks off. */
const WITHOUT_SPACE = ["sh", "-c", `trap '' XFSZ; ulimit -f 1; exec "$@"`, "sh"];

describeMatrix("disk", [{
  fault: "no space left: the write of a file breaks off in the middle (EFBIG)",
  moment: "storing and viewing",
  expected: "sold, stored, and shown from B2; no half file is left or served",
  run: async () => {
    await using shop = await openFaultShop({ as: "process", by: WITHOUT_SPACE });
    const productId = await sell(shop);
    await untilStored(shop, productId);
    assert.equal(await browse(shop, productId), own(shop, productId), "the thumb, from B2");
    const { thumb } = await loadImages(shop.db, productId);
    assert.ok((await shop.store.get(thumb.stored!.key))!.length > LIMIT_BYTES);
    await shop.telegram.control.killFileId(thumb.fileIds![0]!.fileId, "dead");
    const gets = shop.b2.count("GET");
    assert.equal(await browse(shop, productId), own(shop, productId), "and once more");
    assert.ok(shop.b2.count("GET") > gets, "B2 is asked again");
    assert.deepEqual(await Array.fromAsync(Deno.readDir(shop.cacheDir)), []);
    await shop.stop();
    assert.ok(isLogged(shop, /os error 27/), "the write was refused");
    await shop.start();
    return await assertNothingLost(shop);
  },
}]);

describeMatrix("disk", [{
  fault: "a cache that another process empties and damages",
  moment: "storing and viewing at the same time",
  expected: "each picture shown as it is",
  run: async () => {
    await using shop = await openFaultShop();
    const vandal = new AbortController();
    const vandalism = (async () => {
      for (let n = 0; !vandal.signal.aborted; n++) {
        const { harm } = DAMAGES[n % 4]!;
        await harm(shop.cacheDir).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    try {
      await soldAndSeen(shop);
      await soldAndSeen(shop);
      await untilIdle(shop);
    } finally {
      vandal.abort();
      await vandalism;
    }
    await forgetCache(shop);
    return await assertNothingLost(shop, { like: await plainRun(twice) });
  },
}]);

async function twice(shop: FaultShop): Promise<void> {
  await soldAndSeen(shop);
  await soldAndSeen(shop);
}

const PROCESS = new URL("../support/cache_process.ts", import.meta.url).pathname;

describeMatrix("disk", [{
  fault: "a cache that other processes share, and fill beyond its limit",
  moment: "storing and viewing at the same time",
  expected: "each picture shown as it is, and theirs are theirs",
  run: async () => {
    await using shop = await openFaultShop();
    const others = ["0", "13"].map((seed) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-check", "-P=test", PROCESS, shop.cacheDir, "9000", seed],
        stdout: "null",
        stderr: "null",
      }).spawn()
    );
    await twice(shop);
    const ended = await Promise.all(others.map((other) => other.status));
    assert.deepEqual(ended.map(({ code }) => code), [0, 0]);
    return await assertNothingLost(shop, { like: await plainRun(twice) });
  },
}]);
