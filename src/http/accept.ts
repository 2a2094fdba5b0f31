import { describeError, logger, named } from "../log.ts";
import { pause, seldom } from "../std/mod.ts";
import { Connection } from "./connection.ts";

/** Options of {@link acceptAll}. */
export interface AcceptOptions {
  readonly take: (connection: Connection) => void;
  /** Called when the process can open no more files (EMFILE, ENFILE), or accepting fails in another way of ours. */
  readonly onFailure: () => void;
}

/** A client left before its connection was accepted. It is no failure of ours: the next one waits. */
const CLIENT_IS_GONE: ReadonlySet<unknown> = new Set([
  "ENOTCONN",
  "ECONNABORTED",
  "ECONNRESET",
  "EPROTO",
]);

/** Descriptors come back as other work ends. Without a pause, a failing accept would be a tight loop. */
const PAUSE_MS = 100;
const SAY_EVERY_MS = 60_000;

/**
 * Accepts connections until the listener is closed. A failure is said and followed by another attempt: `Deno.serve` of Deno
 * 2.9.6 ends the process then, and node:net never accepts again.
 */
export async function acceptAll(
  listener: Deno.TcpListener,
  { take, onFailure }: AcceptOptions,
  closed: AbortSignal,
): Promise<void> {
  const say = seldom(SAY_EVERY_MS, (error: unknown) => {
    const about = named("http_accept_failed", { error: describeError(error) });
    logger("http").warn("A connection cannot be accepted; trying again: {error}", about);
  });
  while (!closed.aborted) {
    try {
      const conn = await listener.accept();
      // Otherwise an answer on a connection that is kept may wait for 40 ms (Nagle and delayed acknowledgements).
      conn.setNoDelay();
      take(new Connection(conn));
    } catch (error) {
      if (closed.aborted) return;
      if (CLIENT_IS_GONE.has((error as { readonly code?: unknown }).code)) continue;
      say(error);
      onFailure();
      await pause(PAUSE_MS, closed);
    }
  }
}
