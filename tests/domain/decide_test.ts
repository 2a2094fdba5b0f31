import type { ImageCommand } from "../../src/domain/mod.ts";
import { checkDecision, type DecisionCase, sha256Of } from "../../devkit/testing/decisions.ts";
import {
  captured,
  invalidated,
  invalidatedAll,
  refusedId,
  storedImages,
  uploaded,
  uploadedAll,
} from "../../devkit/testing/images.ts";

const capture = (fileId: string, digit?: string, botId = 1): ImageCommand => ({
  type: "CaptureFileId",
  imageType: "cover",
  captured: { botId, fileId, ...(digit && { sha256: sha256Of(digit) }) },
});
const store = (generation: number): ImageCommand => ({
  type: "StoreImages",
  generation,
  images: storedImages("a"),
});
const replace = (photo?: string): ImageCommand => ({
  type: "ReplaceImages",
  reason: "replaced",
  photo: photo === undefined ? undefined : { botId: 1, fileId: photo },
});
const dead = (fileId: string, botId = 1): ImageCommand => ({
  type: "InvalidateFileId",
  imageType: "cover",
  botId,
  fileId,
  reason: "dead",
});

Deno.test.each<DecisionCase>([
  {
    name: "captures the seller's own photo",
    given: [],
    when: capture("AgAC1"),
    then: [captured("AgAC1")],
  },
  {
    name: "captures the first id for the bytes in B2",
    given: [uploaded("a")],
    when: capture("AgAC1", "a"),
    then: [captured("AgAC1", { sha256: sha256Of("a") })],
  },
  {
    name: "captures an id for a legacy picture without events",
    given: [],
    when: capture("AgAC1", "d"),
    then: [captured("AgAC1", { sha256: sha256Of("d") })],
  },
  {
    name: "captures another bot's id beside the first",
    given: [captured("AgAC1")],
    when: capture("AgAC2", undefined, 2),
    then: [captured("AgAC2", { botId: 2 })],
  },
  {
    name: "needs no event for an id that is captured already",
    given: [uploaded("a"), captured("AgAC1")],
    when: capture("AgAC1", "a"),
    then: [],
  },
  {
    name: "refuses an id for bytes that were replaced",
    given: [uploaded("a"), uploaded("b")],
    when: capture("AgAC1", "a"),
    then: "not_current",
  },
  {
    name: "refuses an id for bytes of a picture that was removed",
    given: [uploaded("a"), invalidated()],
    when: capture("AgAC1", "a"),
    then: "not_current",
  },
  {
    name: "refuses an id that Telegram has refused in the meantime",
    given: [
      uploaded("a"),
      captured("AgAC1", { sha256: sha256Of("a") }),
      refusedId("AgAC1"),
      captured("AgAC2", { sha256: sha256Of("a") }),
      refusedId("AgAC2"),
    ],
    when: capture("AgAC1", "a"),
    then: "not_current",
  },
  {
    name: "captures an id again that was refused for a picture which has ended",
    given: [captured("AgAC1"), refusedId("AgAC1"), invalidated()],
    when: capture("AgAC1"),
    then: [captured("AgAC1")],
  },
  {
    name: "refuses an id of a legacy picture that was replaced in the meantime",
    given: [invalidated()],
    when: { ...capture("AgAC1"), legacy: true } as ImageCommand,
    then: "not_current",
  },
  {
    name: "captures an id of a legacy picture that nothing has replaced",
    given: [],
    when: { ...capture("AgAC1"), legacy: true } as ImageCommand,
    then: [captured("AgAC1")],
  },
  {
    name: "stores every picture, and captures the seller's id again",
    given: [captured("AgAC1")],
    when: store(0),
    then: [...uploadedAll("a"), captured("AgAC1")],
  },
  {
    name: "stores every picture of a file, which has no id",
    given: [],
    when: store(0),
    then: uploadedAll("a"),
  },
  {
    name: "needs no event for pictures that are stored",
    given: uploadedAll("a"),
    when: store(0),
    then: [],
  },
  {
    name: "stores every picture when only one was stored",
    given: [uploaded("a")],
    when: store(0),
    then: uploadedAll("a"),
  },
  {
    name: "refuses pictures that were replaced while they were rendered",
    given: [captured("AgAC1"), ...invalidatedAll(), captured("AgAC2")],
    when: store(0),
    then: "superseded",
  },
  {
    name: "stores the replacement",
    given: [...uploadedAll("a"), ...invalidatedAll(), captured("AgAC2")],
    when: store(1),
    then: [...uploadedAll("a"), captured("AgAC2")],
  },
  {
    name: "replaces every picture, and captures the new photo's id",
    given: uploadedAll("a"),
    when: replace("AgAC2"),
    then: [...invalidatedAll(), captured("AgAC2")],
  },
  { name: "replaces by a file", given: uploadedAll("a"), when: replace(), then: invalidatedAll() },
  {
    name: "invalidates the id that was refused",
    given: [captured("AgAC1")],
    when: dead("AgAC1"),
    then: [refusedId("AgAC1")],
  },
  {
    name: "keeps a newer id when an older one was refused",
    given: [captured("AgAC1"), captured("AgAC2")],
    when: dead("AgAC1"),
    then: [],
  },
  {
    name: "keeps another bot's id",
    given: [captured("AgAC2", { botId: 2 })],
    when: dead("AgAC2"),
    then: [],
  },
  {
    name: "invalidates an id of a legacy row without events",
    given: [],
    when: dead("AgAC9"),
    then: [refusedId("AgAC9")],
  },
  {
    name: "invalidates once",
    given: [captured("AgAC1"), refusedId("AgAC1")],
    when: dead("AgAC1"),
    then: [],
  },
])("decide() $name", checkDecision);
