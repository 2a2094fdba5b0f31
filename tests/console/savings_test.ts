import assert from "node:assert/strict";
import { savingsOf } from "../../src/console/savings.ts";
import type { Rung, ShownDay } from "../../src/pictures/mod.ts";
import { B2_PRICES } from "../../src/storage/mod.ts";

const MEANS = { cover: 300_000, thumb: 150_000 };
const [MONDAY, TUESDAY] = [new Date("2026-11-02"), new Date("2026-11-03")];

function shown(rung: Rung, pictures: number, of: Partial<ShownDay> = {}): ShownDay {
  const bytes = rung === "disk" || rung === "b2" ? pictures * 150_000 : 0;
  return {
    ...{ day: MONDAY, imageType: "thumb", rung, pictures, brought: 0, bytesToTelegram: bytes },
    ...{ bytesFromB2: rung === "b2" ? bytes : 0 },
    ...of,
  };
}

Deno.test("savingsOf() compares with a download and an upload at each view", () => {
  const savings = savingsOf([
    shown("file_id", 9000),
    shown("disk", 600),
    shown("b2", 400),
    shown("placeholder", 50, { bytesToTelegram: 999 }),
    shown("url", 7),
  ], MEANS);
  assert.equal(savings.shown, 10_000);
  assert.deepEqual(savings.since, MONDAY);
  const { dollars: _, ...ours } = savings.ours;
  assert.deepEqual(ours, {
    ...{ uploads: 1000, uploadedBytes: 150_000_000 },
    ...{ downloads: 400, downloadedBytes: 60_000_000, dollarsBeyondFree: 0 },
  });
  const { older } = savings;
  assert.deepEqual([older.uploads, older.downloads], [10_000, 10_000]);
  assert.deepEqual([older.uploadedBytes, older.downloadedBytes], [1.5e9, 1.5e9]);
  // 10,000 calls for $0.004 and 1.5 GB for $0.01 each; of them 2,500 calls and 1 GB are free each day.
  assert.equal(older.dollars.toFixed(6), "0.019000");
  assert.equal(older.dollarsBeyondFree.toFixed(6), "0.008000");
  assert.deepEqual(savings.days, [{ day: MONDAY, uploads: 1000, avoided: 9000 }]);
});

Deno.test("savingsOf() counts what the warm-up uploads as used, and as shown to nobody", () => {
  const brought = { brought: 30, bytesToTelegram: 4_500_000, bytesFromB2: 4_500_000 };
  const { ours, older, days, shown: pictures } = savingsOf([
    shown("file_id", 20),
    shown("disk", 0, { brought: 10 }),
    shown("b2", 0, brought),
  ], MEANS);
  assert.deepEqual([pictures, ours.uploads, ours.downloads], [20, 40, 30]);
  assert.deepEqual([ours.uploadedBytes, ours.downloadedBytes], [4_500_000, 4_500_000]);
  assert.deepEqual([older.uploads, older.downloads], [20, 20]);
  assert.deepEqual(days, [{ day: MONDAY, uploads: 40, avoided: 0 }]);
});

Deno.test("savingsOf() reckons what is free day by day", () => {
  const few = { pictures: 2000, imageType: "cover" } as const;
  const many = { pictures: 5000, imageType: "cover" } as const;
  const { older } = savingsOf([
    shown("file_id", 0, { ...few }),
    shown("file_id", 0, { ...many, day: TUESDAY }),
  ], MEANS);
  // The first day: 0.6 GB and 2,000 calls, free. The second one: 1.5 GB and 5,000 calls, half of these beyond.
  assert.equal(older.dollarsBeyondFree.toFixed(6), "0.006000");
  assert.equal(older.dollars.toFixed(6), "0.023800");
});

Deno.test("savingsOf() says of which sizes it knows no bytes, and counts them as none", () => {
  const savings = savingsOf([shown("file_id", 5), shown("file_id", 2, { imageType: "cover" })], {
    cover: 100,
  });
  assert.deepEqual([savings.unknown, savings.older.uploadedBytes], [["thumb"], 200]);
  const nothing = savingsOf([shown("placeholder", 3)], MEANS);
  assert.deepEqual([nothing.since, nothing.shown, nothing.days], [undefined, 0, []]);
});

Deno.test("docs/costs.md shows the prices that savings are reckoned with", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/costs.md", import.meta.url));
  const units: Readonly<Record<string, number>> = { "a GB": 1, "a TB": 1000 };
  const number = (written: string) => units[written] ?? Number(written.replaceAll(",", ""));
  const row =
    /^\| (class [BC]|downloads|storage).*?\| ([\d.]+) for (a .B|[\d,]+)[^|]*\| \D*([\d,]+) /gm;
  const shown = [...text.matchAll(row)].map(([, what, price, per, free]) =>
    `${what} ${(number(price!) / number(per!)).toPrecision(4)} ${number(free!)}`
  );
  const { perClassB, perClassC, perDownloadedGB, perStoredGB } = B2_PRICES;
  const { freeCallsPerDay, freeDownloadedGBPerDay, freeStoredGB } = B2_PRICES;
  assert.deepEqual(shown, [
    `class B ${perClassB.toPrecision(4)} ${freeCallsPerDay}`,
    `class C ${perClassC.toPrecision(4)} ${freeCallsPerDay}`,
    `downloads ${perDownloadedGB.toPrecision(4)} ${freeDownloadedGBPerDay}`,
    `storage ${perStoredGB.toPrecision(4)} ${freeStoredGB}`,
  ]);
});
