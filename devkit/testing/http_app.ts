import { createHttpApp, openHttpServer } from "../../src/http/mod.ts";
import type { HttpAppOptions } from "../../src/http/app.ts";

/** The HTTP application on a real socket. */
export interface TestApp extends AsyncDisposable {
  /** Sends a request. The path starts with a slash. */
  request(path: string, init?: RequestInit): Promise<Answer>;
}

/** An answer with its whole body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Opens the application on a free port of the loopback address. */
export function openTestApp(options: Partial<HttpAppOptions> = {}): TestApp {
  const app = createHttpApp({ checks: {}, ...options });
  const server = openHttpServer({ app, port: 0, hostname: "127.0.0.1", drainLimitMs: 10_000 });
  const client = Deno.createHttpClient({});
  return {
    async request(path, init = {}) {
      const url = `http://127.0.0.1:${server.port}${path}`;
      const response = await fetch(url, { ...init, client });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
