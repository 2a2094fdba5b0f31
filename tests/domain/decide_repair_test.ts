import type { ImageCommand } from "../../src/domain/mod.ts";
import { checkDecision, type DecisionCase, sha256Of } from "../../devkit/testing/decisions.ts";
import {
  captured,
  invalidated,
  invalidatedAll,
  lost,
  storedImage,
  storedImages,
  uploaded,
  uploadedAll,
} from "../../devkit/testing/images.ts";

const repair = (lost: string, anew: string): ImageCommand => ({
  type: "RepairImage",
  imageType: "cover",
  lostSha256: sha256Of(lost),
  image: storedImage(anew),
});
const giveUp = (lost: string): ImageCommand => ({
  type: "GiveUpImage",
  imageType: "cover",
  lostSha256: sha256Of(lost),
  reason: "object_missing: no copy",
});
const adopt = (generation = 0): ImageCommand => ({
  type: "AdoptImages",
  generation,
  images: storedImages("c"),
});

Deno.test.each<DecisionCase>([
  {
    name:
      "repairs one picture, and captures the ids of every bot again without the hash of the lost bytes",
    given: [
      ...uploadedAll("a"),
      captured("AgAC1", { sha256: sha256Of("a"), fileUniqueId: "u" }),
      captured("AgAC2", { botId: 2 }),
    ],
    when: repair("a", "c"),
    then: [
      uploaded("c"),
      captured("AgAC1", { fileUniqueId: "u" }),
      captured("AgAC2", { botId: 2 }),
    ],
  },
  {
    name: "repairs a picture that no bot has an id for",
    given: uploadedAll("a"),
    when: repair("a", "c"),
    then: [uploaded("c")],
  },
  {
    name: "needs no event for a repair that made the same bytes again",
    given: [uploaded("a"), captured("AgAC1")],
    when: repair("a", "a"),
    then: [],
  },
  {
    name: "refuses to repair a picture that was replaced in the meantime",
    given: [uploaded("a"), uploaded("b")],
    when: repair("a", "c"),
    then: "superseded",
  },
  {
    name: "refuses to repair a picture that was removed in the meantime",
    given: [uploaded("a"), invalidated()],
    when: repair("a", "c"),
    then: "superseded",
  },
  {
    name: "gives up one picture of several",
    given: uploadedAll("a"),
    when: giveUp("a"),
    then: [lost()],
  },
  {
    name: "gives up once",
    given: [uploaded("a"), lost()],
    when: giveUp("a"),
    then: "superseded",
  },
  {
    name: "adopts a picture where the log has none",
    given: [...uploadedAll("a"), captured("AgAC1"), ...invalidatedAll()],
    when: adopt(1),
    then: uploadedAll("c"),
  },
  {
    name: "adopts once",
    given: uploadedAll("c"),
    when: adopt(),
    then: [],
  },
  {
    name: "adopts every picture when only an older thumb is left",
    given: [...uploadedAll("a"), invalidated()],
    when: adopt(1),
    then: uploadedAll("c"),
  },
  {
    name: "refuses to adopt where a picture is stored",
    given: uploadedAll("a"),
    when: adopt(),
    then: "superseded",
  },
  {
    name: "refuses to adopt where any bot still has a file id",
    given: [...invalidatedAll(), captured("AgAC1", { botId: 2 })],
    when: adopt(1),
    then: "superseded",
  },
  {
    name:
      "refuses to adopt where the picture was replaced in the meantime, even if its file id has ended",
    given: invalidatedAll(),
    when: adopt(),
    then: "superseded",
  },
  {
    name: "refuses to give up a picture that was replaced in the meantime",
    given: [uploaded("a"), uploaded("b")],
    when: giveUp("a"),
    then: "superseded",
  },
])("decide() $name", checkDecision);
