import * as v from "valibot";
import { CONTROL_ARGUMENTS } from "../control/arguments.ts";
import type { TelegramControl } from "../control/control.ts";
import { decodeWire, encodeWire } from "../control/wire.ts";
import { LocalTelegramError, refused } from "../errors.ts";
import { fileByUniqueId } from "../files/files.ts";
import { latestEvent, type Platform } from "../state/platform.ts";

/** Types that a browser may show in the page; any other file becomes a download. */
const SHOWN_IN_PLACE = /^image\/(jpeg|png|webp|gif)$/;
/** How often an idle event stream sends a sign of life. */
const HEARTBEAT_MS = 15_000;

/**
 * Serves the control over HTTP: `POST /control/<method>` takes the arguments as a JSON array; `GET /control/events`
 * sends the number of the latest event as server-sent events; `GET /control/files/<fileUniqueId>` sends a file.
 */
export class ControlHttp {
  readonly #platform: Platform;
  readonly #control: TelegramControl;

  constructor(platform: Platform, control: TelegramControl) {
    this.#platform = platform;
    this.#control = control;
  }

  /** Answers a request to `/control/<path>`. */
  async answer(request: Request, path: string, gone: AbortSignal): Promise<Response> {
    if (request.method === "GET" && path === "events") return this.#events(gone);
    if (request.method === "GET" && path.startsWith("files/")) {
      return await this.#file(path.slice(6));
    }
    try {
      const result = await this.#call(path, await request.text());
      return json(200, result);
    } catch (error) {
      return failure(error);
    }
  }

  async #call(name: string, body: string): Promise<unknown> {
    if (!isMethod(name)) throw refused(`Cannot call control method "${name}": no such method`);
    const args = v.safeParse(CONTROL_ARGUMENTS[name], parseArguments(body));
    if (!args.success) {
      const [issue] = args.issues;
      const where = v.getDotPath(issue) ?? "?";
      throw refused(`Cannot call control method "${name}": argument ${where}: ${issue.message}`);
    }
    // The schema of this method has checked the arguments.
    const method = this.#control[name] as (...args: unknown[]) => Promise<unknown>;
    return await method(...args.output);
  }

  async #file(uniqueId: string): Promise<Response> {
    const file = fileByUniqueId(this.#platform, uniqueId);
    const bytes = file === undefined ? undefined : await this.#platform.blobs.get(file.sha256);
    if (file === undefined || bytes === undefined) {
      return new Response("Not Found", { status: 404 });
    }
    const inPlace = SHOWN_IN_PLACE.test(file.mimeType);
    return new Response(new Uint8Array(bytes), {
      headers: {
        "content-type": inPlace ? file.mimeType : "application/octet-stream",
        "content-disposition": inPlace ? "inline" : "attachment",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "private, max-age=3600",
      },
    });
  }

  #events(gone: AbortSignal): Response {
    const stream = ReadableStream.from(this.#eventLines(gone)).pipeThrough(new TextEncoderStream());
    return new Response(stream, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  }

  async *#eventLines(gone: AbortSignal): AsyncGenerator<string> {
    const { signal } = this.#platform;
    let seen = -1;
    while (!gone.aborted) {
      const latest = latestEvent(this.#platform);
      yield latest === seen ? ": alive\n\n" : `data: ${latest}\n\n`;
      seen = latest;
      const changed = () => latestEvent(this.#platform) !== seen || undefined;
      try {
        await signal.until(changed, { timeoutMs: HEARTBEAT_MS, abort: gone });
      } catch {
        // The reader has left, or the server is closing.
        return;
      }
    }
  }
}

function isMethod(name: string): name is keyof TelegramControl {
  return Object.hasOwn(CONTROL_ARGUMENTS, name);
}

function parseArguments(body: string): unknown {
  try {
    return decodeWire(body);
  } catch (cause) {
    throw refused("Cannot read the arguments: expected a JSON array", { cause });
  }
}

function failure(error: unknown): Response {
  if (error instanceof LocalTelegramError) {
    const status = error.code === "local_telegram_timeout" ? 408 : 400;
    return json(status, { code: error.code, message: error.message });
  }
  const message = error instanceof Error ? error.message : String(error);
  return json(500, { code: "local_telegram_refused", message });
}

function json(status: number, body: unknown): Response {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return new Response(encodeWire(body), { status, headers });
}
