/**
 * Loaded before each group of tests (`deno test --preload`). With the variable `VITRINE_COVERAGE`, it notes which parts of
 * `src/` the tests of this worker run, in the form that `deno coverage` reads. To count costs a quarter of the processor
 * time, so it leaves out the longest groups: 92 % of the lines are run without them. `DENO_COVERAGE_DIR` would count in all.
 * @module
 */
import { Session } from "node:inspector/promises";
import { roomOfGroup } from "./groups.ts";

/** The groups that are counted, by their folder. */
const COUNTED = ["adoption", "telegram", "pictures", "others"];

const SOURCE = new URL("../../src/", import.meta.url).href;

const folder = Deno.env.get("VITRINE_COVERAGE");
if (folder && COUNTED.includes(roomOfGroup(Deno.mainModule))) await countParts(folder);

async function countParts(folder: string): Promise<void> {
  Deno.mkdirSync(folder, { recursive: true });
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  Deno.test.afterAll(async () => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    session.disconnect();
    for (const script of result) {
      if (!script.url.startsWith(SOURCE)) continue;
      Deno.writeTextFileSync(`${folder}/${crypto.randomUUID()}.json`, JSON.stringify(script));
    }
  });
}
