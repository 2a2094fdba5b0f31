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

/** The header by which the app keeps a connection open for the client's next request. */
export const KEPT = { Connection: "keep-alive" } as const;

/**
 * Sends an answer that fits into memory. The connection ends with it, unless the answer has the header {@link KEPT} and
 * `mayKeep`. Returns whether the connection is kept; then the answer is sent.
 */
export async function sendResponse(
  response: Response,
  answer: ServerResponse,
  mayKeep: boolean,
): Promise<boolean> {
  const body = new Uint8Array(await response.arrayBuffer());
  const { connection, ...headers } = Object.fromEntries(response.headers);
  answer.shouldKeepAlive &&= mayKeep && connection === KEPT.Connection;
  const hasBody = answer.req.method !== "HEAD" && response.body !== null;
  const length = hasBody ? { "content-length": body.length } : {};
  answer.writeHead(response.status, { ...headers, ...length });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  answer.once("finish", () => resolve(answer.shouldKeepAlive));
  answer.once("close", () => resolve(false));
  answer.end(body);
  return await promise;
}
