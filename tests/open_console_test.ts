import assert from "node:assert/strict";
import { announceConsole } from "../src/open_console.ts";

const WEBHOOK = {
  url: "https://shop.example/telegram/webhook",
  secret: "s",
  certificate: undefined,
};

Deno.test.each<{ name: string; token?: string; webhook?: boolean; stage?: boolean; url?: string }>([
  { name: "with an address", token: "t", webhook: true, url: "https://shop.example/console" },
  { name: "without an address", token: "t" },
  { name: "without a token", webhook: true },
  { name: "on the stage", stage: true, url: "http://127.0.0.1:8080/console" },
])("announceConsole() of a shop $name: $url", ({ token, webhook, stage = false, url }) => {
  const wiring = {
    config: { ...(token !== undefined && { operatorToken: token }), production: !stage },
    telegram: {
      ...{ token: "1:token", apiRoot: "http://127.0.0.1:1" },
      ...(webhook && { webhook: WEBHOOK }),
    },
    isOnStage: stage,
  };
  assert.equal(announceConsole(wiring, 8080), url);
});
