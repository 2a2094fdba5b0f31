import { sql } from "kysely";
import { type Database, openDatabase } from "../../src/postgres/mod.ts";
import { openEmbeddedPostgres } from "../../src/embedded/postgres.ts";
import { DRAWINGS } from "../../src/embedded/stage/sample_drawings.ts";
import { ACTS } from "../../src/embedded/stage/words.ts";
import { changeJobs } from "../testing/job_rows.ts";
import type { EmbeddedFolder } from "../testing/embedded_shop.ts";
import { until } from "../testing/until.ts";
import { logged, type ShopProcess } from "../world/shop_process.ts";
import type { Camera, Look } from "./camera.ts";

const PICTURES = Object.values(DRAWINGS).flat().length;

const LOOKS: Readonly<Record<string, Look>> = {
  "390-light": { width: 390, scheme: "light" },
  "390-dark": { width: 390, scheme: "dark" },
  "1280-light": { width: 1280, scheme: "light" },
  "1280-dark": { width: 1280, scheme: "dark" },
};

/** A timeline is long, and the same all along. */
const TALLEST_PX = 2000;

/** Pages by the names of their pictures, and the looks in which each is taken. */
const SHOTS: readonly (readonly [name: string, path: string, looks: readonly string[]])[] = [
  ["overview", "", ["390-light", "390-dark", "1280-light", "1280-dark"]],
  ["product", "/products/$product", ["390-dark", "1280-light"]],
  ["drift", "/drift", ["390-dark", "1280-light"]],
  ["savings", "/savings", ["390-light", "1280-dark"]],
];

/** Shows the console of a shop with the sample products, a day of views, and some harm that was done by hand. */
export async function playConsole(
  camera: Camera,
  shop: ShopProcess,
  { dataDir }: EmbeddedFolder,
): Promise<void> {
  const chat = await camera.open("en", LOOKS["1280-light"]!);
  await chat.press(ACTS.samples.label.en);
  await until(
    "all pictures in B2",
    () => shop.log.filter(logged("image_stored")).length >= PICTURES,
  );
  await chat.page.close();
  await using postgres = await openEmbeddedPostgres({ dir: `${dataDir}/postgres` });
  await using db = openDatabase({ url: postgres.url, maxConnections: 1 });
  const product = await harm(db);
  await addViews(db);
  const base = String(shop.log.find(logged("console_open"))?.url);
  for (const [name, path, looks] of SHOTS) {
    for (const look of looks) {
      const url = base + path.replace("$product", product);
      const page = await camera.visit(url, LOOKS[look]!);
      // While the comparison with the log runs, a page loads itself again.
      await until("a page that stays", async () => {
        if (await page.locator("meta[http-equiv=refresh]").count() === 0) return true;
        await page.goto(url);
        return false;
      });
      await camera.shoot({ page }, `console-${name}-${look}`, LOOKS[look]!, TALLEST_PX);
      await page.close();
    }
  }
}

/** Two products get wrong columns and a job fails. Returns a product with more than one picture. */
async function harm(db: Database): Promise<string> {
  const { rows } = await sql<{ product_id: string }>`
    select product_id from products
    order by jsonb_array_length(coalesce(pictures_in_order, '[]')) desc, product_id`.execute(db);
  const [several, ...others] = rows.map(({ product_id }) => product_id);
  await sql`update products set cover_image_url = null where product_id = ${others[0]!}`
    .execute(db);
  await sql`update products set thumbnail_url = 'https://cdn.example/a-copy.jpg'
    where product_id = ${others[1]!}`.execute(db);
  await changeJobs(db, { queue: "store-image", productIds: [others.at(-1)!] }, {
    state: "failed",
    output: JSON.stringify({ message: "B2 did not answer within 90 s" }),
  });
  return several!;
}

/** A month of made-up views: few at night, and more from B2 and the disk on one afternoon. */
async function addViews(db: Database): Promise<void> {
  await sql`
    insert into shown_pictures
    select at, 60, 'thumb', rung, latency_class, pictures,
      case when rung = 'file_id' then 0 else pictures * 90000 end,
      case when rung = 'b2' then pictures * 90000 else 0 end
    from (select date_bin('1 hour', now(), 'epoch') - n * interval '1 hour' as at, n
      from generate_series(1, 719) n) hour
    cross join (values ('file_id', 16, 0.94), ('file_id', 18, 0.05), ('disk', 22, 0.008),
      ('b2', 28, 0.002)) source (rung, latency_class, share)
    cross join lateral (
      select ceil(share * (30 + 240 * (1 - cos(extract(hour from at) / 12 * pi())) + n % 7 * 11)
        * case when rung <> 'file_id' and n between 4 and 7 then 25 else 1 end)::bigint as pictures
    ) counted`.execute(db);
}
