import assert from "node:assert/strict";
import { LiveStreams, partsOf } from "../../src/console/live.ts";
import { until, within } from "../../devkit/testing/until.ts";

const page = (parts: Readonly<Record<string, string>>, status = 200) => {
  const html = Object.entries(parts)
    .map(([id, inside]) => `<p>x</p><live-part id="${id}">${inside}</live-part>`).join("\n");
  return new Response(html, { status });
};

/** A stream of a page that the test changes. */
function openStream(
  streams: LiveStreams,
  sessionId = "maya",
  first = page({ a: "1", b: "<i>\n" }),
) {
  const shown = { answer: (): Response => first };
  const open = (answer: () => Response) => shown.answer = answer;
  const ask = () => Promise.resolve(shown.answer());
  const reader = streams.open(sessionId, ask).pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => {
    const { done, value } = await within(reader.read(), "the next text of the stream");
    return done ? "(end)" : value;
  };
  return { next, show: open, close: () => reader.cancel() };
}

const state = (name: string) => `event: state\ndata: ${name}\n\n`;
const part = (id: string, html: string) => `event: part\ndata: ${JSON.stringify({ id, html })}\n\n`;
const START = "retry: 2000\n\n";

Deno.test("partsOf() reads the marked parts of a page, and nothing else", () => {
  const text =
    '<main><live-part id="a">x\n<b>y</b></live-part><p>z</p><live-part id="b-2"></live-part>';
  assert.deepEqual([...partsOf(text)], [["a", "x\n<b>y</b>"], ["b-2", ""]]);
});

Deno.test("a stream sends the whole present state, then what changes, and says when the shop cannot answer", async () => {
  const stream = openStream(new LiveStreams());
  assert.equal(await stream.next(), START);
  assert.equal(await stream.next(), part("a", "1") + part("b", "<i>\n") + state("on"));
  stream.show(() => page({ a: "1", b: "2" }));
  assert.equal(await stream.next(), part("b", "2"));
  stream.show(() => page({}, 503));
  assert.equal(await stream.next(), state("trouble"));
  stream.show(() => page({ a: "3", b: "2" }));
  assert.equal(await stream.next(), part("a", "3") + state("on"));
  stream.show(() => {
    throw new Error("away");
  });
  assert.equal(await stream.next(), state("trouble"));
  await stream.close();
});

Deno.test("a stream ends with its session: at its end, and at once when somebody logs out", async () => {
  const streams = new LiveStreams();
  const expired = openStream(streams);
  const loggedOut = openStream(streams);
  const other = openStream(streams, "lin");
  for (const each of [expired, loggedOut, other]) await each.next();
  for (const each of [expired, loggedOut, other]) await each.next();
  expired.show(() => page({}, 401));
  streams.end("maya");
  for (const each of [expired, loggedOut]) {
    assert.deepEqual([await each.next(), await each.next()], [state("ended"), "(end)"]);
  }
  other.show(() => page({}, 401));
  assert.deepEqual([await other.next(), await other.next()], [state("ended"), "(end)"]);
});

Deno.test("a session has four streams, of which the oldest makes room; all sessions have 32", async () => {
  const streams = new LiveStreams();
  const mine: ReturnType<typeof openStream>[] = [];
  for (let n = 0; n < 5; n++) {
    const stream = openStream(streams);
    mine.push(stream);
    assert.equal(await stream.next(), START);
    assert.match(await stream.next(), /data: on\n/);
  }
  assert.deepEqual([await mine[0]!.next(), await mine[0]!.next()], [state("moved"), "(end)"]);
  const others = Array.from({ length: 28 }, (_, n) => openStream(streams, `${n}`));
  for (const each of others) assert.equal(await each.next(), START);
  const late = openStream(streams, "late");
  assert.equal(await late.next(), `retry: 15000\n${state("full")}`);
  assert.equal(await late.next(), "(end)");
  await others[0]!.close();
  await until("a free place", async () => {
    const served = openStream(streams, "served");
    const first = await served.next();
    await served.close();
    return first === START;
  });
  for (const each of [...mine, ...others]) await each.close();
});
