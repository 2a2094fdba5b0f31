import assert from "node:assert/strict";
import {
  type CauseCode,
  explain,
  type ImageColumn,
  type ImageEvent,
  type LoggedEvent,
  readStream,
} from "../../src/domain/mod.ts";
import { captured, deleted, lost, uploaded } from "../../devkit/testing/images.ts";

const target = { botId: 1, publicUrl: "https://cdn.example" };

/** Events as the log holds them: at positions 11, 12, … */
const logged = (events: readonly ImageEvent[]): LoggedEvent[] =>
  events.map((event, n) => ({
    ...event,
    schemaVersion: 2,
    productId: "TBF-1",
    position: 11 + n,
    version: 1 + n,
    eventId: `event ${n}`,
    metadata: {},
    recordedAt: `2026-01-01T00:00:0${n}.000000Z`,
  }));

interface Case {
  name: string;
  given: ImageEvent[];
  when: { column: ImageColumn; value: string | null };
  /** The code of the cause, and the position of the deciding event. */
  then: [CauseCode, number];
}

Deno.test.each<Case>([
  {
    name: "an id from before the product was deleted",
    given: [captured("AgAC1"), deleted()],
    when: { column: "telegram_cover_file_id", value: "AgAC1" },
    then: ["older_state", 12],
  },
  {
    name: "a URL of a picture that was lost",
    given: [uploaded("a"), lost()],
    when: { column: "cover_image_url", value: "https://cdn.example/products/TBF-1/a.jpg" },
    then: ["older_state", 12],
  },
  {
    name: "the latest id of two other bots",
    given: [captured("AgAC1", { botId: 2 }), captured("AgAC1", { botId: 3 }), captured("AgAC2")],
    when: { column: "telegram_cover_file_id", value: "AgAC1" },
    then: ["another_bot", 13],
  },
  {
    name: "a URL under another base",
    given: [uploaded("a"), captured("AgAC1")],
    when: { column: "cover_image_url", value: "https://old.example/products/TBF-1/a.jpg" },
    then: ["another_public_url", 11],
  },
  {
    name: "the URL of the other picture",
    given: [uploaded("a"), uploaded("b", "thumb")],
    when: { column: "thumbnail_url", value: "https://cdn.example/products/TBF-1/a.jpg" },
    then: ["other_picture", 12],
  },
  {
    name: "the bot's own id of the other picture",
    given: [captured("AgAC1"), captured("AgAC2", { imageType: "thumb" })],
    when: { column: "telegram_cover_file_id", value: "AgAC2" },
    then: ["other_picture", 11],
  },
  {
    name: "an empty column",
    given: [uploaded("a")],
    when: { column: "cover_image_url", value: null },
    then: ["emptied", 11],
  },
  {
    name: "a local path",
    given: [uploaded("a")],
    when: { column: "cover_image_url", value: "images/1.jpg" },
    then: ["local_path", 11],
  },
  {
    name: "a foreign URL",
    given: [uploaded("a")],
    when: { column: "cover_image_url", value: "https://elsewhere.example/1.jpg" },
    then: ["written_by_hand", 11],
  },
])("explain() finds the cause of $name", ({ given, when, then: [code, position] }) => {
  const difference = { productId: "TBF-1", expected: null, ...when };
  const { event, cause } = explain(difference, readStream(logged(given), target), target);
  assert.deepEqual([cause.code, event?.position], [code, position]);
});

Deno.test("explain() names the bot that owns the id", () => {
  const stream = readStream(logged([captured("AgAC1", { botId: 2 })]), target);
  const column = "telegram_cover_file_id";
  const difference = { productId: "TBF-1", column, value: "AgAC1", expected: null } as const;
  assert.match(explain(difference, stream, target).cause.text, /id of bot 2; .* for bot 1/);
});

Deno.test("explain() says that the program cannot read the events, and why", () => {
  const [event] = logged([captured("AgAC1")]);
  const stream = readStream([{ ...event!, schemaVersion: 99 }], target);
  const column = "telegram_cover_file_id";
  const difference = { productId: "TBF-1", column, value: "AgAC2", expected: "AgAC1" } as const;
  const explained = explain(difference, stream, target);
  assert.deepEqual([explained.event, explained.cause.code], [null, "unreadable_log"]);
  assert.match(explained.cause.text, /schema version must be 1 to 4, is 99/);
});
