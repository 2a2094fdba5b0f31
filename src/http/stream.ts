import type { ServerResponse } from "node:http";
import type { Connection } from "./connection.ts";
import type { JsonAnswer } from "./exchange.ts";

/** An answer with a body that comes in pieces. */
type Stream = Response & { readonly body: ReadableStream<Uint8Array> };

/** Whether an answer comes piece by piece, for as long as its client stays. */
export function isStream(answer: Response | JsonAnswer): answer is Stream {
  if (!(answer instanceof Response) || answer.body === null) return false;
  return answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

/**
 * Sends a stream until it ends or its client is gone; then its source is cancelled. Between two pieces the client has nothing to
 * do. One that does not take a piece within `pieceMs` is cut off.
 */
export async function sendStream(
  { status, headers, body }: Stream,
  answer: ServerResponse,
  connection: Connection,
  pieceMs: number,
): Promise<void> {
  const pieces = body.getReader();
  let goOn = () => {};
  answer.once("close", () => {
    goOn();
    pieces.cancel().catch(() => {});
  });
  answer.shouldKeepAlive = false;
  answer.writeHead(status, Object.fromEntries(headers));
  for (;;) {
    connection.expectNothing();
    const { done, value } = await pieces.read();
    if (done || connection.destroyed) break;
    connection.expectWithin(pieceMs);
    await new Promise<void>((resolve) => {
      goOn = resolve;
      answer.write(value, () => resolve());
    });
  }
  connection.expectWithin(pieceMs);
  answer.end();
}
