import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { listen } from "../s3/listen.ts";

/** How a front breaks a request. */
export type HttpFault =
  /** The front answers. The target never gets the request. */
  | { readonly status: number; readonly body?: string }
  /** The connection breaks before the target gets the request, after its answer, or in the body of the answer. */
  | "dropped before"
  | "dropped after"
  | "cut in the body"
  /** No answer comes, or only half of its body. The connection stays open. */
  | "silent"
  | "silent in the body"
  /** The test itself sends the request to the target, in its own way. */
  | { readonly exchange: (body: Bytes, send: Send) => Promise<Bytes> };

/** The body of a request or an answer. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Sends the request with this body to the target. Returns the body of the answer. */
export type Send = (body: Bytes) => Promise<Bytes>;

/** An HTTP proxy before a server. It can break requests. */
export interface Front extends AsyncDisposable {
  readonly url: string;
  /** The address of the server. Requests fail until it is set. */
  target: string;
  /** Breaks the next requests with this path, 1 if `times` is absent. Returns a function that counts the broken ones. */
  fail(fault: HttpFault, path: RegExp, times?: number): () => number;
  /** Breaks no more requests. */
  heal(): void;
}

interface Pending {
  readonly fault: HttpFault;
  readonly path: RegExp;
  readonly times: number;
  hits: number;
}

/**
 * Opens a front on the loopback address. It keeps no connection open: HTTP clients repeat a request by themselves when a
 * kept connection breaks, and the caller would not notice.
 */
export async function openFront(): Promise<Front> {
  let pending: Pending[] = [];
  const gone = new AbortController();
  const front = { target: "" };
  const take = (path: string) => {
    const found = pending.find((each) => each.hits < each.times && each.path.test(path));
    if (found !== undefined) found.hits++;
    return found?.fault;
  };
  const server = createServer((request, response) => {
    const passing = pass(request, response, front.target, take(request.url ?? ""), gone.signal);
    passing.catch(() => response.destroy());
  });
  const port = await listen(server, 0);
  return Object.assign(front, {
    url: `http://127.0.0.1:${port}`,
    fail: (fault: HttpFault, path: RegExp, times = 1) => {
      const added = { fault, path, times, hits: 0 };
      pending.push(added);
      return () => added.hits;
    },
    heal: () => void (pending = []),
    [Symbol.asyncDispose]: async () => {
      gone.abort();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  fault: HttpFault | undefined,
  gone: AbortSignal,
): Promise<void> {
  const sent = await bodyOf(request);
  if (typeof fault === "object" && "status" in fault) {
    response.writeHead(fault.status, { "content-type": "text/html", "connection": "close" });
    response.end(fault.body ?? "");
    return;
  }
  if (fault === "silent") return;
  if (fault === "dropped before") return void response.destroy();
  const left = new AbortController();
  response.once("close", () => left.abort());
  let answer = new Response();
  const send = async (body: Bytes) => {
    answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? "GET",
      headers: headersOf(request),
      signal: AbortSignal.any([gone, left.signal]),
      ...(body.length > 0 && { body }),
    });
    return await answer.bytes();
  };
  const body = typeof fault === "object" ? await fault.exchange(sent, send) : await send(sent);
  if (fault === "dropped after") return void response.destroy();
  answerWith(response, answer, body, fault);
}

/** Sends the answer, or half of it. */
function answerWith(
  response: ServerResponse,
  { status, headers }: Response,
  body: Bytes,
  fault: HttpFault | undefined,
): void {
  response.writeHead(status, {
    "content-type": headers.get("content-type") ?? "application/octet-stream",
    "content-length": String(body.length),
    "connection": "close",
  });
  const isHalved = fault === "cut in the body" || fault === "silent in the body";
  if (!isHalved) return void response.end(body);
  response.write(body.subarray(0, body.length / 2), () => {
    if (fault === "cut in the body") response.destroy();
  });
}

async function bodyOf(request: IncomingMessage): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function headersOf({ headers }: IncomingMessage): [string, string][] {
  return Object.entries(headers)
    .filter(([name]) =>
      !["host", "connection", "content-length", "transfer-encoding"].includes(name)
    )
    .map(([name, value]) => [name, String(value)]);
}
