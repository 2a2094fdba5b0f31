import assert from "node:assert/strict";
import { type ConsoleShop, createConsole } from "../../src/console/mod.ts";
import { openDatabase } from "../../src/postgres/mod.ts";
import { Sessions } from "../../src/console/session.ts";

const TOKEN = "the-operators-token-of-this-test";
const READ_TOKEN = "a-token-for-those-who-only-look";
const WELL = { ready: true, checks: { postgresql: "ok" } };
const STARTING = { ready: false, checks: { postgresql: "timed_out", b2: "ok" } };

/** The console, without its server; of a shop that is being started if none is given. */
function openPages(
  { isOpen = false, shop, readiness = STARTING }: {
    readonly isOpen?: boolean;
    readonly shop?: ConsoleShop;
    readonly readiness?: { readonly ready: boolean; readonly checks: Record<string, string> };
  } = {},
) {
  const ask = createConsole({
    tokens: { token: TOKEN, readToken: READ_TOKEN },
    isOpen,
    shop: () => shop,
    readiness: () => Promise.resolve(readiness),
  });
  return async (path: string, init: RequestInit & { form?: Record<string, string> } = {}) => {
    const { form, ...rest } = init;
    const body = form && new URLSearchParams(form);
    const headers = { Host: "shop.example", ...rest.headers };
    const request = new Request(`http://localhost${path}`, {
      ...rest,
      headers,
      ...(body && { method: "POST", body }),
    });
    const answer = await ask(request);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
}

const SAME = { "Sec-Fetch-Site": "same-origin" };
const cookieOf = (role: "operator" | "reader") => ({
  Cookie: `vitrine_console=${new Sessions({ token: TOKEN, readToken: READ_TOKEN }).open(role)}`,
});

Deno.test("every page asks for the token, and leads on to where one was going", async () => {
  const ask = openPages();
  for (const path of ["/console", "/console/products?q=lamp", "/console/none"]) {
    const { status, text, headers } = await ask(path);
    assert.equal(status, 401, path);
    assert.ok(text.includes(`name="back" value="${path}"`), path);
    assert.equal(headers.get("cache-control"), "no-store");
  }
});

Deno.test("a login gives a cookie that scripts and other sites do not get", async () => {
  const ask = openPages();
  const form = { token: TOKEN, back: "/console/jobs" };
  const plain = await ask("/console/login", { form, headers: SAME });
  assert.deepEqual([plain.status, plain.headers.get("location")], [303, "/console/jobs"]);
  const cookie = plain.headers.get("set-cookie")!;
  assert.match(
    cookie,
    /^vitrine_console=[\w.-]+; Max-Age=28800; Path=\/console; HttpOnly; SameSite=Strict$/,
  );
  const https = await ask("/console/login", {
    form,
    headers: { ...SAME, "X-Forwarded-Proto": "https" },
  });
  assert.match(https.headers.get("set-cookie")!, /; Secure/);
  const out = await ask("/console/logout", {
    form: {},
    headers: { ...SAME, ...cookieOf("operator") },
  });
  assert.match(out.headers.get("set-cookie")!, /^vitrine_console=; Max-Age=0/);
});

Deno.test.each([
  "https://evil.example/",
  "//evil.example",
  "/console\\@evil.example",
  "/operator",
  "/consoles",
  "/console//evil.example",
])(
  "a login never leads to %s",
  async (back) => {
    const form = { token: TOKEN, back };
    const { headers } = await openPages()("/console/login", { form, headers: SAME });
    assert.equal(headers.get("location"), "/console");
  },
);

Deno.test("wrong tokens get 401, and after ten of one address 429, also with the right token", async () => {
  const ask = openPages();
  const logIn = (token: string, address: string) =>
    ask("/console/login", {
      form: { token },
      headers: { ...SAME, "X-Forwarded-For": `6.6.6.6, ${address}` },
    });
  for (let n = 0; n < 10; n++) assert.equal((await logIn("wrong", "1.1.1.1")).status, 401);
  const late = await logIn(TOKEN, "1.1.1.1");
  assert.deepEqual([late.status, late.headers.get("retry-after")], [429, "30"]);
  assert.equal((await logIn(TOKEN, "2.2.2.2")).status, 303);
});

Deno.test.each<{ name: string; headers: Record<string, string>; status: number }>([
  { name: "another site", headers: { "Sec-Fetch-Site": "cross-site" }, status: 403 },
  { name: "another name of this site", headers: { "Sec-Fetch-Site": "same-site" }, status: 403 },
  { name: "an address that was typed", headers: { "Sec-Fetch-Site": "none" }, status: 403 },
  { name: "another origin", headers: { Origin: "https://evil.example" }, status: 403 },
  { name: "an origin that is hidden", headers: { Origin: "null" }, status: 403 },
  { name: "nobody", headers: {}, status: 403 },
  {
    name: "our origin, from an older browser",
    headers: { Origin: "http://shop.example" },
    status: 303,
  },
  { name: "our page", headers: SAME, status: 303 },
])("a form from $name gets $status", async ({ headers, status }) => {
  const answer = await openPages()("/console/login", { form: { token: TOKEN }, headers });
  assert.equal(answer.status, status);
  assert.equal(answer.headers.has("set-cookie"), status === 303);
});

Deno.test("whoever reads cannot act, and sees no page that asks for it", async () => {
  const ask = openPages();
  const headers = { ...SAME, ...cookieOf("reader") };
  for (
    const path of [
      "/console/products/TBF-1/do/replay",
      "/console/drift/do/mend_all",
      "/console/jobs/all/do/retry_jobs",
      "/console/jobs/queues/do/pause_jobs",
      "/console/reconcile/do/compare",
      "/console/reconcile/one/do/delete_one",
      "/console/works/1/do/cancel_work",
    ]
  ) {
    assert.equal((await ask(path, { form: { version: "1" }, headers })).status, 403, path);
    assert.equal((await ask(path, { headers })).status, 403, path);
  }
  assert.equal((await ask("/console", { headers })).status, 200);
});

Deno.test("while the shop is being started, the overview says what it waits for", async () => {
  const ask = openPages();
  const headers = cookieOf("operator");
  const overview = await ask("/console", { headers });
  assert.equal(overview.status, 200);
  assert.ok(
    overview.text.includes("PostgreSQL is not well") && overview.text.includes("timed_out"),
  );
  assert.ok(!overview.text.includes("Nothing needs you"));
  assert.equal((await ask("/console/products", { headers })).status, 503);
});

Deno.test("while PostgreSQL is away, the overview says what it does not know, and nothing reads as well", async () => {
  await using away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" });
  const shop = {
    parts: { db: away },
    long: away,
    publicUrl: "",
    queue: {},
    flushShown: () => Promise.resolve(),
  };
  const ask = openPages({ shop: shop as unknown as ConsoleShop, readiness: WELL });
  const headers = cookieOf("operator");
  const { status, text } = await ask("/console", { headers });
  assert.equal(status, 200);
  assert.ok(!text.includes("Nothing needs you"));
  assert.ok(text.includes("Columns and log could not be compared") && text.includes("unknown"));
  const products = await ask("/console/products", { headers });
  assert.deepEqual([products.status, /cannot be reached now/.test(products.text)], [503, true]);
});

Deno.test("a stream is of a live page only, and tells whoever has no session that it has ended", async () => {
  const ask = openPages();
  const live = (of: string, headers = {}) =>
    ask(`/console/live?of=${encodeURIComponent(of)}`, { headers });
  const none = ["", "/console/products", "/console/login", "//evil.example/console"];
  for (const path of [...none, "/console/live"]) {
    assert.equal((await live(path, cookieOf("operator"))).status, 404, path);
  }
  const { status, headers, text } = await live("/console/jobs?tab=failed");
  assert.deepEqual([status, headers.get("cache-control")], [200, "no-store"]);
  assert.match(headers.get("content-type")!, /^text\/event-stream/);
  assert.ok(text.endsWith("event: state\ndata: ended\n\n") && !text.includes("live-part"));
});

Deno.test("an address with the character 0 names nothing", async () => {
  const { status } = await openPages()("/console/products?q=a%00b", {
    headers: cookieOf("operator"),
  });
  assert.equal(status, 404);
});

Deno.test("no page runs or loads anything of another host, and none may be framed", async () => {
  const ask = openPages();
  const { headers, text } = await ask("/console");
  const policy = headers.get("content-security-policy")!;
  assert.match(
    policy,
    /default-src 'none'.*script-src 'self'.*form-action 'self'.*frame-ancestors 'none'/,
  );
  assert.ok(!policy.includes("unsafe"));
  assert.equal(headers.get("referrer-policy"), "same-origin");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.deepEqual(text.match(/(?:src|href|action)="(?!\/console|#|data:,)[^"]*"/g), null);
  let bytes = text.length;
  for (const [, path] of text.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)) {
    const asset = await ask(path!);
    assert.equal(asset.status, 200);
    assert.match(asset.headers.get("cache-control")!, /immutable/);
    bytes += asset.text.length;
  }
  assert.ok(bytes < 150_000, `${bytes} bytes`);
  assert.equal((await ask("/console/assets/000000000000/console.css")).status, 404);
});

Deno.test("a link of another site leads in with one step more: the browser keeps the cookie back at first", async () => {
  const { status, text } = await openPages()("/console/drift", {
    headers: { "Sec-Fetch-Site": "cross-site" },
  });
  assert.equal(status, 200);
  assert.match(text, /<meta http-equiv="refresh" content="0"/);
  assert.ok(!text.includes('name="token"'));
});

Deno.test("on the stage, this machine is let in without a token, and a page of another name is not", async () => {
  const ask = openPages({ isOpen: true });
  for (const host of ["127.0.0.1:8000", "localhost:8000"]) {
    const { status, headers } = await ask("/console", { headers: { Host: host } });
    assert.deepEqual([status, headers.has("set-cookie")], [200, true], host);
  }
  const rebound = await ask("/console", { headers: { Host: "evil.example:8000" } });
  assert.deepEqual([rebound.status, rebound.headers.has("set-cookie")], [401, false]);
});

Deno.test.each<{ name: string; headers: Record<string, string>; language: string }>([
  { name: "nothing", headers: {}, language: "en" },
  { name: "French first", headers: { "Accept-Language": "fr-CH, en;q=0.9" }, language: "fr" },
  { name: "French least", headers: { "Accept-Language": "fr;q=0.5, en;q=0.9" }, language: "en" },
  { name: "French refused", headers: { "Accept-Language": "fr;q=0, de" }, language: "en" },
  {
    name: "a choice",
    headers: { "Accept-Language": "en", Cookie: "vitrine_console_language=fr" },
    language: "fr",
  },
  {
    name: "a choice that is none",
    headers: { Cookie: "vitrine_console_language=constructor" },
    language: "en",
  },
])("the language for $name is $language", async ({ headers, language }) => {
  const { text } = await openPages()("/console", { headers });
  assert.ok(text.includes(`<html lang="${language}">`));
});

Deno.test("a form that is too large is refused before it is read", async () => {
  const form = { token: "x".repeat(20_000) };
  const { status } = await openPages()("/console/login", { form, headers: SAME });
  assert.equal(status, 413);
});
