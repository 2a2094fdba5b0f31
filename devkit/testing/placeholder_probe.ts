/**
 * Draws a placeholder as the shop does, and prints how many bytes it has. A test runs it with the permissions of
 * production.
 * @module
 */
import { openImageRenderer } from "../../src/imaging/mod.ts";

await using renderer = openImageRenderer({ engine: "auto", deadlineMs: 20_000 });
const drawn = await renderer.drawPlaceholder({ title: "Vase", productId: "TBF-NKPCT2" });
console.log(drawn.length);
