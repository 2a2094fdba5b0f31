import { describeError, logger } from "../log.ts";
import { pause } from "../std/mod.ts";

/** What a page says about its stream. `trouble`: the shop cannot make the page now. `full`: too many streams. */
type LiveState = "on" | "trouble" | "ended" | "moved" | "full";

/** Why a stream ends from our side: the session has ended, or too many others of this session came after it. */
type LiveEnd = Extract<LiveState, "ended" | "moved">;

/** Somebody who looks sees a change at once. */
const TICK_MS = 1000;
/** A page that is slow is made less often: a stream takes this share of the time at most. */
const SHARE = 10;
/** Proxies end a connection that is silent for a minute or more. */
const SILENT_MS = 15_000;
/** The browser asks again so long after a cut. */
const RETRY_MS = 2000;
/** While there are too many streams, a browser need not ask as often. */
const FULL_RETRY_MS = 15_000;
/** Each makes a page every second, and takes one of the server's connections. */
const MOST = 32;
/** Windows side by side. A browser opens six connections to an address; hidden pages close theirs. */
const MOST_OF_SESSION = 4;

/** The streams of this process. Each sends the parts of a page as they are now, then those that change. */
export class LiveStreams {
  readonly #open = new Set<{ readonly sessionId: string; readonly ended: AbortController }>();

  /**
   * A stream of server-sent events. `ask` makes the page anew, with all its checks of who asks. Nothing runs before the
   * stream is read.
   */
  open(sessionId: string, ask: () => Promise<Response>): ReadableStream<Uint8Array> {
    const ended = new AbortController();
    const texts = this.#texts({ sessionId, ended }, ask);
    const encoder = new TextEncoder();
    return new ReadableStream({
      async pull(controller) {
        const { done, value } = await texts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        ended.abort();
        await texts.return(undefined);
      },
    }, { highWaterMark: 0 });
  }

  /** Ends the streams of a session that has ended. */
  end(sessionId: string): void {
    for (const each of this.#open) if (each.sessionId === sessionId) end(each.ended, "ended");
  }

  async *#texts(
    stream: { readonly sessionId: string; readonly ended: AbortController },
    ask: () => Promise<Response>,
  ): AsyncGenerator<string, void> {
    const ofSession = [...this.#open].filter((each) => each.sessionId === stream.sessionId);
    if (ofSession.length >= MOST_OF_SESSION) end(ofSession[0]!.ended, "moved");
    else if (this.#open.size >= MOST) {
      yield `retry: ${FULL_RETRY_MS}\n${message("state", "full")}`;
      return;
    }
    this.#open.add(stream);
    try {
      yield `retry: ${RETRY_MS}\n\n`;
      yield* liveTexts(ask, stream.ended.signal);
    } finally {
      this.#open.delete(stream);
    }
  }
}

function end(stream: AbortController, why: LiveEnd): void {
  stream.abort(why);
}

async function* liveTexts(
  ask: () => Promise<Response>,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const sent = new Map<string, string>();
  let said: LiveState | undefined;
  let saidAt = performance.now();
  while (!signal.aborted) {
    const started = performance.now();
    const { state, parts } = await look(ask);
    const texts: string[] = [];
    for (const [id, html] of parts) {
      if (sent.get(id) === html) continue;
      texts.push(message("part", JSON.stringify({ id, html })));
      sent.set(id, html);
    }
    if (state !== said) texts.push(message("state", said = state));
    const isSilent = performance.now() - saidAt >= SILENT_MS;
    if (texts.length > 0 || isSilent) {
      yield texts.join("") || ":\n\n";
      saidAt = performance.now();
    }
    if (state === "ended") return;
    await pause(Math.max(TICK_MS, (performance.now() - started) * SHARE), signal);
  }
  if (typeof signal.reason === "string") yield message("state", signal.reason);
}

function message(event: "part" | "state", data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}

/** The parts of the page as they are now. */
async function look(
  ask: () => Promise<Response>,
): Promise<{ readonly state: LiveState; readonly parts: ReadonlyMap<string, string> }> {
  try {
    const answer = await ask();
    const html = await answer.text();
    if (answer.status === 401) return { state: "ended", parts: new Map() };
    return answer.ok
      ? { state: "on", parts: partsOf(html) }
      : { state: "trouble", parts: new Map() };
  } catch (error) {
    logger("console").warn("A live page failed: {error}", { error: describeError(error) });
    return { state: "trouble", parts: new Map() };
  }
}

/** What `Live` has marked. These elements hold no others of their kind. */
export function partsOf(html: string): ReadonlyMap<string, string> {
  const found = html.matchAll(/<live-part id="([\w-]+)">(.*?)<\/live-part>/gs);
  return new Map([...found].map(([, id, inside]) => [id!, inside!]));
}
