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

/** Sends an answer that fits into memory. The connection ends with it. */
export async function sendResponse(response: Response, answer: ServerResponse): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  answer.shouldKeepAlive = false;
  const hasBody = answer.req.method !== "HEAD" && response.body !== null;
  const length = hasBody ? { "content-length": body.length } : {};
  answer.writeHead(response.status, { ...Object.fromEntries(response.headers), ...length });
  answer.end(body);
}
