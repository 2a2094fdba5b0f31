import { within } from "../../../src/std/mod.ts";
import { ME, PHOTO } from "../view/bot_api.ts";

/** The bot has lost an update that is not answered so long after the last one. */
const LATEST_MS = 60_000;

/** Makes an update of a user who has not been seen before. */
type Make = (id: number, chatId: number) => object;

interface Held {
  readonly update_id: number;
}

/** What a call to the Bot API holds, as far as it matters. */
interface Payload {
  readonly offset?: number;
  readonly timeout?: number;
  readonly chat_id: number;
}

/** A Bot API that holds updates until they are confirmed, and takes pictures. */
export class Updates implements AsyncDisposable {
  #held: Held[] = [];
  #arrived = Promise.withResolvers<void>();
  /** Far from the ids of the webhook's load: both use one database. */
  #lastId = 500_000;
  #isClosed = false;
  readonly #waiting = new Map<number, (atMs: number) => void>();
  readonly #server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const method = request.url.slice(request.url.lastIndexOf("/") + 1);
      const text = await request.text();
      const result = await this.#answer(method, JSON.parse(text === "" ? "{}" : text));
      return Response.json({ ok: true, result });
    },
  );

  /** Its address. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Makes so many updates a second. Returns how long each took until its picture call, in ms. */
  async steady(make: Make, perSecond: number, seconds: number): Promise<number[]> {
    const startedMs = performance.now();
    const views: Promise<number>[] = [];
    for (let n = 0; n < perSecond * seconds; n++) {
      const waitMs = startedMs + n * 1000 / perSecond - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      views.push(this.#one(make));
    }
    return await within(LATEST_MS, () => Promise.all(views));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#arrived.resolve();
    await this.#server.shutdown();
  }

  async #one(make: Make): Promise<number> {
    const id = ++this.#lastId;
    const chatId = 1_000_000 + id;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#waiting.set(chatId, resolve);
    this.#held.push(make(id, chatId) as Held);
    const startedMs = performance.now();
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
    return await promise - startedMs;
  }

  async #answer(method: string, payload: Payload): Promise<unknown> {
    if (method === "getMe") return ME;
    if (method === "getUpdates") return await this.#getUpdates(payload);
    if (method !== "sendPhoto") return true;
    const { chat_id: id } = payload;
    this.#waiting.get(id)?.(performance.now());
    return { message_id: 7, date: 1, chat: { id, type: "private" }, photo: PHOTO };
  }

  async #getUpdates({ offset = 0, timeout = 0 }: Payload): Promise<readonly Held[]> {
    this.#held = this.#held.filter(({ update_id }) => update_id >= offset);
    const endMs = performance.now() + timeout * 1000;
    while (this.#held.length === 0 && !this.#isClosed && performance.now() < endMs) {
      const ended = Promise.withResolvers<void>();
      const timer = setTimeout(ended.resolve, endMs - performance.now());
      await Promise.race([this.#arrived.promise, ended.promise]);
      clearTimeout(timer);
    }
    return this.#held.slice(0, 100);
  }
}
