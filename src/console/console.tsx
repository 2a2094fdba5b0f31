import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { eventsAround, listLostPictures } from "../event_log/mod.ts";
import { describeError, logger } from "../log.ts";
import { SHOWN_SPANS, type ShownSpan } from "../pictures/mod.ts";
import { isTimedOut, isUnavailable } from "../postgres/mod.ts";
import {
  type ConsoleContext,
  type ConsoleEnv,
  isFromElsewhere,
  isFromHere,
  recognise,
  securityHeaders,
} from "./access.ts";
import { ASSETS } from "./assets/mod.ts";
import { LiveStreams } from "./live.ts";
import { listActions } from "./audit.ts";
import { readDesk, SHOWN_LOST } from "./desk.ts";
import { createRoom, type Room, wholeNumber } from "./room.ts";
import { driftRoutes } from "./routes_drift.tsx";
import { jobRoutes } from "./routes_jobs.tsx";
import { showLive } from "./routes_live.ts";
import { askToLogIn, loginRoutes } from "./routes_login.tsx";
import { pauseRoutes } from "./routes_pauses.tsx";
import { productRoutes } from "./routes_products.tsx";
import { reconcileRoutes } from "./routes_reconcile.tsx";
import { workRoutes } from "./routes_works.tsx";
import { showSavings } from "./routes_savings.tsx";
import { type ConsoleTokens, Sessions } from "./session.ts";
import type { ConsoleShop, Readiness } from "./shop.ts";
import { HistoryPage, TogetherPage } from "./pages/history.tsx";
import { BouncePage } from "./pages/login.tsx";
import { LostPage } from "./pages/lost.tsx";
import { MessagePage } from "./pages/message.tsx";
import { OverviewPage } from "./pages/overview.tsx";

/** Options of {@link createConsole}. */
export interface ConsoleOptions {
  readonly tokens: ConsoleTokens;
  /** Whoever comes to this machine by its own name needs no token: the whole shop runs on it. False if absent. */
  readonly isOpen?: boolean;
  /** Undefined while the shop is being started. */
  readonly shop: () => ConsoleShop | undefined;
  /** What `/readyz` answers, and whether Telegram does. */
  readonly readiness: () => Promise<Readiness>;
}

/** Forms hold a token or a version. */
const MAX_FORM_BYTES = 16_384;
const HISTORY_SIZE = 50;

/** Creates what answers every request to `/console` and below. It never throws. */
export function createConsole(options: ConsoleOptions): (request: Request) => Promise<Response> {
  const sessions = new Sessions(options.tokens);
  const app = new Hono<ConsoleEnv>().basePath("/console");
  const room = roomOf(options);
  const streams = new LiveStreams();
  app.use(securityHeaders);
  app.get("/assets/:hash/:name", (context) => {
    const asset = ASSETS[context.req.path];
    if (asset === undefined) return context.body(null, 404);
    context.header("Cache-Control", "public, max-age=31536000, immutable");
    return context.body(asset.body, 200, { "Content-Type": asset.type });
  });
  app.use(bodyLimit({ maxSize: MAX_FORM_BYTES, onError: (context) => context.text("", 413) }));
  app.use(recognise(sessions, options.isOpen ?? false));
  app.use(onlyText);
  app.use(onlyFromHere);
  app.route("/", loginRoutes(sessions, streams));
  app.get(
    "/live",
    (context) => showLive(context, streams, (request) => app.fetch(request, { isLive: true })),
  );
  app.use(onlyWithSession);
  app.get("/", (context) => overview(context, options, room));
  app.use(onlyWhenOpen(options));
  app.route("/products", productRoutes(room));
  app.route("/drift", driftRoutes(room));
  app.route("/reconcile", reconcileRoutes(room));
  app.route("/works", workRoutes(room));
  app.route("/jobs/queues", pauseRoutes(room));
  app.route("/jobs", jobRoutes(room));
  app.get("/lost", async (context) => {
    const lost = await listLostPictures(room().shop.parts.db, SHOWN_LOST);
    return context.html(<LostPage reader={context.var.reader} lost={lost} />);
  });
  app.get("/savings", (context) => showSavings(context, room()));
  app.get("/history", (context) => history(context, room()));
  app.get("/together", (context) => together(context, room()));
  app.notFound((context) => {
    const { reader } = (context as ConsoleContext).var;
    const { errors } = reader.t;
    return context.html(
      <MessagePage reader={reader} title={errors.notFound} text={errors.notFoundText} />,
      404,
    );
  });
  app.onError((error, context) => failed(error, context as ConsoleContext));
  return async (request) => await app.fetch(request, { isLive: false });
}

