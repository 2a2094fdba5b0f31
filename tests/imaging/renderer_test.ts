import assert from "node:assert/strict";
import { ImageRenderError, openImageRenderer } from "../../src/imaging/mod.ts";
import { drawPlaceholder } from "../../src/imaging/placeholder/draw_placeholder.ts";
import { photoJpeg, svg } from "../../devkit/testing/pictures.ts";
import { HANG_MS } from "../../devkit/testing/until.ts";

const open = (more: { readonly workers?: number } = {}) =>
  openImageRenderer({ engine: "sharp", deadlineMs: HANG_MS, ...more });
const picture = (seed: number) => photoJpeg({ widthPx: 64, heightPx: 48, seed });

Deno.test("render() refuses a bad header without a process", async () => {
  await using renderer = openImageRenderer({ engine: "sharp", deadlineMs: 0 });
  assert.deepEqual(await renderer.render(svg()), { refused: "unsupported_type" });
});

Deno.test("render() refuses a picture that is not done by the deadline", async () => {
  await using renderer = openImageRenderer({ engine: "sharp", deadlineMs: 0 });
  assert.deepEqual(await renderer.render(await picture(1)), { refused: "timed_out" });
});

Deno.test.each([{ workers: 1 }, { workers: 2 }])(
  "render() by $workers workers renders many pictures at once, and returns the right one to each caller",
  async ({ workers }) => {
    await using renderer = open({ workers });
    const originals = await Promise.all([1, 2, 3, 4, 5].map(picture));
    const alone = [];
    const stages: string[] = [];
    const onStage = (stage: string, ms: number) => void (ms >= 0 && stages.push(stage));
    for (const original of originals) alone.push(await renderer.render(original, { onStage }));
    const each = ["inspect", "wait", "hand_over", "decode", "encode", "check"];
    assert.deepEqual(stages, originals.flatMap(() => each));
    const together = await Promise.all(originals.map((original) => renderer.render(original)));
    assert.deepEqual(together, alone);
    const covers = together.map((outcome) => "images" in outcome && outcome.images.cover.sha256);
    assert.equal(new Set(covers).size, 5);
  },
);

Deno.test("render() serves calls in their order", async () => {
  await using renderer = open();
  const original = await picture(1);
  const done: number[] = [];
  await Promise.all([1, 2, 3, 4].map(async (turn) => {
    await renderer.render(original);
    done.push(turn);
  }));
  assert.deepEqual(done, [1, 2, 3, 4]);
});

Deno.test("drawPlaceholder() draws in the process, before the pictures that wait", async () => {
  const renderer = open();
  const product = { title: "Kitchen table", productId: "TBF-7KQ2" };
  const done: string[] = [];
  const as = <T>(name: string, work: Promise<T>) => work.finally(() => done.push(name));
  const original = await picture(1);
  const [, , drawn] = await Promise.all([
    as("at work", renderer.render(original)),
    as("waits", renderer.render(original)),
    as("placeholder", renderer.drawPlaceholder(product)),
  ]);
  assert.deepEqual(done, ["at work", "placeholder", "waits"]);
  assert.deepEqual(drawn, new Uint8Array(await drawPlaceholder(product)));
  await renderer[Symbol.asyncDispose]();
  await assert.rejects(renderer.drawPlaceholder(product), /the renderer is closed/);
});

Deno.test("render() leaves the queue when its signal is aborted, and the others follow", async () => {
  await using renderer = open();
  const original = await picture(1);
  const controller = new AbortController();
  const first = renderer.render(original);
  const second = renderer.render(original, { signal: controller.signal });
  const third = renderer.render(original);
  controller.abort(new RangeError("gone"));
  await assert.rejects(second, { message: "gone" });
  assert.ok("images" in await first);
  assert.ok("images" in await third);
});

Deno.test("render() throws at once for a signal that is aborted already", async () => {
  await using renderer = open();
  const signal = AbortSignal.abort(new RangeError("never"));
  await assert.rejects(renderer.render(await picture(1), { signal }), { message: "never" });
});

Deno.test("render() fails, during the work or in the queue, when the renderer is closed", async () => {
  const renderer = open();
  const original = await picture(1);
  const pending = [1, 2, 3].map(() => assert.rejects(renderer.render(original), ImageRenderError));
  await renderer[Symbol.asyncDispose]();
  await Promise.all(pending);
  await assert.rejects(renderer.render(original), /the renderer is closed/);
});

Deno.test("openImageRenderer() can be closed unused, and twice", async () => {
  const renderer = open();
  await renderer[Symbol.asyncDispose]();
  await renderer[Symbol.asyncDispose]();
});
