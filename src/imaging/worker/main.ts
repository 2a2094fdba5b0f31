/**
 * The render process. It reads originals from standard input, writes JPEG files to standard output, and ends with its
 * input. It draws placeholders too, because that needs native code. `render_process.ts` starts it without network and secrets, and kills it when it takes too long.
 * @module
 */
import { createEngine } from "../engines/create_engine.ts";
import { type EngineOutcome, IMAGE_ENGINES, type ImageEngine } from "../engines/engine.ts";
import { release } from "../../std/mod.ts";
import type { ImageHeader } from "../image_header.ts";
import { drawPlaceholder } from "../placeholder/draw_placeholder.ts";
import { type Frame, FrameReader, writeFrame } from "./frames.ts";
import { joinJpegs, type PlaceholderRequest, type RenderReply } from "./protocol.ts";

if (import.meta.main) {
  // Ctrl-C reaches the whole foreground group, but the bot decides when its renderer ends.
  Deno.addSignalListener("SIGINT", () => {});
  await serve(Deno.args[0], Number(Deno.args[1]));
  Deno.exit(0);
}

async function serve(engineName: string | undefined, maxPixels: number): Promise<void> {
  const name = IMAGE_ENGINES.find((known) => known === engineName);
  if (name === undefined) throw new RangeError(`Cannot render with the engine "${engineName}"`);
  const engine = createEngine(name, maxPixels);
  const requests = new FrameReader(Deno.stdin.readable);
  const replies = Deno.stdout.writable.getWriter();
  for (let request = await requests.next(); request; request = await requests.next()) {
    const [reply, ...jpegs] = await answer(engine, request);
    release(request.body);
    await writeFrame(replies, reply, ...jpegs);
  }
}

async function answer(
  engine: ImageEngine,
  { head, body: original }: Frame,
): Promise<[RenderReply, ...Uint8Array[]]> {
  let outcome: EngineOutcome;
  try {
    const { placeholder } = head as Partial<PlaceholderRequest>;
    if (placeholder !== undefined) return [{ drawn: true }, await drawPlaceholder(placeholder)];
    outcome = await engine.render(original, head as ImageHeader);
  } catch (error) {
    return [{ failed: error instanceof Error ? error.stack ?? error.message : String(error) }];
  }
  if ("refused" in outcome) return [outcome];
  const { lengths, body } = joinJpegs(outcome.jpegs);
  return [{ lengths, ...(outcome.ms !== undefined && { ms: outcome.ms }) }, ...body];
}
