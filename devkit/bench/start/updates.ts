import { ME, PHOTO } from "../view/bot_api.ts";

/** A Bot API that holds updates until they are confirmed, and takes pictures. */
export interface Updates extends AsyncDisposable {
  readonly url: string;
  /** Makes so many updates a second. Returns how long each took until its picture call, in ms. */
  steady(
    make: (id: number, chatId: number) => object,
    rate: { readonly perSecond: number; readonly seconds: number },
  ): Promise<number[]>;
}

interface Held {
  readonly update_id: number;
}

/** Opens it on a free port. */
export function openUpdates(): Updates {
  let held: Held[] = [];
  let arrived = Promise.withResolvers<void>();
  const waiting = new Map<number, (atMs: number) => void>();

  async function getUpdates({ offset = 0, timeout = 0 }): Promise<readonly Held[]> {
    held = held.filter(({ update_id }) => update_id >= offset);
    const endMs = performance.now() + timeout * 1000;
    while (held.length === 0 && performance.now() < endMs) {
      let timer;
      const ended = new Promise((resolve) =>
        timer = setTimeout(resolve, endMs - performance.now())
      );
      await Promise.race([arrived.promise, ended]);
      clearTimeout(timer);
    }
    return held.slice(0, 100);
  }

  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const method = request.url.slice(request.url.lastIndexOf("/") + 1);
      const text = await request.text();
      const payload = text === "" ? {} : JSON.parse(text);
      if (method === "sendPhoto") waiting.get(payload.chat_id)?.(performance.now());
      const result = method === "getMe"
        ? ME
        : method === "getUpdates"
        ? await getUpdates(payload)
        : method === "sendPhoto"
        ? { message_id: 7, date: 1, chat: { id: payload.chat_id, type: "private" }, photo: PHOTO }
        : true;
      return Response.json({ ok: true, result });
    },
  );
  let lastId = 1000;

  function one(make: (id: number, chatId: number) => object): Promise<number> {
    const id = ++lastId;
    const chatId = 1_000_000 + id;
    const { promise, resolve } = Promise.withResolvers<number>();
    waiting.set(chatId, resolve);
    held.push(make(id, chatId) as Held);
    const startedMs = performance.now();
    arrived.resolve();
    arrived = Promise.withResolvers();
    return promise.then((atMs) => atMs - startedMs);
  }

  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async steady(make, { perSecond, seconds }) {
      const startedMs = performance.now();
      const views: Promise<number>[] = [];
      for (let n = 0; n < perSecond * seconds; n++) {
        const waitMs = startedMs + n * 1000 / perSecond - performance.now();
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        views.push(one(make));
      }
      return await Promise.all(views);
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
