/**
 * A proxy for the embedded S3 server that behaves like Backblaze B2: it checks signatures, refuses some headers and keeps
 * versions. It can also fail on demand. It is for the demo and the tests, never for a shop.
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { CHECK_KEY } from "../../src/storage/mod.ts";
import { listen } from "./listen.ts";
import { claimPort, type OwnPort } from "../own_port.ts";
import { type Effect, type Fault, Faults, operationOf } from "./faults.ts";
import { type Answer, errorAnswer, etagOf, type Quirks, refuse } from "./quirks.ts";
import { namedKey, type SignedRequest, type SigningKey } from "./signature.ts";
import { Versions } from "./versions.ts";

export { ACCESS_DENIED, CAP_EXCEEDED } from "./faults.ts";
export type { Effect, Fault, Quirks, SignedRequest, SigningKey };

/** Options of {@link openS3Front}. */
export interface S3FrontOptions {
  /** An S3 server with path-style URLs, and the key whose signatures are accepted. */
  readonly target: SigningKey & { readonly endpoint: string };
  /** All on if absent. */
  readonly quirks?: Partial<Quirks> | undefined;
}

/** A request that reached the front. */
export interface FrontRequest {
  readonly method: string;
  /** The object's key, or the prefix of a listing. */
  readonly key: string;
  /** Names are in lower case. */
  readonly headers: SignedRequest["headers"];
  /** Undefined before the answer, or when the connection was cut. */
  status: number | undefined;
  /** The length of the answer's body. 0 before the answer. */
  answerBytes: number;
}

/** A proxy that can fail on demand. */
export interface S3Front extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. It does not change after {@link S3Front.up}. */
  readonly endpoint: string;
  /** All requests since the start, also refused ones. */
  readonly log: readonly FrontRequest[];
  /** Accepted connections since the start. */
  readonly connections: number;
  /** Requests that a fault has struck since the start. */
  readonly strikes: number;
  /** They can be switched at any time. */
  readonly quirks: Quirks;
  /** The keys whose signatures are accepted. One can be added or removed at any time. */
  readonly keys: SigningKey[];
  /** Counts requests of this method and these keys. An absent argument matches any, but not the check of a start. */
  count(method?: string, keyPrefix?: string): number;
  /** Makes requests fail from now on. */
  fail(fault: Fault): void;
  /** Removes all faults. */
  heal(): void;
  /** Refuses connections and cuts the open ones. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
}

/** Opens the front on the loopback address. Disposal cuts its connections, but does not close the target. */
export async function openS3Front(options: S3FrontOptions): Promise<S3Front> {
  const front = new Front(options, await claimPort());
  await front.up();
  return front;
}

