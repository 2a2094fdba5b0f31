import assert from "node:assert/strict";
import {
  createEmbeddedFolder,
  openEmbeddedShop,
  personOf,
} from "../../devkit/testing/embedded_shop.ts";
import { until } from "../../devkit/testing/until.ts";
import { logged, type ShopProcess } from "../../devkit/world/shop_process.ts";

interface Entry {
  readonly panelId: string;
  readonly entry: { readonly title: string; readonly facts?: readonly (readonly string[])[] };
}

/** The page of a shop that runs without a bot token, without a browser. */
class StagePage implements AsyncDisposable {
  readonly entries: Entry[] = [];
  readonly #origin: string;
  readonly #leaving = new AbortController();
  readonly #reading: Promise<void>;

  constructor(shop: ShopProcess) {
    this.#origin = new URL(String(shop.log.find(logged("chat_page_open"))?.url)).origin;
    this.#reading = this.#read().catch(() => {});
  }

  /** Presses a button and returns what it tells. */
  async press(action: string): Promise<string> {
    const url = `${this.#origin}/control/panels/stage/${action}`;
    const response = await fetch(url, { method: "POST" });
    const { say, message } = await response.json();
    assert.equal(response.status, 200, message);
    return say;
  }

  /** Waits for an answer of the shop after the first `from` entries. Returns its facts. */
  async answer(from: number): Promise<Readonly<Record<string, string>>> {
    const find = () => this.entries.slice(from).find(({ panelId }) => panelId === "answers");
    await until("an answer on the page", () => Promise.resolve(find() !== undefined));
    return Object.fromEntries(find()!.entry.facts ?? []);
  }

  async #read(): Promise<void> {
    const { signal } = this.#leaving;
    const response = await fetch(`${this.#origin}/control/panels/events`, { signal });
    let text = "";
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + part).split("\n\n");
      text = blocks.pop()!;
      for (const block of blocks) {
        const [, json] = /^event: entry\ndata: (.*)$/m.exec(block) ?? [];
        if (json !== undefined) this.entries.push(JSON.parse(json));
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving.abort();
    await this.#reading;
  }
}

Deno.test("main.ts without a token fills the shop, breaks it, and shows how it heals", async (t) => {
  await using folder = createEmbeddedFolder();
  await using shop = await openEmbeddedShop(folder);
  await using page = new StagePage(shop);
  const kim = await personOf(shop, 7);
  /** Looks at the newest product, and returns what the page tells about it. */
  const look = async () => {
    const from = page.entries.length;
    assert.equal((await kim.say("/browse")).kind, "photo");
    return await page.answer(from);
  };
  await t.step("fills the shop once", async () => {
    assert.match(await page.press("samples"), /^12 products are on sale/);
    assert.match(await page.press("samples"), /already/);
    await until(
      "12 pictures in B2",
      () => Promise.resolve(shop.log.filter(logged("image_stored")).length === 12),
    );
    const events = page.entries.filter(({ panelId }) => panelId === "events");
    assert.ok(events.some(({ entry }) => entry.title === "ImageUploadedToB2"));
  });
  await t.step("heals a file id that Telegram refuses", async () => {
    await look();
    assert.equal((await look()).From, "file_id: Telegram has it");
    await page.press("file-id");
    const healed = await look();
    assert.deepEqual([healed.Healed, healed.From], ["1 refused file_id", "disk cache"]);
  });
  await t.step("has the pictures after a kill and a wiped disk", async () => {
    await look();
    await page.press("file-id");
    assert.match(await page.press("plug"), /open again/);
    const { From, "B2 requests": requests } = await look();
    assert.deepEqual([From, requests], ["B2", "1"]);
  });
  await t.step("shows pictures while B2 is down", async () => {
    assert.match(await page.press("b2"), /down/);
    assert.equal((await look()).From, "file_id: Telegram has it");
    assert.match(await page.press("b2"), /back/);
  });
  await t.step("goes on with a new token, and uploads nothing again", async () => {
    assert.match(await page.press("token"), /old token is refused/);
    assert.equal((await look())["To Telegram"], "0 bytes");
  });
  await t.step("leaves no shop running when it is killed", async () => {
    const port = String(shop.log.findLast(logged("http_listening"))?.port);
    const answers = () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(async (answer) => {
        await answer.body?.cancel();
        return true;
      }, () => false);
    assert.equal(await answers(), true);
    await shop.kill();
    await until("the end of the shop", async () => !await answers());
  });
});
