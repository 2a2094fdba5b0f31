import assert from "node:assert/strict";
import { sql } from "kysely";
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
