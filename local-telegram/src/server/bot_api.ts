import type { CallRecord, Fault } from "../control/control.ts";
import { ApiRefusal, type ResponseParameters, tooManyRequests } from "../errors.ts";
import type { ActiveFault } from "../state/faults.ts";

import type { Method } from "../methods/method.ts";
import type { NamedMethod } from "../methods/mod.ts";
import {
  loggedParams,
  mediaSource,
  type Payload,
  readPayload,
  uploadedBytes,
} from "../methods/payload.ts";
import type { Platform } from "../state/platform.ts";
import type { BotRecord } from "../state/records.ts";
import { type RefusalByName, type RefusalName, REFUSALS } from "../state/refusals.ts";
import { pause } from "./pause.ts";
import { DROP } from "./web_server.ts";

/** The end of a call. `DROP` means: close the connection without an answer. */
type Outcome = Envelope | { readonly html: string; readonly status: number } | typeof DROP;

/** An answer of the Bot API. Without a description the call has succeeded. */
interface Envelope {
  readonly status: number;
  readonly result?: unknown;
  readonly description?: string;
  readonly parameters?: ResponseParameters | undefined;
}

/** A call as it comes over HTTP. */
export interface IncomingCall {
  readonly token: string;
  readonly method: string;
  readonly request: Request;
  /** Fires when the client leaves before it has its answer. */
  readonly gone: AbortSignal;
}

/** Answers Bot API calls: it finds bot and method, applies faults and writes the call log. */
export class BotApi {
  readonly #platform: Platform;
  readonly #methods: ReadonlyMap<string, NamedMethod>;

  constructor(platform: Platform, methods: ReadonlyMap<string, NamedMethod>) {
    this.#platform = platform;
    this.#methods = methods;
  }

  /** Answers one call in the format of the Bot API. */
  async answer({ token, method, request, gone }: IncomingCall): Promise<Response | typeof DROP> {
    try {
      const bot = this.bot(token);
      const payload = await readPayload(request);
      const response = respond(await this.#loggedCall(bot, method, payload, gone));
      if (response !== DROP && this.#platform.faults.willDrop) {
        response.headers.set("connection", "close");
      }
      return response;
    } catch (error) {
      return respond(failed(error));
    }
  }

  /** Executes a call that came in a webhook's answer. Nobody gets its result. */
  async execute(bot: BotRecord, method: string, params: object): Promise<void> {
    const payload = { params: { ...params }, uploads: new Map() };
    await this.#loggedCall(bot, method, payload, new AbortController().signal);
  }

  /** Returns the bot of a token. It refuses an unknown or malformed token. */
  bot(token: string): BotRecord {
    if (!/^\d{1,15}:[\w-]+$/.test(token)) throw new ApiRefusal(404, "");
    const bot = this.#platform.state.bots.values().find((candidate) => candidate.token === token);
    if (bot === undefined) throw new ApiRefusal(401, "Unauthorized");
    return bot;
  }

  async #loggedCall(
    bot: BotRecord,
    asked: string,
    payload: Payload,
    gone: AbortSignal,
  ): Promise<Outcome> {
    const { name, run } = this.#methods.get(asked.toLowerCase()) ?? { name: asked, run: unknown };
    const { calls, clock, faults, signal } = this.#platform;
    const started = { at: clock.now(), performanceMs: performance.now() };
    const logged = loggedParams(payload);
    const target = { botId: bot.id, method: name, payload: logged };
    const id = calls.begin({ botId: bot.id, method: name });
    const early = faults.early(target);
    const fault = early === undefined ? faults.take(target) : undefined;
    if (fault !== undefined) signal.notify();
    const act = () => settle(run, { platform: this.#platform, bot, payload, gone });
    const outcome = early === undefined
      ? await underFault(fault, gone, act)
      : failed(tooManyRequests(early));
    calls.finish({
      id,
      at: started.at,
      botId: bot.id,
      method: name,
      ...chatOf(logged),
      ...endOf(outcome),
      media: mediaSource(payload),
      uploadedBytes: uploadedBytes(payload.uploads),
      durationMs: performance.now() - started.performanceMs,
      payload: logged,
    });
    signal.notify();
    return outcome;
  }
}

function unknown(): never {
  throw new ApiRefusal(404, "method not found");
}

async function settle(run: Method, call: Parameters<Method>[0]): Promise<Envelope> {
  try {
    return { status: 200, result: await run(call) };
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Envelope {
  if (error instanceof ApiRefusal) {
    return { status: error.status, description: error.message, parameters: error.parameters };
  }
  // A bug of this server, or a client that left. The answer gives the details, because only developers read it.
  const text = error instanceof Error ? error.message : String(error);
  return { status: 500, description: `Internal Server Error: ${text}` };
}

async function underFault(
  active: ActiveFault | undefined,
  gone: AbortSignal,
  act: () => Promise<Envelope>,
): Promise<Outcome> {
  if (active === undefined) return await act();
  const { fault, released } = active;
  // The pause ends early when the client leaves.
  if (fault.delayMs !== undefined) await pause(fault.delayMs, gone);
  if (fault.hold === true) await released;
  if (fault.dropConnection === "before") return DROP;
  if (fault.dropConnection === "after") {
    await act();
    return DROP;
  }
  if (fault.htmlBody !== undefined) return { html: fault.htmlBody, status: fault.code ?? 502 };
  if (fault.refusal !== undefined) return refusedByName(fault.refusal);
  return fault.code === undefined ? await act() : injected(fault.code, fault);
}

function refusedByName(name: RefusalName): Envelope {
  const { code: status, description, migrateToChatId }: RefusalByName = REFUSALS[name];
  if (migrateToChatId === undefined) return { status, description };
  return { status, description, parameters: { migrate_to_chat_id: migrateToChatId } };
}

function injected(status: number, { description = "", retryAfter }: Fault): Envelope {
  if (retryAfter === undefined) return { status, description };
  return { status, description, parameters: { retry_after: retryAfter } };
}

function chatOf({ chat_id }: Readonly<Record<string, unknown>>): { chatId?: number } {
  const chatId = Number(chat_id);
  return chat_id !== undefined && Number.isInteger(chatId) ? { chatId } : {};
}

function endOf(outcome: Outcome): Pick<CallRecord, "status" | "description"> {
  if (outcome === DROP) return { status: 0, description: "connection dropped" };
  if ("html" in outcome) return { status: outcome.status, description: outcome.html };
  const { status, description } = outcome;
  return description === undefined ? { status } : { status, description };
}

function respond(outcome: Outcome): Response | typeof DROP {
  if (outcome === DROP) return DROP;
  if ("html" in outcome) {
    const headers = { "content-type": "text/html" };
    return new Response(outcome.html, { status: outcome.status, headers });
  }
  const { status, result, description, parameters } = outcome;
  if (description === undefined) return Response.json({ ok: true, result });
  const retryAfter = parameters?.retry_after;
  return Response.json({ ok: false, error_code: status, description, parameters }, {
    status,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
  });
}
