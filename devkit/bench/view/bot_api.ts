/**
 * The Bot API of the benchmark of views: it takes every call, answers at once and keeps nothing but the time. The local
 * Telegram keeps chats and checks each call, so it would be the bottleneck.
 * @module
 */

/** A call of the bot has come in whole. */
export interface Call {
  readonly chatId: number;
  readonly method: string;
  readonly atMs: number;
}

/** A Bot API server. */
export interface BotApi extends AsyncDisposable {
  readonly url: string;
  /** Called for each call with a picture. */
  onPicture: (call: Call) => void;
}

/** The bot of the benchmark: its id and token. */
export const BOT = { id: 4_200_001, token: "4200001:AAbenchbenchbenchbenchbenchbenchbench" };

const ME = { id: BOT.id, is_bot: true, first_name: "Bench", username: "bench_bot" };
const PHOTO = [{ file_id: "AgAC-sent", file_unique_id: "sent", width: 1280, height: 960 }];

/** Opens the server on a free port. */
export function openBotApi(): BotApi {
  const api = { onPicture: (_: Call) => {} };
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const method = request.url.slice(request.url.lastIndexOf("/") + 1);
      const result = await answer(method, request, (call) => api.onPicture(call));
      return Response.json({ ok: true, result });
    },
  );
  return Object.assign(api, {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  });
}

async function answer(
  method: string,
  request: Request,
  onPicture: (call: Call) => void,
): Promise<unknown> {
  if (method === "getMe") return ME;
  if (method !== "sendPhoto" && method !== "editMessageMedia") {
    await request.body?.cancel();
    return true;
  }
  const chatId = await chatOf(request);
  onPicture({ chatId, method, atMs: performance.now() });
  const chat = { id: chatId, type: "private", first_name: "Ann" };
  return { message_id: 7, date: 1, chat, photo: PHOTO };
}

async function chatOf(request: Request): Promise<number> {
  const text = await request.text();
  if (text.startsWith("{")) return JSON.parse(text).chat_id;
  return Number(/name="chat_id"\r\n\r\n(\d+)/.exec(text)?.[1]);
}