/** Made once, when the shop is open. */
function roomOf({ shop }: ConsoleOptions): () => Room {
  let made: Room | undefined;
  return () => {
    const open = shop();
    if (open === undefined) throw new TypeError("The shop is not open");
    return made ??= createRoom(open);
  };
}

/** PostgreSQL keeps no text with the character 0, so nothing has such a name. */
const onlyText: MiddlewareHandler<ConsoleEnv> = async (context, next) => {
  return context.req.url.includes("%00") ? await context.notFound() : await next();
};

/** A form of another site could act with the reader's session. */
const onlyFromHere: MiddlewareHandler<ConsoleEnv> = async (context, next) => {
  const isRead = context.req.method === "GET" || context.req.method === "HEAD";
  if (isRead || isFromHere(context)) return await next();
  const { reader, t } = context.var;
  return context.html(
    <MessagePage reader={reader} title={t.errors.elsewhere} text={t.errors.elsewhereText} />,
    403,
  );
};

/** Only an operator acts. A reader sees no page that asks for an action either. */
const onlyWithSession: MiddlewareHandler<ConsoleEnv> = async (context, next) => {
  const { reader, session, t } = context.var;
  if (session === undefined) {
    if (context.req.method === "GET" && isFromElsewhere(context)) {
      return context.html(<BouncePage reader={reader} />);
    }
    return await askToLogIn(context);
  }
  const acts = context.req.method === "POST" || /\/do\/[^/]+$/.test(context.req.path);
  if (acts && session.role !== "operator") {
    return context.html(
      <MessagePage reader={reader} title={t.errors.forbidden} text={t.errors.forbiddenText} />,
      403,
    );
  }
  return await next();
};

const STARTING_RELOAD_SECONDS = 3;

function onlyWhenOpen({ shop }: ConsoleOptions): MiddlewareHandler<ConsoleEnv> {
  return async (context, next) => {
    if (shop() !== undefined) return await next();
    const { reader, t: { errors, nav } } = context.var;
    return context.html(
      <MessagePage
        reader={reader}
        title={errors.starting}
        text={errors.startingText}
        reloadSeconds={STARTING_RELOAD_SECONDS}
        link={{ href: "/console", text: nav.overview }}
      />,
      503,
    );
  };
}

async function overview(
  context: ConsoleContext,
  { readiness, shop }: ConsoleOptions,
  room: () => Room,
): Promise<Response> {
  const open = shop();
  const asked = context.req.query("span") ?? "";
  const span: ShownSpan = Object.hasOwn(SHOWN_SPANS, asked) ? asked as ShownSpan : "day";
  const [state, desk] = await Promise.all([
    readiness(),
    open && readDesk(open, room().survey, { span, isLive: context.env.isLive }),
  ]);
  return await context.html(
    <OverviewPage
      reader={context.var.reader}
      readiness={state}
      desk={desk}
      span={span}
    />,
  );
}

async function history(context: ConsoleContext, { shop }: Room): Promise<Response> {
  const from = wholeNumber(context.req.query("from"));
  const before = from === undefined ? wholeNumber(context.req.query("before")) : from + 1;
  const found = await listActions(shop.parts.db, { before }, HISTORY_SIZE + 1);
  const actions = found.slice(0, HISTORY_SIZE);
  const next = found.length > HISTORY_SIZE ? actions.at(-1)!.actionId : undefined;
  return await context.html(
    <HistoryPage reader={context.var.reader} actions={actions} next={next} />,
  );
}

const LONGEST_ID = 200;

async function together(context: ConsoleContext, { shop }: Room): Promise<Response> {
  const id = (context.req.query("id") ?? "").slice(0, LONGEST_ID);
  const position = wholeNumber(context.req.query("position")) ?? 0;
  const events = await eventsAround(shop.parts.db, position, id);
  return await context.html(
    <TogetherPage reader={context.var.reader} id={id} events={events} />,
  );
}

function failed(error: Error, context: ConsoleContext): Response | Promise<Response> {
  const { method, path } = context.req;
  logger("console").error("Cannot answer {method} {path}: {error}", {
    method,
    path,
    error: describeError(error),
  });
  const { reader, t } = context.var;
  if (reader === undefined) return context.text("", 500);
  const isAway = isUnavailable(error) || isTimedOut(error);
  return context.html(
    <MessagePage
      reader={reader}
      title={t.errors.failed}
      text={isAway ? t.errors.unavailable : t.errors.failedText}
    />,
    isAway ? 503 : 500,
  );
}
