import assert from "node:assert/strict";
import {
  decide,
  evolve,
  type ImageCommand,
  type ImageEvent,
  initialState,
} from "../../src/domain/mod.ts";
import {
  captured,
  invalidated,
  invalidatedAll,
  lost,
  refusedId,
  storedImage,
  storedImages,
  uploaded,
  uploadedAll,
} from "../../devkit/testing/images.ts";

interface Case {
  name: string;
  given: ImageEvent[];
  when: ImageCommand;
  then: ImageEvent[] | string;
}

const sha = (digit: string) => digit.repeat(64);
const capture = (fileId: string, digit?: string, botId = 1): ImageCommand => ({
  type: "CaptureFileId",
  imageType: "cover",
  captured: { botId, fileId, ...(digit && { sha256: sha(digit) }) },
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
const repair = (lost: string, anew: string): ImageCommand => ({
  type: "RepairImage",
  imageType: "cover",
  lostSha256: sha(lost),
  image: storedImage(anew),
});
const giveUp = (lost: string): ImageCommand => ({
  type: "GiveUpImage",
  imageType: "cover",
  lostSha256: sha(lost),
  reason: "object_missing: no copy",
});
const adopt: ImageCommand = {
  type: "AdoptImages",
  images: storedImages("c"),
};
const migrate = (cover?: string, thumb?: string): ImageCommand => ({
  type: "MigrateImages",
  images: {
    ...(cover !== undefined && { cover: storedImage(cover) }),
    ...(thumb !== undefined && { thumb: storedImage(thumb) }),
  },
});
const storedPair = uploadedAll("a");
const gonePair = invalidatedAll();

Deno.test.each<Case>([
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
    then: [captured("AgAC1", { sha256: sha("a") })],
  },
  {
    name: "captures an id for a legacy picture of which no event speaks",
    given: [],
    when: capture("AgAC1", "d"),
    then: [captured("AgAC1", { sha256: sha("d") })],
  },
  {
    name: "captures another bot's id beside the first",
    given: [captured("AgAC1")],
    when: capture("AgAC2", undefined, 2),
    then: [captured("AgAC2", { botId: 2 })],
  },
  {
    name: "needs no event for an id that stands already",
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
    name: "refuses an id of a legacy picture that was replaced meanwhile",
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
    name: "stores both pictures, and says the seller's id again",
    given: [captured("AgAC1")],
    when: store(0),
    then: [...storedPair, captured("AgAC1")],
  },
  {
    name: "stores both pictures of a file, which has no id",
    given: [],
    when: store(0),
    then: storedPair,
  },
  {
    name: "needs no event for pictures that are stored",
    given: storedPair,
    when: store(0),
    then: [],
  },
  {
    name: "stores the pair when only one half was",
    given: [uploaded("a")],
    when: store(0),
    then: storedPair,
  },
  {
    name: "refuses pictures that were replaced while they were rendered",
    given: [captured("AgAC1"), ...gonePair, captured("AgAC2")],
    when: store(0),
    then: "superseded",
  },
  {
    name: "stores the replacement",
    given: [...storedPair, ...gonePair, captured("AgAC2")],
    when: store(1),
    then: [...storedPair, captured("AgAC2")],
  },
  {
    name: "replaces both pictures, shown by the new photo at once",
    given: storedPair,
    when: replace("AgAC2"),
    then: [...gonePair, captured("AgAC2")],
  },
  { name: "replaces by a file", given: storedPair, when: replace(), then: gonePair },
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
    given: storedPair,
    when: migrate("a", "b"),
    then: [],
  },
  {
    name: "migrates the half that was not",
    given: [uploaded("a")],
    when: migrate("a", "b"),
    then: [uploaded("b", "thumb")],
  },
  {
    name:
      "says again the ids of a legacy file that is stored byte for byte, of every bot, and no others",
    given: [
      captured("AgAC1", { sha256: sha("a") }),
      captured("AgAC2", { botId: 2, sha256: sha("d") }),
      captured("AgAC3", { botId: 3 }),
      captured("AgAC4", { botId: 4, sha256: sha("a") }),
      captured("AgAC5", { imageType: "thumb", sha256: sha("a") }),
    ],
    when: migrate("a", "b"),
    then: [
      uploaded("a"),
      uploaded("b", "thumb"),
      captured("AgAC1", { sha256: sha("a") }),
      captured("AgAC4", { botId: 4, sha256: sha("a") }),
    ],
  },
  {
    name: "refuses to migrate what was replaced meanwhile",
    given: [...gonePair, captured("AgAC2")],
    when: migrate("a", "b"),
    then: "superseded",
  },
  {
    name: "refuses to migrate what was stored otherwise meanwhile",
    given: [...gonePair, ...storedPair],
    when: migrate("a", "d"),
    then: "superseded",
  },
  {
    name: "names the object that a legacy row's picture was made of, and that it is superseded",
    given: [],
    when: { ...migrate("a", "b"), madeOf: { thumb: storedImage("d") } } as ImageCommand,
    then: [uploaded("a"), uploaded("d", "thumb"), uploaded("b", "thumb")],
  },
  {
    name: "names it once",
    given: [uploaded("d"), uploaded("a")],
    when: { ...migrate("a"), madeOf: { cover: storedImage("d") } } as ImageCommand,
    then: [],
  },
  {
    name: "names nothing of a picture that was replaced meanwhile",
    given: gonePair,
    when: { ...migrate("a"), madeOf: { cover: storedImage("d") } } as ImageCommand,
    then: "superseded",
  },
  { name: "migrates nothing when nothing is given", given: [], when: migrate(), then: [] },
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
    name: "invalidates a legacy row's id of which no event speaks",
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
  {
    name: "repairs one picture, and says the ids of every bot again, without the lost bytes' hash",
    given: [
      ...storedPair,
      captured("AgAC1", { sha256: sha("a"), fileUniqueId: "u" }),
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
    given: storedPair,
    when: repair("a", "c"),
    then: [uploaded("c")],
  },
  {
    name: "needs no event for a repair that made the lost bytes again",
    given: [uploaded("a"), captured("AgAC1")],
    when: repair("a", "a"),
    then: [],
  },
  {
    name: "refuses to repair what was replaced meanwhile",
    given: [uploaded("a"), uploaded("b")],
    when: repair("a", "c"),
    then: "superseded",
  },
  {
    name: "refuses to repair what was removed meanwhile",
    given: [uploaded("a"), invalidated()],
    when: repair("a", "c"),
    then: "superseded",
  },
  {
    name: "gives up one picture of two",
    given: storedPair,
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
    given: [...storedPair, captured("AgAC1"), ...gonePair],
    when: adopt,
    then: uploadedAll("c"),
  },
  {
    name: "adopts once",
    given: uploadedAll("c"),
    when: adopt,
    then: [],
  },
  {
    name: "adopts a cover with its own thumb when an older thumb is left",
    given: [...storedPair, invalidated()],
    when: adopt,
    then: uploadedAll("c"),
  },
  {
    name: "refuses to adopt where a picture is stored",
    given: storedPair,
    when: adopt,
    then: "superseded",
  },
  {
    name: "refuses to adopt where Telegram, be it another bot's, still has the picture",
    given: [...gonePair, captured("AgAC1", { botId: 2 })],
    when: adopt,
    then: "superseded",
  },
  {
    name: "refuses to give up what was replaced meanwhile",
    given: [uploaded("a"), uploaded("b")],
    when: giveUp("a"),
    then: "superseded",
  },
])("decide() $name", ({ given, when, then }) => {
  const decision = decide(when, given.reduce(evolve, initialState));
  assert.deepEqual("refused" in decision ? decision.refused : decision.events, then);
});
