import { PgBoss } from "pg-boss";
import { generationOf } from "../../src/domain/mod.ts";
import { accepted, execute, loadImages } from "../../src/event_log/mod.ts";
import { STORE_IMAGE } from "../../src/jobs/mod.ts";
import type { StoreImageJob } from "../../src/pictures/mod.ts";
import type { World } from "../world/world.ts";

/**
 * Adds products like the sold one without stored pictures, and enqueues jobs that store the pictures of each. Returns
 * the product ids.
 */
export async function fillQueue(
  world: Pick<World, "db" | "environment">,
  like: string,
  { products, jobsEach }: { readonly products: number; readonly jobsEach: number },
): Promise<string[]> {
  const { db } = world;
  const photo = (await loadImages(db, like)).images.cover.fileIds?.[0];
  if (photo === undefined) throw new TypeError(`Telegram holds no photo of ${like}`);
  const { botId, fileId, fileUniqueId } = photo;
  const captured = { botId, fileId, fileUniqueId };
  const ids = Array.from({ length: products }, (_, n) => `TBF-${10_000 + n}`);
  const rows = ids.map((product_id) => ({ product_id, title: product_id, seller_id: 101 }));
  await db.insertInto("products").values(rows).execute();
  const jobs: StoreImageJob[] = [];
  for (const productId of ids) {
    const command = { type: "CaptureFileId", imageType: "cover", captured } as const;
    const executed = await execute(db, productId, command, { actor: "test" });
    const generation = generationOf(accepted(executed).state);
    jobs.push({ botId, productId, generation, fileId });
  }
  await insertJobs(world, Array.from({ length: jobsEach }, () => jobs).flat());
  return ids;
}

async function insertJobs(
  world: Pick<World, "environment">,
  jobs: readonly StoreImageJob[],
): Promise<void> {
  const connectionString = world.environment.DATABASE_URL!;
  const boss = new PgBoss({ connectionString, supervise: false, schedule: false, max: 1 });
  boss.on("error", () => {});
  await boss.start();
  for (let from = 0; from < jobs.length; from += 1000) {
    await boss.insert(STORE_IMAGE.name, jobs.slice(from, from + 1000).map((data) => ({ data })));
  }
  await boss.stop({ graceful: false });
}
