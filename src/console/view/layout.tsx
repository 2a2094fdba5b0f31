import type { Child } from "hono/jsx";
import { raw } from "hono/html";
import { ASSET_PATHS } from "../assets/mod.ts";
import type { Session } from "../session.ts";
import type { Words } from "../words/mod.ts";
import { LiveSign } from "./live.tsx";

/** What every page knows of its reader. */
export interface Reader {
  readonly t: Words;
  /** Undefined before the login. */
  readonly session: Session | undefined;
  /** The path and query of the page, for the link to the other language. */
  readonly here: string;
  /** Whether nobody logs in: the shop runs on this machine alone. */
  readonly isOpen: boolean;
}

/** A part of the navigation. */
export type Place = "overview" | "products" | "drift" | "jobs" | "savings" | "history";

const PLACES: Readonly<Record<Place, string>> = {
  overview: "/console",
  products: "/console/products",
  drift: "/console/drift",
  jobs: "/console/jobs",
  savings: "/console/savings",
  history: "/console/history",
};

/** What {@link Page} shows. */
export interface PageProps {
  readonly reader: Reader;
  readonly title: string;
  /** Where it is in the navigation. */
  readonly place?: Place | undefined;
  /** Loads the page again after so many seconds. */
  readonly reloadSeconds?: number | undefined;
  /** Whether it has parts that a stream keeps as they are now. Then only a browser without scripts loads it again. */
  readonly isLive?: boolean | undefined;
  readonly children?: Child;
}

/** A whole page. */
export function Page({ reader, title, place, reloadSeconds, isLive, children }: PageProps) {
  const { t, session } = reader;
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={t.language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          {reloadSeconds !== undefined && <Reload seconds={reloadSeconds} isLive={isLive} />}
          <title>{`${title} · Vitrine`}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href={ASSET_PATHS.style} />
          <script src={ASSET_PATHS.script} type="module" />
        </head>
        <body>
          <a class="skip" href="#main">{t.skip}</a>
          <header class="top">
            <div class="top-inner">
              <a class="brand" href="/console">
                <Mark /> Vitrine
              </a>
              {session !== undefined && <Navigation t={t} place={place} />}
              <Who reader={reader} />
            </div>
          </header>
          <main id="main">{children}</main>
          {isLive && <LiveSign t={t} />}
          {session !== undefined && <footer>{t.utc}</footer>}
        </body>
      </html>
    </>
  );
}

function Reload({ seconds, isLive }: { seconds: number; isLive: boolean | undefined }) {
  const reload = <meta http-equiv="refresh" content={`${seconds}`} />;
  return isLive ? <noscript>{reload}</noscript> : reload;
}

function Navigation({ t, place }: { readonly t: Words; readonly place: Place | undefined }) {
  return (
    <nav class="nav" aria-label={t.nav.label}>
      {Object.entries(PLACES).map(([name, path]) => (
        <a href={path} {...(name === place && { "aria-current": "page" })}>
          {t.nav[name as Place]}
        </a>
      ))}
    </nav>
  );
}

function Who({ reader: { t, session, here, isOpen } }: { readonly reader: Reader }) {
  const query = new URLSearchParams({ to: t.other.code, back: here });
  return (
    <div class="who">
      {session?.role === "reader" && <span class="badge">{t.readOnly}</span>}
      {session?.name && <span class="name">{session.name}</span>}
      <a href={`/console/language?${query}`} lang={t.other.code} hreflang={t.other.code}>
        {t.other.name}
      </a>
      {session !== undefined && !isOpen && (
        <form method="post" action="/console/logout">
          <button type="submit" class="quiet">{t.logout}</button>
        </form>
      )}
    </div>
  );
}

/** A shop window. */
function Mark() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
      <path d="M3 9l2-5h14l2 5M4 9v11h16V9M3 9h18M9 20v-6h6v6" stroke-linejoin="round" />
    </svg>
  );
}
