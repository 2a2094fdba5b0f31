import { ApiRefusal } from "../errors.ts";
import { fileByPath } from "../methods/get_file.ts";
import { pageFile } from "../page/page.ts";
import type { PanelFeed } from "../page/panel_feed.ts";
import type { Platform } from "../state/platform.ts";
import type { BotApi } from "./bot_api.ts";
import type { ControlHttp } from "./control_http.ts";
import { answerPanels } from "./panels_http.ts";
import { isFromThisMachine } from "./loopback.ts";
import type { DROP, WebHandler } from "./web_server.ts";

/** The parts of the server that answer requests. */
export interface RouterDeps {
  readonly platform: Platform;
  readonly botApi: BotApi;
  readonly control: ControlHttp;
  readonly panels: PanelFeed;
}

const METHOD_PATH = /^\/bot([^/]*)\/([^/]+)\/?$/;
const FILE_PATH = /^\/file\/bot([^/]+)\/(.+)$/;

/** Sends each request to the Bot API, the file store, the control or the chat page. */
export function createRouter(deps: RouterDeps): WebHandler {
  return async (request, gone) => await route(deps, request, gone);
}

async function route(
  { platform, botApi, control, panels }: RouterDeps,
  request: Request,
  gone: AbortSignal,
): Promise<Response | typeof DROP> {
  const path = decodeURIComponent(new URL(request.url).pathname);
  const [, token, method] = METHOD_PATH.exec(path) ?? [];
  if (token !== undefined && method !== undefined) {
    return await botApi.answer({ token, method, request, gone });
  }
  const [, fileToken, filePath] = FILE_PATH.exec(path) ?? [];
  if (fileToken !== undefined && filePath !== undefined) {
    return await download(platform, botApi, fileToken, filePath);
  }
  if (!isFromThisMachine(request)) return new Response("Forbidden", { status: 403 });
  if (path.startsWith("/control/")) {
    const called = path.slice(9);
    const added = await answerPanels(panels, request, called, gone);
    return added ?? await control.answer(request, called, gone);
  }
  return pageFile(path) ?? notFound();
}

async function download(
  platform: Platform,
  botApi: BotApi,
  token: string,
  filePath: string,
): Promise<Response> {
  try {
    const bot = botApi.bot(token);
    const fault = platform.faults.takeDownload(bot.id);
    if (fault !== undefined) {
      return new Response(fault.htmlBody ?? null, { status: fault.code ?? 502 });
    }
    const file = fileByPath(platform, bot, filePath);
    const bytes = file === undefined ? undefined : await platform.blobs.get(file.sha256);
    return bytes === undefined ? notFound() : new Response(new Uint8Array(bytes), {
      headers: { "content-type": "application/octet-stream" },
    });
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    const { status, message } = error;
    return Response.json({ ok: false, error_code: status, description: message }, { status });
  }
}

function notFound(): Response {
  return Response.json({ ok: false, error_code: 404, description: "Not Found" }, { status: 404 });
}
