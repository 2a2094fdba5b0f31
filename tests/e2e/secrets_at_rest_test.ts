import assert from "node:assert/strict";
import { logged } from "../../devkit/world/shop_process.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, sell } from "../../devkit/testing/shop.ts";
import { rowsOfAllTables } from "../../devkit/testing/rows.ts";

const SECRET = "the-webhook-secret-of-this-test";
const OPERATOR = "the-operators-token-of-this-test";

Deno.test("no secret is stored: neither token nor key nor a file's address is in any row of any table", async () => {
  await using shop = await openShop({
    as: "process",
    environment: {
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      OPERATOR_TOKEN: OPERATOR,
      ADMIN_IDS: "202",
    },
  });
  const { seller, buyer, process, db, environment } = shop;
  const stored = (id: string, from = 0) =>
    process.line(logged("image_stored", { productId: id }), from);
  const id = await sell(seller);
  await stored(id);
  await buyer.say(`/start ${id}`);
  await buyer.press(await buyer.say("/browse"), "🔍 Details");
  const from = process.log.length;
  const card = await seller.say("/my");
  await seller.press(card, "🖼 Replace the photo");
  await seller.photo(await photoJpeg({ widthPx: 500, heightPx: 400, seed: 2 }));
  await stored(id, from);
  await buyer.say(`/start ${id}`);
  await buyer.say("/verify");

  const tables = await rowsOfAllTables(db);
  const rowsOf = (name: string) => tables.get(name)?.length ?? 0;
  assert.ok(rowsOf("public.image_events") >= 6, "the log has been dumped");
  assert.ok(rowsOf("public.products") === 1 && tables.size > 8, [...tables.keys()].join(", "));
  const text = [...tables.values()].flat().join("\n");
  assert.ok(text.includes(id), "what is there is found");
  const token = environment.TELEGRAM_BOT_TOKEN!;
  const secrets = {
    token,
    "what is secret of the token": token.split(":")[1]!,
    "the application key": environment.B2_APPLICATION_KEY!,
    "the webhook's secret": SECRET,
    "the operators' token": OPERATOR,
    "the database's password": new URL(environment.DATABASE_URL!).password,
    "the address of a file": "/file/bot",
    "a signature": "X-Amz-",
  };
  for (const [name, secret] of Object.entries(secrets)) {
    assert.ok(secret.length >= 6, `${name} is too short to be searched for`);
    const found = [...tables].filter(([, rows]) => rows.some((row) => row.includes(secret)));
    assert.deepEqual(found.map(([table]) => table), [], name);
  }
});
