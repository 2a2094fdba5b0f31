import assert from "node:assert/strict";
import { Sessions } from "../../src/console/session.ts";
import { logged } from "../../devkit/world/shop_process.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop, type ProcessShop, sell } from "../../devkit/testing/shop.ts";
import { rowsOfAllTables } from "../../devkit/testing/rows.ts";

const SECRET = "the-webhook-secret-of-this-test";
const OPERATOR = "the-operators-token-of-this-test";

/**
 * Opens a product's cover as an operator does, whose bucket is private: by the console, which leads to a signed address. Returns its
 * signature.
 */
async function openAtB2({ process, b2, db }: ProcessShop, id: string): Promise<string> {
  const page = `${process.url}/console/products/${id}`;
  const ask = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(url, { headers, redirect: "manual" });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const session = {
    Cookie: `vitrine_console=${new Sessions({ token: OPERATOR }).open("operator")}`,
  };
  const shown = await ask(page, session);
  assert.match(shown.text, new RegExp(`href="/console/products/${id}/open/cover"`));
  assert.ok(!shown.text.includes("X-Amz-"), "no page holds a signed address");
  assert.equal((await ask(`${page}/open/cover`)).status, 401);
  const sent = await ask(`${page}/open/cover`, session);
  const address = sent.headers.get("location")!;
  const [plain] = address.split("?");
  assert.deepEqual([sent.status, sent.headers.get("cache-control")], [302, "no-store"]);
  assert.deepEqual([(await ask(plain!)).status, (await ask(address)).status], [403, 200]);
  b2.quirks.clockAheadMs = 301_000;
  assert.equal((await ask(address)).status, 403, "it ends");
  b2.quirks.clockAheadMs = 0;
  const { cover_image_url: column } = await db.selectFrom("products").select("cover_image_url")
    .where("product_id", "=", id).executeTakeFirstOrThrow();
  assert.equal(column, plain, "the column holds the address without a signature");
  return new URL(address).searchParams.get("X-Amz-Signature")!;
}

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
  await seller.press(card, "🖼 Replace photo");
  await seller.photo(await photoJpeg({ widthPx: 500, heightPx: 400, seed: 2 }));
  await stored(id, from);
  await buyer.say(`/start ${id}`);
  await buyer.say("/verify");
  const signature = await openAtB2(shop, id);

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
  await shop.stop();
  assert.ok(shop.log.length > 5, "the log was read");
  assert.ok(!JSON.stringify(shop.log).includes(signature), "no line of the log has the signature");
});
