import assert from "node:assert/strict";
import { createAutoEngine } from "../../src/imaging/engines/auto_engine.ts";
import type { EngineOutcome, ImageEngine } from "../../src/imaging/engines/engine.ts";
import { byImage } from "../../src/domain/mod.ts";
import type { ImageHeader } from "../../src/imaging/mod.ts";

const header: ImageHeader = {
  format: "jpeg",
  widthPx: 2000,
  heightPx: 2000,
  orientation: 1,
  profiled: false,
};
const jpegs = byImage((imageType) => new TextEncoder().encode(imageType));
const corrupt = { refused: "corrupt" } as const;

interface Case {
  readonly name: string;
  readonly header: ImageHeader;
  readonly imagescript?: EngineOutcome;
  readonly sharp?: EngineOutcome;
  readonly asked: readonly string[];
  readonly outcome?: EngineOutcome;
}

Deno.test.each<Case>([
  { name: "gives 4 megapixels to imagescript", header, asked: ["imagescript"] },
  {
    name: "gives a PNG to imagescript",
    header: { ...header, format: "png" },
    asked: ["imagescript"],
  },
  {
    name: "gives a picture with one more row to sharp",
    header: { ...header, widthPx: 2001 },
    asked: ["sharp"],
  },
  { name: "gives a WebP to sharp", header: { ...header, format: "webp" }, asked: ["sharp"] },
  { name: "gives an AVIF to sharp", header: { ...header, format: "avif" }, asked: ["sharp"] },
  {
    name: "gives a profiled picture to sharp",
    header: { ...header, profiled: true },
    asked: ["sharp"],
  },
  {
    name: "asks sharp about a file that imagescript calls damaged",
    header,
    imagescript: corrupt,
    asked: ["imagescript", "sharp"],
  },
  {
    name: "refuses a file that both call damaged",
    header,
    imagescript: corrupt,
    sharp: corrupt,
    asked: ["imagescript", "sharp"],
    outcome: corrupt,
  },
])("createAutoEngine() $name", async (given) => {
  const asked: string[] = [];
  const engine = (name: string, outcome: EngineOutcome): ImageEngine => ({
    render: () => {
      asked.push(name);
      return Promise.resolve(outcome);
    },
  });
  const auto = createAutoEngine(
    engine("imagescript", given.imagescript ?? { jpegs }),
    engine("sharp", given.sharp ?? { jpegs }),
  );
  const outcome = await auto.render(new Uint8Array(0), given.header);
  assert.deepEqual(outcome, given.outcome ?? { jpegs });
  assert.deepEqual(asked, given.asked);
});
