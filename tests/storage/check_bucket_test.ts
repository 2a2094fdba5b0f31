import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import { ACCESS_DENIED, CAP_EXCEEDED, type S3Front } from "../../devkit/s3/front.ts";
import { listen } from "../../devkit/s3/listen.ts";
import { HAS_OPENSSL, makeCertificates } from "../../devkit/testing/certificates.ts";
import { openUnit } from "../../devkit/testing/unit.ts";
import {
  type B2Settings,
  CHECK_KEY,
  checkBucket,
  openObjectStore,
  StorageCapExceeded,
  StorageUnavailable,
} from "../../src/storage/mod.ts";

interface Case {
  readonly name: string;
  readonly settings?: Partial<B2Settings>;
  readonly begin?: (b2: S3Front) => void;
  /** The one line. */
  readonly says?: RegExp;
  readonly throws?: typeof StorageUnavailable | typeof StorageCapExceeded;
}

const QUICK = { maxAttempts: 2, attemptMs: 60_000, totalMs: 60_000, firstPauseMs: 1 };
const denied = (operation: "list" | "read" | "write" | "delete") => (b2: S3Front) =>
  b2.fail({ operation, effect: ACCESS_DENIED });

const CASES: readonly Case[] = [
  { name: "a good bucket" },
  { name: "a bucket without versions", begin: ({ quirks }) => quirks.versions = false },
  {
    name: "a bucket whose versions cannot be listed",
    begin: ({ quirks }) => Object.assign(quirks, { versions: false, listsVersions: false }),
  },
  { name: "a bucket that encrypts", begin: ({ quirks }) => quirks.etags = "encrypted" },
  { name: "a bucket without ETags", begin: ({ quirks }) => quirks.etags = "none" },
  {
    name: "a bucket that is not there",
    settings: { bucket: "no-such-bucket" },
    says: /^B2_BUCKET: there is no bucket no-such-bucket at 127.* its name, not its id/,
  },
  {
    name: "an unknown key",
    settings: { keyId: "somebody" },
    says: /^B2_KEY_ID: .* does not know this key/,
  },
  {
    name: "a key with another secret",
    settings: { applicationKey: "K005verysecret" },
    says: /^B2_APPLICATION_KEY does not belong to B2_KEY_ID/,
  },
  {
    name: "another region",
    begin: ({ quirks }) => quirks.region = "us-west-004",
    says: /^B2_REGION: .*, but us-west-004$/,
  },
  {
    name: "a bucket that is elsewhere",
    begin: (b2) => b2.fail({ effect: { status: 301, code: "PermanentRedirect" } }),
    says: /^B2_ENDPOINT: .*the bucket's region/,
  },
  {
    name: "a key that may not list",
    begin: denied("list"),
    says: /may not list, delete .*listFiles/,
  },
  { name: "a key that may not read", begin: denied("read"), says: /may not read .*readFiles/ },
  { name: "a key that may not write", begin: denied("write"), says: /may not write .*writeFiles/ },
  {
    name: "a key that may not delete",
    begin: denied("delete"),
    says: /may not delete .*deleteFiles/,
  },
  {
    name: "a key that may only list",
    begin: (b2) => [denied("read"), denied("write"), denied("delete")].forEach((deny) => deny(b2)),
    says: /may not read, write in the bucket shop: .*readFiles.*, writeFiles/,
  },
  {
    name: "an odd refusal",
    begin: (b2) =>
      b2.fail({ operation: "write", effect: { status: 400, code: "MetadataTooLarge" } }),
    says: /^B2 refuses to write in the bucket shop: MetadataTooLarge/,
  },
  {
    name: "a daily cap that is reached",
    begin: (b2) => b2.fail({ effect: CAP_EXCEEDED }),
    throws: StorageCapExceeded,
  },
  {
    name: "a store that is away",
    begin: (b2) => b2.fail({ effect: { status: 503, code: "SlowDown" } }),
    throws: StorageUnavailable,
  },
];

Deno.test("checkBucket() names what the bucket and its key refuse, and leaves nothing", async (t) => {
  await using unit = await openUnit({ b2: true });
  const plain = { ...unit.b2.quirks };
  for (const { name, settings, begin, says, throws } of CASES) {
    await t.step(name, async () => {
      const given = { ...unit.b2Settings, ...settings };
      await using store = openObjectStore(given, { policies: { view: QUICK } });
      begin?.(unit.b2);
      try {
        const checked = checkBucket(store, given);
        if (throws !== undefined) return await assert.rejects(checked, throws);
        const lines = await checked;
        assert.equal(lines.length, says === undefined ? 0 : 1, lines.join("\n"));
        if (says !== undefined) assert.match(lines[0]!, says);
        assert.doesNotMatch(lines.join(), /verysecret/);
      } finally {
        unit.b2.heal();
        Object.assign(unit.b2.quirks, { region: undefined, ...plain });
      }
      if (says?.source.includes("delete")) await unit.store.delete(CHECK_KEY);
      assert.deepEqual(await Array.fromAsync(unit.store.list("")), []);
    });
  }
});

Deno.test("checkBucket() takes away what a killed check has left", async () => {
  await using unit = await openUnit({ b2: true });
  unit.b2.fail({ operation: "delete", effect: ACCESS_DENIED });
  await checkBucket(unit.store, unit.b2Settings);
  assert.equal((await Array.fromAsync(unit.store.list(""))).length, 1);
  unit.b2.heal();
  assert.deepEqual(await checkBucket(unit.store, unit.b2Settings), []);
  assert.deepEqual(await Array.fromAsync(unit.store.list("")), []);
});

Deno.test("checks of several processes at once do not disturb each other", async () => {
  await using unit = await openUnit({ b2: true });
  // Here each put is read back, and another process may have deleted it.
  unit.b2.quirks.etags = "none";
  const checks = Array.from({ length: 4 }, () => checkBucket(unit.store, unit.b2Settings));
  assert.deepEqual((await Promise.all(checks)).flat(), []);
});

Deno.test("a machine whose clock is wrong learns the right time from the store", async () => {
  await using unit = await openUnit({ b2: true });
  unit.b2.quirks.clockAheadMs = 60 * 60_000;
  assert.deepEqual(await checkBucket(unit.store, unit.b2Settings), []);
  assert.equal(unit.b2.log.filter(({ status }) => status === 403).length, 1);
});

Deno.test(
  "checkBucket() of an endpoint whose certificate nobody knows",
  { ignore: !HAS_OPENSSL },
  async () => {
    await using stack = new AsyncDisposableStack();
    const dir = await Deno.makeTempDir({ prefix: "vitrine-tls-" });
    stack.defer(() => Deno.remove(dir, { recursive: true }));
    await makeCertificates(dir);
    const [key, cert] = [`${dir}/server.key`, `${dir}/server.crt`].map(Deno.readTextFileSync);
    const server = createServer({ key, cert }, (_request, response) => response.end());
    const port = await listen(server, 0);
    stack.defer(async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    });
    const account = { region: "r", bucket: "shop", keyId: "k", applicationKey: "s" };
    const settings = { ...account, endpoint: `https://localhost:${port}` };
    await using store = openObjectStore(settings);
    const [line = "", ...others] = await checkBucket(store, settings);
    assert.deepEqual(others, []);
    assert.match(line, /^B2_ENDPOINT: the certificate of localhost:\d+ comes from an authority/);
  },
);
