import assert from "node:assert/strict";
import { createRules } from "../../devkit/scan_logs/rules.ts";
import { findIn, scanFolder } from "../../devkit/scan_logs.ts";
import { redact } from "../../src/log.ts";

const TOKEN = "7000000001:AAEhBP0av28aB_x-0123456789abcdefghi";
const KEY = 'K004/application"key';
const SECRETS = [KEY, "the-webhooks-secret", "the-operators-token", "short"];
const rules = createRules(SECRETS);
const json = (properties: object) => JSON.stringify({ level: "info", ...properties });
const bytes = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46);

interface Case {
  readonly name: string;
  readonly line: string;
  readonly rule: string;
}

const SETTING = "a secret of the settings";

Deno.test.each<Case>([
  { name: "a token", line: json({ message: `token ${TOKEN}` }), rule: "a bot's token" },
  {
    name: "a token in an address",
    line: json({ error: `https://api.telegram.org/bot${TOKEN}/getMe` }),
    rule: "a bot's token",
  },
  {
    name: "a file's path",
    line: json({ url: "/file/bot123/photos/1.jpg" }),
    rule: "the path of a file with a token",
  },
  { name: "an application key", line: json({ message: `key ${KEY}` }), rule: SETTING },
  {
    name: "a key as JSON in JSON",
    line: json({ message: json({ key: "the-webhooks-secret" }) }),
    rule: SETTING,
  },
  { name: "a key in an address", line: encodeURIComponent(KEY), rule: SETTING },
  { name: "a webhook's secret", line: json({ a: ["the-webhooks-secret"] }), rule: SETTING },
  { name: "an operator's token", line: "the-operators-token", rule: SETTING },
  {
    name: "a signed address",
    line: "https://b/k?X-Amz-Signature=0a1b2c",
    rule: "a signed address",
  },
  {
    name: "a credential in an address",
    line: "https://b/k?X-Amz-Credential=id%2F2026",
    rule: "a signed address",
  },
  {
    name: "a signed header",
    line: "AWS4-HMAC-SHA256 Credential=id/x, Signature=ab",
    rule: "a signature",
  },
  { name: "a header", line: json({ authorization: "x" }), rule: "an Authorization header" },
  { name: "a header as text", line: "Authorization: Basic abc", rule: "an Authorization header" },
  {
    name: "a header in JSON in JSON",
    line: json({ a: json({ Authorization: "x" }) }),
    rule: "an Authorization header",
  },
  { name: "a bearer", line: "Bearer abcdefghij", rule: "a bearer's token" },
  { name: "a password", line: "postgres://u:hunter2@db/x", rule: "a password in an address" },
  { name: "a JPEG in base64", line: json({ body: bytes.toBase64() }), rule: "bytes in base64" },
  {
    name: "a PNG in base64",
    line: "data:image/png;base64,iVBORw0KGgoAAAA",
    rule: "bytes in base64",
  },
  { name: "a JPEG in hexadecimal", line: bytes.toHex(), rule: "bytes in hexadecimal" },
  { name: "a PNG as Node shows it", line: "89 50 4e 47 0d 0a", rule: "bytes in hexadecimal" },
  { name: "a list of numbers", line: json({ body: [...bytes] }), rule: "bytes as numbers" },
  { name: "bytes as JSON", line: json({ body: bytes }), rule: "bytes as numbers" },
  { name: "a Buffer as JSON", line: '{"type":"Buffer","data":[1]}', rule: "an array of bytes" },
  { name: "bytes as Deno shows them", line: "Uint8Array(10) [", rule: "an array of bytes" },
  {
    name: "bytes read as text",
    line: new TextDecoder().decode(bytes),
    rule: "the head of a picture",
  },
  { name: "a control byte", line: "a\u0001b", rule: "control bytes" },
  { name: "control bytes in JSON", line: json({ a: "\u0001b\u0002" }), rule: "control bytes" },
])("the scan finds $name", ({ line, rule }) => {
  const found = findIn(line, rules);
  assert.ok(found.includes(rule), `found ${found.join(", ") || "nothing"}`);
});

Deno.test.each<{ line: string }>([
  { line: json({ message: "The picture of TBF-2K7Q3X is stored", sizeBytes: 48_213, time: 5 }) },
  { line: json({ time: "2026-11-22T14:40:00.000Z", updateId: 123456789, port: 12345 }) },
  { line: json({ url: redact(`https://api.telegram.org/file/bot${TOKEN}/photos/1.jpg`) }) },
  { line: redact("https://b/k?X-Amz-Credential=id%2Fx&X-Amz-Signature=abc&partNumber=1") },
  { line: redact("AWS4-HMAC-SHA256 Credential=id/x, SignedHeaders=host, Signature=abc") },
  { line: redact("postgres://u:hunter2@db/x") },
  { line: json({ key: "images/TBF-1/cover/3f0c9adffd8ffe0.jpg", fileId: "AgACAgIAAxkBAAIBZ2" }) },
  { line: json({ message: "line\nbreak and\ttab, short, l’été" }) },
  { line: json({ productId: "x\ny\tz\u001b[31m" }) },
])("the scan passes $line", ({ line }) => {
  assert.deepEqual(findIn(line, rules), []);
});

Deno.test("scanFolder() names the file and line of a finding, but not its text", async () => {
  const dir = await Deno.makeTempDir();
  const url = new URL(`file://${dir}/`);
  try {
    await Deno.writeTextFile(`${dir}/a.log`, `fine\n\n${json({ a: "a-secret-of-b" })}\n`);
    await Deno.writeTextFile(`${dir}/b.log`, `fine\n${TOKEN}\n`);
    await Deno.writeTextFile(`${dir}/b.secrets`, '"a-secret-of-b"\n"a-secret-of-b"\n');
    await Deno.writeTextFile(`${dir}/c.log`, "\n");
    await Deno.writeTextFile(`${dir}/c.secrets`, '"a-secret-of-c"\n');
    await Deno.writeTextFile(`${dir}/d.secrets`, "");
    const { lines, secrets, findings, silent } = await scanFolder(url);
    assert.deepEqual([lines, secrets], [4, 2]);
    assert.deepEqual(silent, ["c.secrets"], "shops ran, but none of their lines was collected");
    assert.deepEqual(findings, [
      { place: "a.log:2", rule: SETTING },
      { place: "b.log:2", rule: "a bot's token" },
    ]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("scanFolder() reads nothing from a missing folder", async () => {
  const { lines, secrets } = await scanFolder(new URL("file:///nowhere/of/vitrine/"));
  assert.deepEqual([lines, secrets], [0, 0]);
});
