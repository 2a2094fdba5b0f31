import { type ConsoleContext } from "./access.ts";
import type { LiveStreams } from "./live.ts";

/** The pages that have live parts. */
const LIVE_PAGE = /^\/console(\/(drift|reconcile|history|jobs(\/[\w-]+)?))?$/;

/** What tells who asks, and in which language. */
const ASKS = ["Cookie", "Host", "Accept-Language"];

/**
 * Answers with the stream of a page. A browser gives up at any other answer, so whoever has no session is told so in the stream.
 * `answer`: makes a page as if the same reader had asked for it.
 */
export function showLive(
  context: ConsoleContext,
  streams: LiveStreams,
  answer: (request: Request) => Response | Promise<Response>,
): Response | Promise<Response> {
  const of = context.req.query("of") ?? "";
  const url = URL.canParse(of, "http://localhost") ? new URL(of, "http://localhost") : undefined;
  if (url?.origin !== "http://localhost" || !LIVE_PAGE.test(url.pathname)) {
    return context.notFound();
  }
  url.searchParams.delete("again");
  const headers = new Headers(ASKS.flatMap((name) => {
    const value = context.req.header(name);
    return value === undefined ? [] : [[name, value] as [string, string]];
  }));
  const ask = async () => await answer(new Request(url, { headers }));
  // Undefined for whoever has not logged in.
  const session = context.var.session as ConsoleContext["var"]["session"] | undefined;
  return context.body(streams.open(session?.id ?? "", ask), 200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    // nginx would gather an answer before it passes it on.
    "X-Accel-Buffering": "no",
  });
}