class Front implements S3Front {
  readonly log: FrontRequest[] = [];
  readonly quirks: Quirks;
  readonly keys: SigningKey[];
  readonly #target: S3FrontOptions["target"];
  readonly #faults = new Faults();
  // The client closes an idle connection first: no request meets one that is being closed.
  readonly #server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    // The target or the client is away. Like a broken proxy, cut the connection.
    this.#handle(request, response).catch(() => cut(response, "reset"));
  });
  readonly #port: OwnPort;
  connections = 0;
  readonly #versions = new Versions();
  /** Ends delayed answers when the front goes down. */
  #downed = new AbortController();

  constructor({ target, quirks }: S3FrontOptions, port: OwnPort) {
    this.#target = target;
    this.keys = [target];
    this.#port = port;
    this.quirks = {
      refuseChecksums: true,
      refuseConditionalPut: true,
      refuseAcl: true,
      versions: true,
      etags: "md5",
      listsVersions: true,
      clockAheadMs: 0,
      ...quirks,
    };
    this.#server.on("connection", () => this.connections++);
  }

  get strikes(): number {
    return this.#faults.strikes;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port.number}`;
  }

  count(method?: string, keyPrefix = ""): number {
    return this.log.filter(({ key, ...request }) =>
      (method ?? request.method) === request.method && key.startsWith(keyPrefix) &&
      (key !== CHECK_KEY || keyPrefix !== "")
    ).length;
  }

  fail(fault: Fault): void {
    this.#faults.add(fault);
  }

  heal(): void {
    this.#faults.clear();
  }

  async up(): Promise<void> {
    if (this.#server.listening) return;
    await listen(this.#server, this.#port.number);
    this.#downed = new AbortController();
  }

  async down(): Promise<void> {
    if (!this.#server.listening) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    this.#downed.abort();
    await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
    await this.#port[Symbol.asyncDispose]();
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry: FrontRequest = {
      method: incoming.method ?? "GET",
      key: keyOf(incoming.url ?? "/"),
      headers: incoming.headers,
      status: undefined,
      answerBytes: 0,
    };
    const effect = this.#faults.take(
      entry.method,
      entry.key,
      operationOf(entry.method, incoming.url ?? "/"),
    );
    const isUpload = entry.method === "PUT";
    if (isUpload && effect === "reset_in_body") {
      await once(incoming, "readable");
      this.log.push(entry);
      return cut(response, "reset");
    }
    const request = await read(incoming);
    this.log.push(entry);
    if (effect === "silence") return;
    if (effect === "reset") return cut(response, "reset");
    const answer = await this.#answer(isUpload ? damaged(request, effect) : request, effect);
    if (effect === "lost_answer") return cut(response, "reset");
    if (typeof effect === "object" && "answersAfter" in effect) await effect.answersAfter;
    entry.status = answer.status;
    entry.answerBytes = answer.body.length;
    const date = new Date(Date.now() + this.quirks.clockAheadMs).toUTCString();
    const headers = { ...answer.headers, date };
    write(response, request.method, { ...answer, headers }, isUpload ? undefined : effect);
  }

  async #answer(request: SignedRequest, effect: Effect | undefined): Promise<Answer> {
    const refusal = refuse(request, namedKey(request, this.keys), this.quirks);
    if (refusal) return errorAnswer(refusal);
    if (typeof effect === "object") {
      if ("status" in effect) return errorAnswer({ message: "Injected fault.", ...effect });
      if ("landsAfter" in effect) await effect.landsAfter;
      else if ("delayMs" in effect) {
        await sleep(effect.delayMs, undefined, { signal: this.#downed.signal });
      }
    }
    if (effect !== "keep_altered") return await this.#forward(request);
    const { "content-md5": _, ...headers } = request.headers;
    return await this.#forward({ ...request, headers, body: altered(request.body) });
  }

  async #forward(request: SignedRequest): Promise<Answer> {
    if (!this.quirks.versions) return await this.#send(request);
    const { method, target, body } = request;
    const key = keyOf(target);
    const query = new URL(target, "http://front").searchParams;
    if (method === "GET" && query.has("versions")) return this.#versions.page(query);
    const versionId = query.get("versionId");
    const older = method === "GET" && versionId !== null && this.#versions.get(key, versionId);
    if (older) return older;
    const isOneOfMore = method === "DELETE" && versionId !== null &&
      this.#versions.remove(key, versionId) === "others_left";
    if (isOneOfMore) return { status: 204, headers: {}, body: new Uint8Array() };
    const answer = await this.#send(request);
    if (method !== "PUT" || answer.status !== 200) return answer;
    const made = { "x-amz-version-id": this.#versions.add(key, body) };
    return { ...answer, headers: { ...answer.headers, ...made } };
  }

  async #send({ method, target, headers, body }: SignedRequest): Promise<Answer> {
    const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
    const answer = await fetch(new URL(withoutVersion(target), this.#target.endpoint), {
      method,
      headers: kept.map(([name, value]): [string, string] => [name, String(value)]),
      body: method === "PUT" ? body : null,
    });
    const bytes = await answer.bytes();
    const answered = Object.fromEntries(answer.headers);
    const { etag } = answered;
    if (etag !== undefined) Object.assign(answered, etagOf(etag, this.quirks));
    if (this.quirks.etags === "none") delete answered.etag;
    return { status: answer.status, headers: answered, body: bytes };
  }
}

/** Headers of one connection (RFC 9110 §7.6.1), and headers that fetch sets by itself. */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "host", "content-length", "expect"]);

async function read(incoming: IncomingMessage): Promise<SignedRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? "GET",
    target: incoming.url ?? "/",
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

function write(
  response: ServerResponse,
  method: string,
  answer: Answer,
  effect: Effect | undefined,
): void {
  const { "content-length": length, ...headers } = answer.headers;
  const body = effect === "alter" ? altered(answer.body) : answer.body;
  response.writeHead(answer.status, {
    ...headers,
    "content-length": method === "HEAD" ? length ?? "0" : body.length,
  });
  if (effect !== "truncate" && effect !== "reset_in_body") return void response.end(body);
  response.write(body.subarray(0, body.length / 2), () => {
    cut(response, effect === "truncate" ? "end" : "reset");
  });
}

function cut(response: ServerResponse, how: "end" | "reset"): void {
  if (how === "end") response.socket?.destroy();
  else response.socket?.resetAndDestroy();
}

/** The request as the store gets it. */
function damaged(request: SignedRequest, effect: Effect | undefined): SignedRequest {
  const { body } = request;
  if (effect === "alter") return { ...request, body: altered(body) };
  return effect === "truncate" ? { ...request, body: body.subarray(0, body.length / 2) } : request;
}

function altered(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const middle = body.length >> 1;
  return Uint8Array.from(body, (byte, i) => i === middle ? byte ^ 1 : byte);
}

/** The key of `/bucket/key?…`. For a request to the bucket, the prefix of its listing. */
function keyOf(target: string): string {
  const url = new URL(target, "http://front");
  const [, key = ""] = /^\/[^/]+\/?(.*)$/.exec(url.pathname) ?? [];
  return key === "" ? url.searchParams.get("prefix") ?? "" : decodeURIComponent(key);
}

/** The target keeps no versions. For it, to delete a version is to delete the object. */
function withoutVersion(target: string): string {
  const url = new URL(target, "http://front");
  url.searchParams.delete("versionId");
  return url.pathname + url.search;
}
