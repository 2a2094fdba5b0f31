import assert from "node:assert/strict";
import sharp, { type Sharp } from "sharp";
import { LOCALES } from "../../src/telegram/locales/mod.ts";
import { type Cell, describeMatrix } from "../../devkit/faults/matrix.ts";
import { limitMemory } from "../../devkit/testing/memory_limit.ts";
import { openShop, type ProcessShop } from "../../devkit/testing/shop.ts";
import { productIdIn } from "../../devkit/world/sale.ts";
import { logged } from "../../devkit/world/shop_process.ts";

const MIB = 2 ** 20;
const { button, refusal } = LOCALES.en;

/** 12 megapixels, unless said otherwise. */
const scene = (width = 4000, height = 3000): Sharp =>
  sharp({ create: { width, height, channels: 3, background: "#a05030" } });

interface Original {
  readonly fileName: string;
  readonly mimeType: string;
  readonly make: () => Promise<Uint8Array>;
  /** The least memory that it is rendered with. */
  readonly fromMib: number;
}

const ORIGINALS: readonly Original[] = [
  {
    fileName: "plain.jpg",
    mimeType: "image/jpeg",
    make: () => scene().jpeg().toBuffer(),
    fromMib: 256,
  },
  {
    fileName: "progressive.jpg",
    mimeType: "image/jpeg",
    make: () => scene().jpeg({ progressive: true }).toBuffer(),
    fromMib: 384,
  },
  {
    fileName: "panorama.jpg",
    mimeType: "image/jpeg",
    make: () => scene(12_000, 2000).jpeg().toBuffer(),
    fromMib: 256,
  },
  {
    fileName: "phone.jpg",
    mimeType: "image/jpeg",
    make: () => scene(8192, 6144).jpeg().toBuffer(),
    fromMib: 256,
  },
  {
    fileName: "large-progressive.jpg",
    mimeType: "image/jpeg",
    make: () => scene(8192, 6144).jpeg({ progressive: true }).toBuffer(),
    fromMib: 512,
  },
  {
    fileName: "picture.avif",
    mimeType: "image/avif",
    make: () => scene().avif({ effort: 0 }).toBuffer(),
    fromMib: 768,
  },
];

/** Sells by sending a file. Returns what the seller is told in the end. */
async function offer(
  { seller, telegram: { control } }: ProcessShop,
  { make, ...file }: Original,
): Promise<string> {
  await seller.say("/sell");
  const sent = await control.sendDocument(seller.user.id, new Uint8Array(await make()), file);
  const { text } = await seller.answerTo(sent);
  if (text === refusal.needs_memory) {
    await seller.say("/cancel");
    return text;
  }
  await seller.say(file.fileName);
  await seller.say("A fine one.");
  return (await seller.press(await seller.say("12.50 €"), button.confirm)).text;
}

function machine(mib: number): Cell {
  return {
    fault: `${mib} MiB of memory`,
    moment: "sales of large pictures",
    expected: "what fits is stored, what does not is refused, and no renderer is killed",
    run: async () => {
      await using group = await limitMemory(mib * MIB);
      assert.ok(group, "this process may limit memory");
      await using shop = await openShop({ as: "process", by: group.by });
      let accepted = 0;
      for (const original of ORIGINALS) {
        const told = await offer(shop, original);
        if (told === refusal.needs_memory) assert.ok(mib < original.fromMib, original.fileName);
        else {
          assert.ok(mib >= original.fromMib, `${original.fileName}: ${told}`);
          await shop.process.line(
            logged("image_stored", { productId: productIdIn({ text: told }) }),
          );
          accepted++;
        }
      }
      const killed = shop.process.log.filter((line) => JSON.stringify(line).includes("SIGKILL"));
      assert.deepEqual(killed, [], "no renderer is killed");
      return { accepted, lost: [] };
    },
  };
}

await using probe = await limitMemory(MIB);
if (probe === undefined) console.log("Not tested: this process may not limit memory by a cgroup");
else describeMatrix("memory", [256, 384, 512].map(machine));
