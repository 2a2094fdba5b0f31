import assert from "node:assert/strict";
import { listJobs } from "../../devkit/testing/job_rows.ts";
import { openShop, sell } from "../../devkit/testing/shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { longTest } from "../../devkit/testing/sample.ts";

longTest(
  "a shop whose connections to PostgreSQL go silent serves its buyers, and stores its pictures",
  async () => {
    await using shop = await openShop({ proxy: true });
    const { buyer, proxy, db } = shop;
    const before = await sell(shop.seller, { title: "Before" });
    proxy.silence();
    const answer = await buyer.say("/browse");
    assert.match(answer.text, /Before/);
    const after = await sell(shop.seller, { title: "After" });
    await until("both pictures stored", async () => {
      const jobs = await listJobs(db, { productIds: [before, after] });
      return jobs.filter(({ state }) => state === "completed").length === 2;
    });
  },
);
