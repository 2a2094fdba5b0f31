import assert from "node:assert/strict";
import { sql } from "kysely";
import { readArguments } from "../../scripts/events/options.ts";
import { UsageError } from "../../src/command.ts";
import { spawnScript } from "../../devkit/testing/command.ts";
import { json, lines, openCommandLog } from "../../devkit/testing/command_log.ts";
import { appendAll } from "../../devkit/testing/event_log.ts";
import { captured } from "../../devkit/testing/images.ts";

Deno.test("events prints short lines with titles, --full lines, and JSON lines", async () => {
  await using log = await openCommandLog();
  await log.db.updateTable("products").set({ title: "Théière bleue\u202e de voyage" }).execute();
  const short = await log.run("events", "--product", "TBF-2");
  const [day, ...events] = lines(short.stdout);
  assert.match(day!, /^20\d\d-\d\d-\d\d \(UTC\)$/);
  assert.deepEqual(events.map((line) => line.replace(/\d\d:\d\d:\d\d/, "…")), [
    "     3  …  TBF-2 Théière bleue de voya…  cover     ImageUploadedToB2",
    "     4  …  TBF-2 Théière bleue de voya…  cover     TelegramFileIdCaptured",
  ]);
  assert.ok(lines(short.stdout).every((line) => line.length <= 80));
  const full = await log.run("events", "--product", "TBF-2", "--full");
  const [first, second, ...more] = lines(full.stdout);
  assert.match(
    first!,
    /^3 {2}20\S+Z {2}TBF-2 "Théière bleue de voyage" v1 cover {2}ImageUploadedToB2 {2}.* by test$/,
  );
  assert.match(second!, /^4 .* TelegramFileIdCaptured .*fileId=AgAC1.* by test$/);
  assert.deepEqual(more, []);
  const from = json((await log.run("events", "--json", "--from", "4")).stdout);
  assert.deepEqual(
    from.map(({ position, type, data, metadata }) => ({ position, type, data, metadata })),
    [{
      position: 4,
      type: "TelegramFileIdCaptured",
      data: { botId: 1, fileId: "AgAC1" },
      metadata: { actor: "test" },
    }],
  );
});

Deno.test("events --follow prints new events, and exits with 0 on SIGINT", async () => {
  await using log = await openCommandLog();
  const child = spawnScript("events", {
    args: ["--follow", "--json", "--from", "4"],
    env: { DATABASE_URL: log.url },
  });
  const errors = new Response(child.stderr).text();
  let text = "";
  let signalled = false;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.endsWith("\n") && lines(text).length === 1) {
      await appendAll(log.db, "TBF-2", captured("AgAC2"));
    }
    if (text.endsWith("\n") && lines(text).length === 2 && !signalled) {
      signalled = true;
      child.kill("SIGINT");
    }
  }
  assert.deepEqual(json(text).map(({ position }) => position), [4, 5]);
  assert.equal((await child.status).code, 0);
  assert.equal(await errors, "");
});

Deno.test("events prints only those of a type, an actor and a time", async () => {
  await using log = await openCommandLog();
  const positions = async (...args: string[]) => {
    const { code, stdout, stderr } = await log.run("events", "--json", ...args);
    assert.equal(code, 0, stderr);
    return stdout === "" ? [] : json(stdout).map(({ position }) => position);
  };
  const type = ["--type", "TelegramFileIdCaptured"];
  assert.deepEqual(await positions(...type, "--product", "TBF-2", "--actor", "test"), [4]);
  assert.deepEqual(await positions("--actor", "tes"), [], "an actor is named whole");
  assert.deepEqual(await positions(...type, "--since", "2999-01-01T00:00:00+01:00"), []);
});

Deno.test("events --follow --checkpoint goes on after a kill, and misses nothing", async () => {
  await using log = await openCommandLog();
  const follow = async (until: number, signal: Deno.Signal) => {
    const child = spawnScript("events", {
      args: ["--follow", "--json", "--checkpoint", "mail"],
      env: { DATABASE_URL: log.url },
    });
    const errors = new Response(child.stderr).text();
    let text = "";
    let signalled = false;
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (!signalled && text.endsWith("\n") && json(text).at(-1).position === until) {
        signalled = true;
        child.kill(signal);
      }
    }
    await child.status;
    assert.equal(await errors, "");
    return json(text).map(({ position }) => position);
  };
  assert.deepEqual(await follow(4, "SIGKILL"), [1, 2, 3, 4]);
  await appendAll(log.db, "TBF-2", captured("AgAC2"));
  const again = await follow(5, "SIGINT");
  assert.deepEqual([...new Set([1, 2, 3, 4, ...again])].sort(), [1, 2, 3, 4, 5]);
  await appendAll(log.db, "TBF-2", captured("AgAC3"));
  assert.ok(!(await follow(6, "SIGINT")).includes(4), "what was printed is remembered");
});

Deno.test.each<{ values: Record<string, string | boolean | string[]>; says: RegExp }>(
  [
    { values: { type: ["Uploaded"] }, says: /^--type must be one of Image/ },
    { values: { since: "yesterday" }, says: /^--since must be a time/ },
    { values: { since: "2026-02-30T00:00:00Z" }, says: /^--since must be a time/ },
    { values: { checkpoint: "mail" }, says: /^--checkpoint needs --follow/ },
    { values: { follow: true, checkpoint: "a b" }, says: /^--checkpoint must have/ },
    { values: { full: true, json: true }, says: /^--full cannot/ },
  ],
)("events refuses $values", ({ values, says }) => {
  assert.throws(
    () => readArguments(values),
    (error) => error instanceof UsageError && says.test(error.message),
  );
});

Deno.test("events ends quietly when its reader closes the pipe", async () => {
  await using log = await openCommandLog();
  await sql`insert into image_events
    (product_id, version, event_id, batch_size, type, schema_version, image_type, data,
      slot, bot_id, value)
    select 'TBF-2', 2 + n, gen_random_uuid(), 1, 'TelegramFileIdCaptured', 1, 'cover',
      jsonb_build_object('botId', 1, 'fileId', 'AgAC' || n), 'captured', 1, 'AgAC' || n
    from generate_series(1, 5000) n`.execute(log.db);
  const child = spawnScript("events", { env: { DATABASE_URL: log.url } });
  const errors = new Response(child.stderr).text();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  assert.equal((await child.status).code, 0);
  assert.equal(await errors, "");
});
