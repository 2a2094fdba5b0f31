import assert from "node:assert/strict";
import { isStored, openLegacyShop } from "../../devkit/testing/legacy_shop.ts";
import { runScript } from "../../devkit/testing/command.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openTelegramPictures } from "../../devkit/testing/telegram_pictures.ts";
import { longTest } from "../../devkit/testing/sample.ts";

const small = { widthPx: 60, heightPx: 40 };
const REVOKED = "AAErevoked-abcdefghijklmnopqrstuvwxyz01";

/** A shop with a photo of its bot, a link of its bot, and an address of another host. */
async function openParts() {
  await using stack = new AsyncDisposableStack();
  const shop = stack.use(await openLegacyShop());
  const { telegram, own } = stack.use(await openTelegramPictures());
  const path = await own.pathOf(await own.document(await photoJpeg({ ...small, seed: 2 })));
  await shop.row("TBF-id", await own.photo(await photoJpeg({ ...small, seed: 1 })));
  await shop.row("TBF-link", `https://api.telegram.org/file/bot${own.botId}%3A${REVOKED}/${path}`);
  await shop.row("TBF-web", "http://127.0.0.1:1/1.jpg");
  const bot = { TELEGRAM_BOT_TOKEN: own.token, TELEGRAM_API_ROOT: telegram.url };
  const report = `${shop.root}.jsonl`;
  const parts = stack.move();
  return {
    shop,
    /** Runs the command with a report. Returns what it said, with the report. */
    run: async (settings: Partial<typeof bot>, ...args: string[]) => {
      const given = { ...shop.environment, ...settings };
      const env = { ...given, IMAGE_ENGINE: "sharp" };
      const ran = await runScript("migrate_images", { args: [...args, "--report", report], env });
      const told = await Deno.readTextFile(report);
      await Deno.remove(report);
      return { ...ran, told, all: `${ran.stdout}${ran.stderr}${told}` };
    },
    bot,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

longTest(
  "migrate-images counts what rows hold, brings in what it may, and tells no token",
  async () => {
    await using parts = await openParts();
    const { shop, bot } = parts;
    const without = await parts.run({}, "--root", shop.root);
    assert.equal(without.code, 1, without.stderr);
    assert.match(without.told, /"outcome":"failed","reason":"no_bot_token",.*"hint":"Only a bot/);
    assert.match(without.stdout, /\n +1 {2}a Telegram file_id\. TELEGRAM_BOT_TOKEN of its bot/);
    assert.match(without.stdout, /\n +1 {2}a link of Telegram, which ends/);

    const imported = await parts.run(bot, "--root", shop.root);
    assert.equal(imported.code, 0, imported.all);
    assert.match(imported.stdout, /^outcome +pictures\nmigrated +4\n2 products in /);
    const account = "Pictures that are not stored, by what their columns hold:\n" +
      "       1  an address of another host. Telegram shows it as long as\n" +
      "          the host has it. --fetch brings it in\n";
    assert.ok(imported.stdout.includes(account), imported.stdout);
    for (const id of ["TBF-id", "TBF-link"]) assert.ok(await isStored(shop, id), id);

    const fetched = await parts.run(bot, "--fetch");
    assert.equal(fetched.code, 1, "a private address");
    assert.match(
      fetched.told,
      /"outcome":"unsupported","reason":"private_address",.*"hint":"The host/,
    );
    assert.match(fetched.stdout, /an address of another host/);
    const all = [without, imported, fetched].map((ran) => ran.all).join();
    assert.ok(!all.includes(REVOKED) && !all.includes(bot.TELEGRAM_BOT_TOKEN.split(":")[1]!), all);
  },
);

Deno.test("migrate-images --fetch says which permission it needs", async () => {
  await using shop = await openLegacyShop();
  const flags = ["--allow-net=127.0.0.1"];
  const args = ["--fetch"];
  const { code, stderr } = await runScript("migrate_images", {
    args,
    flags,
    env: shop.environment,
  });
  assert.equal(code, 2, stderr);
  assert.match(stderr, /deno run -P=start --allow-net --deny-net=169\.254\.0\.0\/16 /);
});

Deno.test("verify --all shows no token of a row", async () => {
  await using parts = await openParts();
  const env = parts.shop.environment;
  const { stdout } = await runScript("verify", { args: ["--all"], env });
  assert.match(
    stdout,
    /TBF-link \(Old\) {2}cover_image_url: https:\/\/api\.telegram\.org\/file\/bot\[token\]\//,
  );
});
