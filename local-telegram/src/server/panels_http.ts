import { LocalTelegramError } from "../errors.ts";
import type { PanelFeed } from "../page/panel_feed.ts";

/**
 * Serves what the host has added to the page: `GET page` describes it, `GET panels/events` sends the entries as
 * server-sent events, `POST panels/<panel>/<action>` runs an action. Undefined for another path.
 */
export async function answerPanels(
  feed: PanelFeed,
  request: Request,
  path: string,
  gone: AbortSignal,
): Promise<Response | undefined> {
  if (request.method === "GET" && path === "page") return json(200, feed.describe());
  if (request.method === "GET" && path === "panels/events") {
    const lines = feed.lines(request.headers.get("last-event-id"), gone);
    return new Response(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()), {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  }
  const [, panelId, actionId] = /^panels\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (request.method !== "POST" || panelId === undefined || actionId === undefined) return;
  try {
    return json(200, { say: await feed.run(panelId, actionId) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof LocalTelegramError ? error.code : "action_failed";
    return json(400, { code, message });
  }
}

function json(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
