import assert from "node:assert/strict";
import { openConfiguredStore } from "../../devkit/world/world.ts";
import { longTest, sized } from "../../devkit/testing/sample.ts";
import { chooseSeed, createRandom } from "../../devkit/testing/random.ts";
import { countJobsByState, STORING } from "../../devkit/testing/job_rows.ts";
import { openReplicas, type Replicas } from "../../devkit/testing/replicas.ts";
import { until } from "../../devkit/testing/until.ts";
import { auditDatabase, auditObjects, untilQuiet } from "../../devkit/replicas/audit.ts";
import { createCustomer } from "../../devkit/replicas/customer.ts";
import { createLedger, type Ledger } from "../../devkit/replicas/ledger.ts";
import type { Errand } from "../../devkit/replicas/plan.ts";

const PLACES = [0, 1];
const CUSTOMERS = sized({ all: 6, sample: 3 });
/** The updates between two changes. */
const UPDATES = sized({ all: 60, sample: 20 });
const SEED = chooseSeed();
const ERRANDS: readonly Errand[] = ["sale", "replacement", "view", "leafing"];
const [NEW_KEY, LAST_KEY] = [
  { keyId: "004-the-new-key", applicationKey: "K004-the-new-application-key" },
  { keyId: "004-the-last-key", applicationKey: "K004-the-last-application-key" },
];
const PUBLIC_URL = "https://pictures.example/shop";

const settingsOf = ({ keyId, applicationKey }: typeof NEW_KEY) => ({
  ...{ B2_KEY_ID: keyId, B2_APPLICATION_KEY: applicationKey },
});

/** Restarts one process after the other with other settings, while the others serve. */
async function roll(replicas: Replicas, settings: Record<string, string>): Promise<void> {
  for (const place of PLACES) {
    assert.equal(await replicas.stop(place), 0);
    await replicas.start(place, settings);
  }
}

/** Sells, replaces and looks, until it is told to end. */
async function use(replicas: Replicas, ledger: Ledger, isOver: () => boolean): Promise<void> {
  await Promise.all(Array.from({ length: CUSTOMERS }, async (_, n) => {
    const random = createRandom(SEED + n);
    const customer = await createCustomer(1001 + n, replicas, ledger, random);
    await customer.run("sale");
    while (!isOver()) await customer.run(random.pick(ERRANDS));
  }));
}

longTest(
  `the key of B2 and the public URL change while two processes serve: nothing is lost, and the old key is refused (seed ${SEED})`,
  async () => {
    await using replicas = await openReplicas(PLACES.length);
    const { balancer, world: { b2, db, environment } } = replicas;
    const ledger = createLedger();
    let [isOver, handled] = [false, 0];
    const more = () => balancer.handledCount(handled += UPDATES);
    const change = async () => {
      await more();
      b2.keys.push(NEW_KEY);
      await roll(replicas, settingsOf(NEW_KEY));
      // The old one is deleted at Backblaze.
      b2.keys.shift();
      await more();
      await roll(replicas, { ...settingsOf(NEW_KEY), B2_PUBLIC_URL: PUBLIC_URL });
      await more();
      isOver = true;
    };
    await Promise.all([change(), use(replicas, ledger, () => isOver)]);
    await untilQuiet(replicas);
    await auditDatabase(replicas, ledger);
    await auditObjects(withKey(replicas, NEW_KEY), ledger);
    const complaints = replicas.lives.flatMap(({ log }) => log)
      .filter(({ error }) => errorCode(error).startsWith("storage_"));
    assert.deepEqual(complaints, [], "no process had a key that is refused");
    assert.equal(b2.log.filter(({ status }) => status === 403).length, 0);
    assert.equal(ledger.placeholders, 0, "each process knew the address of each picture");
    assert.deepEqual(balancer.unanswered, [], "each update was answered 200 in the end");
    const rows = await db.selectFrom("products").select(["cover_image_url", "thumbnail_url"])
      .execute();
    const urls = rows.flatMap((row) => [row.cover_image_url, row.thumbnail_url]);
    assert.ok(urls.every((url) => url?.startsWith(`${PUBLIC_URL}/products/`)), urls.join("\n"));
    await using old = openConfiguredStore(environment);
    await assert.rejects(old.check(), { code: "storage_refused" });
    await deleteTooEarly(replicas, ledger);
  },
);

/** The code of an error in a line of the log; empty for a line without one. */
function errorCode(error: unknown): string {
  return String((error as { readonly code?: unknown } | undefined)?.code ?? "");
}

/**
 * The key is deleted while both processes have it, and B2 is away when they get the next one: what needs B2 waits, and nothing is
 * given up.
 */
async function deleteTooEarly(replicas: Replicas, ledger: Ledger): Promise<void> {
  const { b2, db } = replicas.world;
  b2.keys.splice(0, 1, LAST_KEY);
  const customer = await createCustomer(2001, replicas, ledger, createRandom(SEED));
  await customer.run("sale");
  await customer.run("view_of_dead_id");
  // An album has several.
  await until("a job waiting", async () => ((await countJobsByState(db, STORING)).retry ?? 0) > 0);
  await b2.down();
  await roll(replicas, { ...settingsOf(LAST_KEY), B2_PUBLIC_URL: PUBLIC_URL });
  await customer.run("view_of_dead_id");
  await b2.up();
  await untilQuiet(replicas);
  const { placeholders } = ledger;
  for (const product of ledger.sold.values()) await customer.look(product);
  assert.equal(ledger.placeholders, placeholders, "each picture is shown again");
  await auditDatabase(replicas, ledger);
  await auditObjects(withKey(replicas, LAST_KEY), ledger);
}

/** For an audit, which reads B2 with the settings of the world. */
function withKey(replicas: Replicas, key: typeof NEW_KEY): Replicas {
  const environment = { ...replicas.world.environment, ...settingsOf(key) };
  return { ...replicas, world: { ...replicas.world, environment } };
}
