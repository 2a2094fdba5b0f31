import assert from "node:assert/strict";
import { logged } from "../../devkit/world/shop_process.ts";
import { createPerson } from "@vitrine/local-telegram";
import { markedPhoto } from "../../devkit/world/marker.ts";
import { endHeartbeats, hastenJobs } from "../../devkit/testing/job_rows.ts";
import { longTest, sized } from "../../devkit/testing/sample.ts";
import { chooseSeed, createRandom } from "../../devkit/testing/random.ts";
import { openReplicas, type Replicas } from "../../devkit/testing/replicas.ts";
import { sell } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { auditDatabase, auditObjects, untilQuiet } from "../../devkit/replicas/audit.ts";
import { createCustomer } from "../../devkit/replicas/customer.ts";
import { holdUpdateAt, type InHand } from "../../devkit/replicas/in_hand.ts";
import { createLedger } from "../../devkit/replicas/ledger.ts";
import type { Errand } from "../../devkit/replicas/plan.ts";

const PLACES = 3;
const CUSTOMERS = sized({ all: 8, sample: 4 });
/** The updates between two restarts. */
const UPDATES = sized({ all: 60, sample: 15 });
const SEED = chooseSeed();
const ERRANDS: readonly Errand[] = ["sale", "replacement", "view", "leafing"];

longTest(
  `a rolling restart under steady use drops nothing, and every process ends by itself (seed ${SEED})`,
  async () => {
    await using replicas = await openReplicas(PLACES);
    const ledger = createLedger();
    const inHand: InHand[] = [];
    let rolledOut = false;
    const use = Array.from({ length: CUSTOMERS }, async (_, n) => {
      const random = createRandom(SEED + n);
      const customer = await createCustomer(1001 + n, replicas, ledger, random);
      await customer.run("sale");
      while (!rolledOut) await customer.run(random.pick(ERRANDS));
    });
    const rollOut = async () => {
      for (let place = 0; place < PLACES; place++) {
        // Everyone is busy with something when the signal comes.
        await replicas.balancer.handledCount(UPDATES * (place + 1));
        const held = await holdUpdateAt(replicas, place);
        const stopping = stopByItself(replicas, place);
        await replicas.at(place).line(logged("stopping"));
        await held.release();
        await stopping;
        inHand.push(held);
        await replicas.start(place);
      }
      rolledOut = true;
    };
    await Promise.all([rollOut(), ...use]);
    await untilQuiet(replicas);
    await auditDatabase(replicas, ledger);
    await auditObjects(replicas, ledger);
    const { deliveries, failures, broken, unanswered } = replicas.balancer;
    const dropped = inHand.filter((held) => held.isDeliveredAgain());
    assert.equal(inHand.length, PLACES);
    assert.deepEqual(dropped, [], "each process answered what it had in hand before it ended");
    const complaints = replicas.lives.flatMap(({ log }) => log)
      .filter(({ level }) => level !== "info" && level !== "debug");
    assert.deepEqual(complaints, [], "nothing had to be cut off, nothing failed");
    assert.deepEqual(unanswered, [], "each update was answered 200 in the end");
    console.log(
      `seed ${SEED}: ${deliveries} deliveries, ${failures} of them made again, ${broken} broke off`,
    );
  },
);

longTest("the job of a killed process is done by another", async () => {
  await using replicas = await openReplicas(1);
  const { world: { telegram: { control } }, lives } = replicas;
  const user = { id: 101, firstName: "Sam", languageCode: "en" };
  const seller = await createPerson(control, user, { inTurn: true });
  const fault = await control.injectFault({ method: "getFile", hold: true });
  const productId = await sell(seller, { photo: await markedPhoto(1) });
  await control.waitForFault(fault);
  const heir = await replicas.start(1);
  const killed = await replicas.kill(0);
  await endHeartbeats(replicas.world.db);
  await control.releaseFault(fault);
  const line = await heir.line(logged("image_stored"));
  assert.equal(line.productId, productId);
  assert.ok(!killed.log.some(logged("image_stored")));
  assert.equal(lives.length, 2);
});

longTest(
  "a process that was told to stop ends by itself, though a view, a job and B2 hang",
  async () => {
    await using replicas = await openReplicas(1);
    const { world: { b2, telegram: { control } } } = replicas;
    const user = { id: 101, firstName: "Sam", languageCode: "en" };
    const seller = await createPerson(control, user, { inTurn: true });
    b2.fail({ method: "PUT", effect: "silence" });
    const productId = await sell(seller, { photo: await markedPhoto(1) });
    await until("a put", () => b2.count("PUT") > 0);
    const fault = await control.injectFault({ method: "sendPhoto", hold: true });
    const view = await control.sendText(user.id, `/start ${productId}`);
    await control.waitForFault(fault);
    await stopByItself(replicas, 0);
    // The next process does the rest.
    b2.heal();
    await control.clearFaults();
    const heir = await replicas.start(0);
    await hastenJobs(replicas.world.db);
    assert.equal((await seller.answerTo(view)).kind, "photo");
    await heir.line(logged("image_stored"));
  },
);

/** Stops the process. It ends by itself, whatever hangs. `tests/stop_test.ts` tests its time limit. */
async function stopByItself(replicas: Replicas, place: number): Promise<void> {
  const toldAt = performance.now();
  assert.equal(await replicas.stop(place), 0, "it ended by itself");
  console.log(`ended after ${((performance.now() - toldAt) / 1000).toFixed(1)} s`);
}
