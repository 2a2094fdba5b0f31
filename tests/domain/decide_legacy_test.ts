import type { CommandOf, ImageCommand } from "../../src/domain/mod.ts";
import { checkDecision, type DecisionCase, sha256Of } from "../../devkit/testing/decisions.ts";
import {
  captured,
  invalidatedAll,
  storedImage,
  uploaded,
  uploadedAll,
} from "../../devkit/testing/images.ts";

const migrate = (cover?: string, thumb?: string): CommandOf<"MigrateImages"> => ({
  type: "MigrateImages",
  images: {
    ...(cover !== undefined && { cover: storedImage(cover) }),
    ...(thumb !== undefined && { thumb: storedImage(thumb) }),
  },
});

Deno.test.each<DecisionCase>([
  {
    name: "migrates a legacy row's pictures",
    given: [],
    when: migrate("a", "b"),
    then: [uploaded("a"), uploaded("b", "thumb")],
  },
  {
    name: "migrates the one picture that a legacy row has",
    given: [uploaded("a")],
    when: migrate(undefined, "b"),
    then: [uploaded("b", "thumb")],
  },
  {
    name: "needs no event for pictures that were migrated",
    given: uploadedAll("a"),
    when: migrate("a", "b"),
    then: [],
  },
  {
    name: "migrates the picture that was not migrated yet",
    given: [uploaded("a")],
    when: migrate("a", "b"),
    then: [uploaded("b", "thumb")],
  },
  {
    name: "captures the ids of every bot again if they belong to the stored bytes",
    given: [
      captured("AgAC1", { sha256: sha256Of("a") }),
      captured("AgAC2", { botId: 2, sha256: sha256Of("d") }),
      captured("AgAC3", { botId: 3 }),
      captured("AgAC4", { botId: 4, sha256: sha256Of("a") }),
      captured("AgAC5", { imageType: "thumb", sha256: sha256Of("a") }),
    ],
    when: migrate("a", "b"),
    then: [
      uploaded("a"),
      uploaded("b", "thumb"),
      captured("AgAC1", { sha256: sha256Of("a") }),
      captured("AgAC4", { botId: 4, sha256: sha256Of("a") }),
    ],
  },
  {
    name: "migrates other pictures in the place of those that an import names",
    given: uploadedAll("a"),
    when: { ...migrate("d", "e"), replacing: { cover: sha256Of("a"), thumb: sha256Of("b") } },
    then: [uploaded("d"), uploaded("e", "thumb")],
  },
  {
    name: "refuses to migrate over a picture that is no longer the one to replace",
    given: [...uploadedAll("a"), ...invalidatedAll(), ...uploadedAll("f")],
    when: { ...migrate("d", "e"), replacing: { cover: sha256Of("a"), thumb: sha256Of("b") } },
    then: "superseded",
  },
  {
    name: "refuses to migrate over a picture that the seller has removed",
    given: [...uploadedAll("a"), ...invalidatedAll()],
    when: { ...migrate("d", "e"), replacing: { cover: sha256Of("a"), thumb: sha256Of("b") } },
    then: "superseded",
  },
  {
    name: "refuses to migrate a picture that was replaced in the meantime",
    given: [...invalidatedAll(), captured("AgAC2")],
    when: migrate("a", "b"),
    then: "superseded",
  },
  {
    name: "refuses to migrate a picture that was stored differently in the meantime",
    given: [...invalidatedAll(), ...uploadedAll("a")],
    when: migrate("a", "d"),
    then: "superseded",
  },
  {
    name: "captures the Telegram photo that a legacy picture was made from",
    given: [captured("AgAC1")],
    when: {
      ...migrate("a", "b"),
      fileIds: { cover: { botId: 1, fileId: "AgAC9" } },
    } as ImageCommand,
    then: [uploaded("a"), uploaded("b", "thumb"), captured("AgAC9")],
  },
  {
    name: "captures no Telegram photo of a picture that was stored already",
    given: uploadedAll("a"),
    when: {
      ...migrate("a", "b"),
      fileIds: { cover: { botId: 1, fileId: "AgAC9" } },
    } as ImageCommand,
    then: [],
  },
  {
    name:
      "records the object that a legacy picture was made from, then the picture that replaces it",
    given: [],
    when: { ...migrate("a", "b"), madeOf: { thumb: storedImage("d") } },
    then: [uploaded("a"), uploaded("d", "thumb"), uploaded("b", "thumb")],
  },
  {
    name: "records the original object once",
    given: [uploaded("d"), uploaded("a")],
    when: { ...migrate("a"), madeOf: { cover: storedImage("d") } },
    then: [],
  },
  {
    name: "records no original of a picture that was replaced in the meantime",
    given: invalidatedAll(),
    when: { ...migrate("a"), madeOf: { cover: storedImage("d") } },
    then: "superseded",
  },
  { name: "migrates nothing when nothing is given", given: [], when: migrate(), then: [] },
])("decide() $name", checkDecision);
