import assert from "node:assert/strict";
import { PictureLedger } from "../../devkit/soak/pictures.ts";
import { judgeMemory } from "../../devkit/soak/samples.ts";
import { residentBytes, residentBytesOfChildren } from "../../devkit/world/memory.ts";
import { judgeLog } from "../../devkit/soak/verdict.ts";
import { runScript } from "../../devkit/testing/command.ts";

/** A sample every 10 s for 10 minutes. */
const samplesOf = (bytesAt: (seconds: number) => number) =>
  Array.from({ length: 60 }, (_, at) => ({ seconds: at * 10, rssBytes: bytesAt(at * 10) }));

const MEBIBYTE = 1_048_576;
Deno.test.each<{ name: string; bytesAt: (seconds: number) => number; flat: boolean }>([
  { name: "constant memory", bytesAt: () => 200 * MEBIBYTE, flat: true },
  { name: "caches that fill at first", bytesAt: (s) => Math.min(s, 120) * MEBIBYTE, flat: true },
  {
    name: "the sawtooth of a garbage collector",
    bytesAt: (s) => (200 + s % 70 / 2) * MEBIBYTE,
    flat: true,
  },
  { name: "memory that is returned", bytesAt: (s) => (400 - s / 3) * MEBIBYTE, flat: true },
  { name: "a leak of 6 MiB a minute", bytesAt: (s) => (200 + s / 10) * MEBIBYTE, flat: false },
  {
    name: "a leak below the sawtooth of a garbage collector",
    bytesAt: (s) => (200 + s / 10 + s % 70 / 2) * MEBIBYTE,
    flat: false,
  },
])("judgeMemory() of $name", ({ bytesAt, flat }) => {
  assert.equal(judgeMemory(samplesOf(bytesAt)).flat, flat);
});

Deno.test("judgeMemory() returns the slope, and two samples prove nothing", () => {
  const { bytesPerMinute } = judgeMemory(samplesOf((s) => (100 + s / 60) * MEBIBYTE));
  assert.ok(Math.abs(bytesPerMinute - MEBIBYTE) < 1);
  assert.equal(judgeMemory([{ seconds: 10, rssBytes: 1 }]).flat, false);
  assert.equal(judgeMemory([]).flat, false);
});

Deno.test("residentBytes() is near Deno's own figure, and fails for a missing process", async () => {
  const bytes = await residentBytes(Deno.pid);
  const { rss } = Deno.memoryUsage();
  assert.ok(bytes > rss / 2 && bytes < rss * 2, `${bytes} and ${rss}`);
  await assert.rejects(residentBytes(2 ** 31 - 1), /There is no process/);
});

Deno.test("residentBytesOfChildren() adds the running children of a process", async () => {
  const parent = new Deno.Command("sh", {
    args: ["-c", "sleep 60 & echo $!; wait"],
    stdout: "piped",
  }).spawn();
  const reader = parent.stdout.getReader();
  const child = Number(new TextDecoder().decode((await reader.read()).value));
  assert.ok(await residentBytesOfChildren(parent.pid) > 0);
  Deno.kill(child, "SIGKILL");
  await parent.status;
  await reader.cancel();
  assert.equal(await residentBytesOfChildren(parent.pid), 0);
});

Deno.test("PictureLedger allows a product's own picture, and an old one only if it was asked for before the replacement", () => {
  const ledger = new PictureLedger();
  const [lamp, chair] = [ledger.send("Lamp"), ledger.send("Chair")];
  assert.ok(ledger.has("Lamp") && !ledger.has("Table"));
  assert.ok(ledger.allows("Lamp", lamp, ledger.now), "in the preview, before the confirmation");
  assert.ok(!ledger.allows("Lamp", chair, ledger.now), "another's");
  ledger.confirm("Lamp");
  const before = ledger.now;
  const later = ledger.send("Lamp");
  for (const marker of [lamp, later]) assert.ok(ledger.allows("Lamp", marker, ledger.now));
  ledger.confirm("Lamp");
  assert.ok(ledger.allows("Lamp", later, ledger.now));
  assert.ok(ledger.allows("Lamp", lamp, before), "asked before");
  assert.ok(!ledger.allows("Lamp", lamp, ledger.now), "replaced");
});

Deno.test("judgeLog() counts errors by their message, and lists unhandled ones", () => {
  const { errors, unhandled } = judgeLog([
    { level: "info", message: "all is well" },
    { level: "error", message: "B2 is away" },
    { level: "error", message: "B2 is away" },
    { level: "fatal", message: "out" },
    { message: "error: Uncaught (in promise) TypeError: x" },
  ]);
  assert.deepEqual([...errors], [["B2 is away", 2]]);
  assert.deepEqual(unhandled, ["out", "error: Uncaught (in promise) TypeError: x"]);
});

Deno.test("deno task soak refuses wrong usage with exit code 2, and prints its help", async () => {
  const wrong = await runScript("devkit/soak", { args: ["--minutes", "ten"] });
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
  assert.match(wrong.stderr, /--minutes must be a whole number from 1 to 9999/);
  const help = await runScript("devkit/soak", { args: ["--help"] });
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^deno task soak \[--minutes N\]$/m);
});
