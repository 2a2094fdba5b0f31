import assert from "node:assert/strict";
import { openPostgresProxy } from "../../devkit/testing/postgres_proxy.ts";
import { openCommandLog } from "../../devkit/testing/command_log.ts";
import { runScript } from "../../devkit/testing/command.ts";

Deno.test("a command whose connection to PostgreSQL breaks says what to do, and does it when run again", async () => {
  await using log = await openCommandLog();
  await using proxy = await openPostgresProxy(log.url);
  const verify = () => runScript("verify", { env: { DATABASE_URL: proxy.url } });
  void proxy.strike({ statement: "from image_projection_target", effect: "cut" });
  const broken = await verify();
  assert.equal(broken.code, 1, broken.stderr);
  assert.match(
    broken.stderr,
    /^PostgreSQL cannot be reached now\. Run the command again: what is done stays done\.$/m,
  );
  assert.ok(!/\n {4}at /.test(broken.stderr), "no stack trace");
  assert.equal((await verify()).code, 0);
});
