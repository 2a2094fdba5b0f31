import assert from "node:assert/strict";
import { getPriority } from "node:os";
import { type ImageHeader, ImageRenderError, inspectImage } from "../../src/imaging/mod.ts";
import { RenderSlot } from "../../src/imaging/render_slot.ts";
import { RENDER_NICENESS } from "../../src/imaging/worker/render_process.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { HANG_MS, until } from "../../devkit/testing/until.ts";

const patient = { deadlineMs: HANG_MS };
const openSlot = (idleMs = Infinity) => new RenderSlot({ engine: "sharp", idleMs });

async function picture(): Promise<{ readonly bytes: Uint8Array; readonly header: ImageHeader }> {
  const bytes = await photoJpeg({ widthPx: 64, heightPx: 48, seed: 31 });
  const inspection = inspectImage(bytes);
  if ("refused" in inspection) throw new TypeError("Cannot use the picture of these tests");
  return { bytes, header: inspection.header };
}

Deno.test("RenderSlot starts no process before its first picture", async () => {
  await using slot = openSlot();
  assert.equal(slot.pid, undefined);
});

Deno.test("RenderSlot.render() uses one process for many pictures", async () => {
  await using slot = openSlot();
  const { bytes, header } = await picture();
  await slot.render(bytes, header, patient);
  const first = slot.pid;
  await slot.render(bytes, header, patient);
  assert.ok(first !== undefined);
  assert.equal(slot.pid, first);
});

Deno.test("RenderSlot.render() lets the bot run first: the threads that render give way", async () => {
  await using slot = openSlot();
  const { bytes, header } = await picture();
  await slot.render(bytes, header, patient);
  assert.ok(getPriority(slot.pid) > getPriority(), "on every system");
  if (Deno.build.os !== "linux") return;
  const args = ["-L", "-o", "ni=,comm=", "-p", String(slot.pid)];
  const { stdout } = await new Deno.Command("ps", { args }).output();
  // Threads of V8 and of the runtime may have begun before. They do not render.
  const threads = new TextDecoder().decode(stdout).trim().split("\n")
    .filter((line) => /deno|libvips/.test(line)).map((line) => parseInt(line));
  assert.ok(threads.length > 1);
  assert.deepEqual(threads.filter((niceness) => niceness < RENDER_NICENESS), []);
});

Deno.test("RenderSlot.render() kills the process at the deadline, and the next picture gets a new one", async () => {
  await using slot = openSlot();
  const { bytes, header } = await picture();
  await slot.render(bytes, header, patient);
  const stuck = slot.pid ?? 0;
  Deno.kill(stuck, "SIGSTOP");
  assert.deepEqual(await slot.render(bytes, header, { deadlineMs: 50 }), { refused: "timed_out" });
  assertGone(stuck);
  assert.ok("jpegs" in await slot.render(bytes, header, patient));
  assert.notEqual(slot.pid, stuck);
});

Deno.test("RenderSlot.render() counts the start of a process in the deadline", async () => {
  await using slot = openSlot();
  const { bytes, header } = await picture();
  assert.deepEqual(await slot.render(bytes, header, { deadlineMs: 0 }), { refused: "timed_out" });
});

Deno.test("RenderSlot.render() fails when the process dies during the work, and the next picture gets a new one", async () => {
  await using slot = openSlot();
  const { bytes, header } = await picture();
  await slot.render(bytes, header, patient);
  const dying = slot.pid ?? 0;
  Deno.kill(dying, "SIGSTOP");
  const rendering = slot.render(bytes, header, patient);
  Deno.kill(dying, "SIGKILL");
  await assert.rejects(rendering, (error) => {
    assert.ok(error instanceof ImageRenderError);
    assert.equal(error.code, "image_render_failed");
    assert.match(String(error.cause), /ended with SIGKILL/);
    return true;
  });
  assert.ok("jpegs" in await slot.render(bytes, header, patient));
});

Deno.test("RenderSlot.render() starts a new process when the old one died while idle", async () => {
  await using slot = openSlot();
  const { bytes, header } = await picture();
  await slot.render(bytes, header, patient);
  const dead = slot.pid ?? 0;
  Deno.kill(dead, "SIGKILL");
  await until("the end of the render process", () => slot.pid === undefined);
  assert.ok("jpegs" in await slot.render(bytes, header, patient));
});

Deno.test("RenderSlot.render() throws the reason of a signal that is aborted during the work", async () => {
  await using slot = openSlot();
  const { bytes, header } = await picture();
  await slot.render(bytes, header, patient);
  const working = slot.pid ?? 0;
  Deno.kill(working, "SIGSTOP");
  const controller = new AbortController();
  const rendering = slot.render(bytes, header, { ...patient, signal: controller.signal });
  controller.abort(new RangeError("not wanted any more"));
  await assert.rejects(rendering, { name: "RangeError", message: "not wanted any more" });
  assertGone(working);
});

Deno.test("RenderSlot.render() starts nothing for a signal that is aborted already", async () => {
  await using slot = openSlot();
  const { bytes, header } = await picture();
  const signal = AbortSignal.abort(new RangeError("never wanted"));
  await assert.rejects(slot.render(bytes, header, { ...patient, signal }), {
    message: "never wanted",
  });
  assert.equal(slot.pid, undefined);
});

Deno.test("RenderSlot ends a process that was idle long enough", async () => {
  await using slot = openSlot(0);
  const { bytes, header } = await picture();
  await slot.render(bytes, header, patient);
  await until("the end of the render process", () => slot.pid === undefined);
  assert.ok("jpegs" in await slot.render(bytes, header, patient));
});

Deno.test("RenderSlot disposal ends the process, also during the work", async () => {
  const slot = openSlot();
  const { bytes, header } = await picture();
  await slot.render(bytes, header, patient);
  const working = slot.pid ?? 0;
  Deno.kill(working, "SIGSTOP");
  const given = assert.rejects(slot.render(bytes, header, patient), ImageRenderError);
  await slot[Symbol.asyncDispose]();
  await given;
  assertGone(working);
  await assert.rejects(slot.render(bytes, header, patient), /the renderer is closed/);
});

Deno.test({
  name: "RenderSlot.render() throws when it may not start a process",
  permissions: { read: true, env: true, ffi: "inherit", run: false, sys: true },
  async fn() {
    await using slot = openSlot();
    const { bytes, header } = await picture();
    await assert.rejects(slot.render(bytes, header, patient), (error) => {
      assert.ok(error instanceof ImageRenderError && error.cause instanceof Deno.errors.NotCapable);
      return true;
    });
  },
});

Deno.test({
  name: "RenderSlot gives its process no secrets",
  ignore: Deno.build.os !== "linux",
  async fn() {
    Deno.env.set("VITRINE_TEST_SECRET", "hunter2");
    try {
      await using slot = openSlot();
      const { bytes, header } = await picture();
      await slot.render(bytes, header, patient);
      // Deno reads this file only with all permissions.
      const { stdout } = await new Deno.Command("cat", { args: [`/proc/${slot.pid}/environ`] })
        .output();
      const environment = new TextDecoder().decode(stdout).split("\0");
      assert.ok(
        environment.some((entry) => entry.startsWith("HOME=")),
        "the environment is readable",
      );
      assert.ok(!environment.some((entry) => entry.includes("VITRINE")));
    } finally {
      Deno.env.delete("VITRINE_TEST_SECRET");
    }
  },
});

function assertGone(pid: number): void {
  assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound);
}
