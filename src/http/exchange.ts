import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Reads a request of node:http as the web's `Request`. Undefined if it is none, such as one with a wrong URL. Giving up the
 * body leaves the connection open for the answer.
 */
export function readRequest(message: IncomingMessage): Request | undefined {
  const { method = "GET", url = "", rawHeaders } = message;
  try {
    const headers = new Headers();
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
    }
    const hasBody = method !== "GET" && method !== "HEAD";
    const body = hasBody ? { body: bodyOf(message) } : {};
    // Nobody else reads to its end what may follow the head.
    if (!hasBody) message.resume();
    // Routes go by the path. Only requests to proxies name a host here.
    return new Request(url.startsWith("/") ? `http://localhost${url}` : url, {
      method,
      headers,
      ...body,
    });
  } catch {
    return undefined;
  }
}

function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = message.iterator({ destroyOnReturn: false });
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

/** An answer that was made without the web's `Response`, which costs more than an update. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: object;
  /** Whether the connection stays open for the client's next request; not if absent. */
  readonly isKept?: boolean;
}

/** The same headers as the app's answers: no cache, no frame, no type guessing. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "content-type": "application/json",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=15552000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "SAMEORIGIN",
};

/**
 * Sends an answer that fits into memory. The connection ends with it, unless the answer keeps it and `mayKeep`. Returns
 * whether the connection is kept; then the answer is sent.
 */
export async function sendAnswer(
  given: Response | JsonAnswer,
  answer: ServerResponse,
  mayKeep: boolean,
): Promise<boolean> {
  const { headers, body } = given instanceof Response
    ? {
      headers: Object.fromEntries(given.headers),
      body: given.body === null ? undefined : new Uint8Array(await given.arrayBuffer()),
    }
    : { headers: HEADERS, body: new TextEncoder().encode(JSON.stringify(given.body)) };
  answer.shouldKeepAlive &&= mayKeep && "isKept" in given && given.isKept === true;
  const hasBody = answer.req.method !== "HEAD" && body !== undefined;
  answer.writeHead(given.status, {
    ...headers,
    ...(hasBody && { "content-length": body.length }),
  });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  answer.once("finish", () => resolve(answer.shouldKeepAlive));
  answer.once("close", () => resolve(false));
  answer.end(body);
  return await promise;
}
