import assert from "node:assert/strict";
import { openBenchDatabase } from "../../devkit/bench/database.ts";
import { openDebianPostgres } from "../../devkit/bench/debian_postgres.ts";
import { UsageError } from "../../src/command.ts";

/** Not every machine has Debian's package. */
const installed = await Array.fromAsync(Deno.readDir("/usr/lib/postgresql")).catch(() => []);
const version = installed.map(({ name }) => name).find((name) => /^\d+$/.test(name)) ?? "15";

Deno.test({
  name: "openDebianPostgres() starts that version for one run, and leaves nothing",
  ignore: installed.length === 0,
  async fn() {
    const folder = `${await Deno.makeTempDir({ prefix: "vitrine-debian-" })}/`;
    try {
      await Deno.chmod(folder, 0o755);
      {
        await using server = await openDebianPostgres(version, folder);
        await using bench = await openBenchDatabase({ url: server.url, maxConnections: 1 });
        assert.match(bench.server, new RegExp(`^${version}\\.\\d+ .*fsync on`));
        await assert.rejects(openDebianPostgres(version, folder), UsageError);
      }
      const left = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
      assert.deepEqual(left, [`postgres-${version}.lock`]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
