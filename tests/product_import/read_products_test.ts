import assert from "node:assert/strict";
import { readMapping } from "../../src/product_import/mod.ts";
import { readProducts } from "../../src/product_import/values/read_products.ts";
import type { SourceRow } from "../../src/product_import/source/source.ts";

const COLUMNS = ["Handle", "Title", "Price", "Image", "Image 2", "Place"].map((
  name,
) => ({ name, kind: "text" } as const));
const MAPPING = readMapping(
  "product_id=Handle,title=Title,price=Price,currency=EUR,cover=Image,picture_2=Image 2,picture_position=Place",
  COLUMNS,
);

/** What is read of lines: a line for each product or problem. */
async function read(...lines: string[]): Promise<string[]> {
  async function* rows(): AsyncGenerator<SourceRow> {
    for (const [n, line] of lines.entries()) {
      yield await Promise.resolve({
        at: `line ${n + 2}`,
        values: [...line.split(","), "", ""].slice(0, 6),
        surplus: 0,
      });
    }
  }
  const told: string[] = [];
  for await (const { furtherRows, ...each } of readProducts(rows(), MAPPING, { mark: undefined })) {
    if ("problem" in each) {
      told.push(`${each.problem.at} bad ${each.problem.column} +${furtherRows}`);
    } else {
      const { productId, values: { price, cover, further = [] }, notes } = each.product;
      const pictures = [cover ?? "-", ...further].join("/");
      told.push([productId, price?.minor ?? "-", pictures, `+${furtherRows}`, ...notes].join(" "));
    }
  }
  return told;
}

Deno.test("readProducts() takes the first price and every picture of a product with several rows", async () => {
  assert.deepEqual(await read("a,A,,", "a,,5,1.jpg", "a,,6,2.jpg", "a,,6,1.jpg", "b,B,7,3.jpg"), [
    "a 500 1.jpg/2.jpg +3 its variants have other prices (6), and only the first one counts",
    "b 700 3.jpg +0",
  ]);
});

Deno.test("readProducts() orders pictures by their places, columns and lists, and takes each once", async () => {
  assert.deepEqual(
    await read(
      "a,A,1,2.jpg,,2",
      "a,,,1.jpg,,1",
      "b,B,1,1.jpg;2.jpg,3.jpg|1.jpg",
      "c,C,1,,2.jpg",
      "d,D,1,2.jpg,,2",
      "d,,,1.jpg,,",
    ),
    [
      "a 100 1.jpg/2.jpg +1",
      "b 100 1.jpg/2.jpg/3.jpg +0",
      "c 100 2.jpg +0",
      "d 100 2.jpg/1.jpg +1",
    ],
  );
});

Deno.test("readProducts() takes a row that repeats everything but the picture for a further picture", async () => {
  assert.deepEqual(await read("a,A,1,1.jpg", "a,A,1,2.jpg", "b,B,1,1.jpg", "b,B,2,2.jpg"), [
    "a 100 1.jpg/2.jpg +1",
    "b 100 1.jpg +0",
    "b 200 2.jpg +0",
  ]);
});

Deno.test("readProducts() says once what is wrong with a product, and what is wrong with a variant", async () => {
  assert.deepEqual(await read("a,A,many,", "a,,5,", "a,,6,", "b,B,1,", "b,,much,"), [
    "line 2 bad Price +2",
    "line 6 bad Price +0",
    "b 100 - +0",
  ]);
});

Deno.test("readProducts() takes a row of another product, or with a title, for no variant", async () => {
  assert.deepEqual(await read("a,A,1,", "b,,2,", "a,,3,", ",,4,", "c,C,1,", "c,C,2,"), [
    "a 100 - +0",
    "line 3 bad Title +0",
    "line 4 bad Title +0",
    "line 5 bad Handle +0",
    "c 100 - +0",
    "c 200 - +0",
  ]);
});
