import { type ImageCommand, type ImageEvent, ORIGINAL } from "../../src/domain/mod.ts";
import { checkDecision, type DecisionCase, sha256Of } from "../../devkit/testing/decisions.ts";
import {
  captured,
  deleted,
  deletedAll,
  invalidated,
  invalidatedAll,
  lost,
  ofPicture,
  removed,
  storedImage,
  storedImages,
  uploaded,
  uploadedAll,
} from "../../devkit/testing/images.ts";

/** A sale: the original, and the sizes that were made of it, `a` and `b`. */
const SOLD: readonly ImageEvent[] = [uploaded("f", ORIGINAL), ...uploadedAll("a")];
const ofSecond = (events: readonly ImageEvent[]) => events.map((event) => ofPicture(2, event));

const store: ImageCommand = {
  type: "StoreImages",
  generation: 0,
  images: storedImages("a"),
  original: storedImage("f"),
};
const imported = (to: string, original?: string): ImageCommand => ({
  type: "MigrateImages",
  images: storedImages(to),
  replacing: { cover: sha256Of("a"), thumb: sha256Of("b") },
  ...(original !== undefined && { original: storedImage(original) }),
});
const renew = (
  imageType: "cover" | "thumb",
  replaces: string | undefined,
  generation = 0,
): ImageCommand => ({
  type: "RenewImage",
  imageType,
  generation,
  replaces: replaces && sha256Of(replaces),
  image: storedImage("c"),
});

Deno.test.each<DecisionCase>([
  {
    name: "stores the original with what was made of it",
    given: [captured("AgAC1")],
    when: store,
    then: [...SOLD, captured("AgAC1")],
  },
  {
    name: "stores the original of a further picture",
    given: [captured("AgAC1"), ofPicture(2, captured("AgAC2"))],
    when: { ...store, picture: 2 },
    then: ofSecond([...SOLD, captured("AgAC2")]),
  },
  {
    name: "keeps the original of an imported picture",
    given: [],
    when: imported("a", "f"),
    then: SOLD,
  },
  {
    name: "keeps the original of a further imported picture",
    given: SOLD,
    when: { ...imported("c", "g"), picture: 2 } as ImageCommand,
    then: ofSecond([uploaded("g", ORIGINAL), ...uploadedAll("c")]),
  },
  { name: "keeps an imported original once", given: SOLD, when: imported("a", "f"), then: [] },
  {
    name: "keeps the original of a picture that was imported without it",
    given: uploadedAll("a"),
    when: imported("a", "f"),
    then: [uploaded("f", ORIGINAL)],
  },
  {
    name: "takes another original with another imported picture",
    given: SOLD,
    when: imported("c", "g"),
    then: [uploaded("g", ORIGINAL), ...uploadedAll("c")],
  },
  {
    name: "ends the original when another picture is imported without its own",
    given: SOLD,
    when: imported("c"),
    then: [
      {
        ...invalidated(ORIGINAL),
        data: { layer: "image", reason: "another picture was imported" },
      } as ImageEvent,
      ...uploadedAll("c"),
    ],
  },
  {
    name: "ends the original with its picture, when the seller replaces it",
    given: SOLD,
    when: { type: "ReplaceImages", reason: "replaced", photo: undefined },
    then: [...invalidatedAll(), invalidated(ORIGINAL)],
  },
  {
    name: "ends the original of the picture that is removed, and no other",
    given: [...SOLD, ...ofSecond([captured("AgAC2"), ...SOLD])],
    when: { type: "RemovePicture", picture: 2 },
    then: [removed(2), removed(2, "thumb"), removed(2, ORIGINAL)],
  },
  {
    name: "ends the originals of all pictures of a product that is deleted for good",
    given: [...SOLD, ...ofSecond([captured("AgAC2"), ...SOLD])],
    when: { type: "DeleteImages" },
    then: [
      ...[...deletedAll(), deleted(ORIGINAL)],
      ...ofSecond([...deletedAll(), deleted(ORIGINAL)]),
    ],
  },
  {
    name: "gives up a lost original alone",
    given: SOLD,
    when: {
      type: "GiveUpImage",
      imageType: ORIGINAL,
      lostSha256: sha256Of("f"),
      reason: "object_missing: no copy",
    },
    then: [lost(ORIGINAL)],
  },
  {
    name: "gives up no original of a picture that has none",
    given: uploadedAll("a"),
    when: { type: "GiveUpImage", imageType: ORIGINAL, lostSha256: sha256Of("f"), reason: "gone" },
    then: "superseded",
  },
  {
    name: "ends the original of a lost picture, when another is adopted",
    given: [...SOLD, lost(), lost("thumb")],
    when: { type: "AdoptImages", generation: 1, images: storedImages("c") },
    then: [
      {
        type: "ImageInvalidated",
        imageType: ORIGINAL,
        data: { layer: "image", reason: "another picture was adopted" },
      },
      ...uploadedAll("c"),
    ],
  },
])("decide() $name", checkDecision);

Deno.test.each<DecisionCase>([
  {
    name: "renews a thumb, and ends every id that shows it as it was",
    given: [
      ...SOLD,
      captured("AgAC1", { imageType: "thumb", sha256: sha256Of("b") }),
      captured("AgAC2", { imageType: "thumb", botId: 2 }),
    ],
    when: renew("thumb", "b"),
    then: [uploaded("c", "thumb")],
  },
  {
    name: "renews a cover, and keeps the id of the seller's own photo",
    given: [
      ...SOLD,
      captured("AgAC1"),
      captured("AgAC2", { botId: 2, sha256: sha256Of("a") }),
    ],
    when: renew("cover", "a"),
    then: [uploaded("c"), captured("AgAC1")],
  },
  {
    name: "renews a thumb that was given up",
    given: [...SOLD, lost("thumb")],
    when: renew("thumb", undefined),
    then: [uploaded("c", "thumb")],
  },
  {
    name: "needs no event for the same bytes",
    given: [...SOLD, uploaded("c", "thumb")],
    when: renew("thumb", "c"),
    then: [],
  },
  {
    name: "renews nothing that was renewed meanwhile",
    given: [...SOLD, uploaded("d", "thumb")],
    when: renew("thumb", "b"),
    then: "superseded",
  },
  {
    name: "renews no thumb of a picture that is being replaced",
    given: [...SOLD, lost("thumb"), ...invalidatedAll(), invalidated(ORIGINAL)],
    when: renew("thumb", undefined),
    then: "superseded",
  },
  {
    name: "renews nothing that only an older shop's row knows",
    given: [uploaded("a")],
    when: renew("thumb", undefined),
    then: "superseded",
  },
  {
    name: "renews nothing of a deleted product",
    given: [...SOLD, ...deletedAll()],
    when: renew("thumb", "b"),
    then: "deleted",
  },
])("decide() $name", checkDecision);
