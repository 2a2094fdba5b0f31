import assert from "node:assert/strict";
import fc from "fast-check";
import { listedIn } from "../../src/pictures/value_list.ts";

interface Case {
  readonly text: string;
  readonly is: readonly string[];
  /** Where such a value was met. */
  readonly source?: string;
}

const ONE = "AgACAgIAAxkBAAIENGfeY4AfRquwTL2LpDrzqvFMVNt_AAIG9DEbXX3wSq3oI7t_PqQGAQADAgADbQADNgQ";
const TWO = "AgACAgIAAxkBAAIENWfeY4AfRquwTL2LpDrzqvFMVNt_AAIG9DEbXX3wSq3oI7t_PqQGAQADAgADbQADNgQ";

/** How shops write several pictures into one column. */
const LISTS: readonly Case[] = [
  {
    text: "https://shop.example/a.jpg, https://shop.example/b.jpg",
    is: ["https://shop.example/a.jpg", "https://shop.example/b.jpg"],
    source: "github.com/woocommerce/woocommerce sample-data/sample_products.csv, Images",
  },
  {
    text: "https://res.example/w_100,h_100/a.jpg,https://res.example/w_100,h_100/b.jpg",
    is: ["https://res.example/w_100,h_100/a.jpg", "https://res.example/w_100,h_100/b.jpg"],
    source: "gist.github.com/webtoffee-git/c97c4fbbd685b9b700d999a2fc715ae9, commas in addresses",
  },
  {
    text: "https://shop.example/a.jpg|https://shop.example/b.jpg",
    is: ["https://shop.example/a.jpg", "https://shop.example/b.jpg"],
    source: "gist.github.com/webtoffee-git/ff95346f26343b141075ca7bc5421f6e, WebToffee's images",
  },
  {
    text: "https://images.prom.ua/1.jpg, https://images.prom.ua/2.jpg,",
    is: ["https://images.prom.ua/1.jpg", "https://images.prom.ua/2.jpg"],
    source: "Prom.ua, Ссылка_изображения",
  },
  {
    text: "/a/n/anna-1.jpg,/a/n/anna-2.jpg",
    is: ["/a/n/anna-1.jpg", "/a/n/anna-2.jpg"],
    source: "Magento, additional_images: experienceleague.adobe.com, data-import-product-images",
  },
  {
    text: "main.jpg;side.jpg; back.jpg",
    is: ["main.jpg", "side.jpg", "back.jpg"],
    source: "a price list of wholesalers: extra photos are split at ';'",
  },
  {
    text: "https://static.example/1.jpg https://static.example/2.jpg",
    is: ["https://static.example/1.jpg", "https://static.example/2.jpg"],
    source: "Squarespace, Hosted Image URLs",
  },
  {
    text: "media/a.jpg\r\nmedia/b 2.jpg\n",
    is: ["media/a.jpg", "media/b 2.jpg"],
    source: "a cell with line breaks, as spreadsheets write it",
  },
  { text: `${ONE},${TWO}`, is: [ONE, TWO], source: "bots on SQLite: ','.join(photo_ids)" },
  {
    text: `['${ONE}', '${TWO}']`,
    is: [ONE, TWO],
    source: "bots that store str(photo_ids) and read it with ast.literal_eval",
  },
  { text: `["it's.jpg", 'b.jpg', None]`, is: ["it's.jpg", "b.jpg"], source: "Python's repr()" },
  { text: "('a.jpg', 'b.jpg')", is: ["a.jpg", "b.jpg"], source: "a tuple of Python" },
  {
    text: '["products/1.jpg","products/2.jpg"]',
    is: ["products/1.jpg", "products/2.jpg"],
    source: "bots that store json.dumps(photo_ids); Laravel's casts to array",
  },
  {
    text: '[{"file_id":"b","position":2},{"file_id":"a","position":1}]',
    is: ["a", "b"],
    source: "a JSON column of SQLAlchemy, ordered by position",
  },
  {
    text: '[{"src":"a.jpg","alt":"A"},{"src":"b.jpg"}]',
    is: ["a.jpg", "b.jpg"],
    source: "Shopify",
  },
  { text: '{"0":"a.jpg","1":"b.jpg"}', is: ["a.jpg", "b.jpg"], source: "PHP's json_encode()" },
  { text: '"[\\"a.jpg\\", \\"b.jpg\\"]"', is: ["a.jpg", "b.jpg"], source: "JSON in JSON" },
  {
    text: 'a:2:{i:0;s:5:"a.jpg";i:1;s:5:"b.jpg";}',
    is: ["a.jpg", "b.jpg"],
    source: "PHP's serialize(), as plugins of WordPress store it",
  },
  { text: '{a.jpg,"b, c.jpg"}', is: ["a.jpg", "b, c.jpg"], source: "text[] of PostgreSQL" },
  { text: '["a.jpg"]', is: ["a.jpg"] },
  { text: "a.jpg,", is: ["a.jpg"] },
];

/** A name may look like a list. */
const SINGLE: readonly string[] = [
  "Vase, bleu.jpg",
  "Anna; Ben & Co.jpg",
  "photo (1).jpg",
  "[shop] vase.jpg",
  "{550e8400-e29b-41d4-a716-446655440000}",
  "https://res.example/w_100,h_100/a.jpg",
  "https://proxy.example/?u=a|b",
  "C:\\shop\\1.jpg",
  "[]",
  "[1, 2]",
  '{"caption": 3}',
  "a:1:{i:0;i:5;}",
];

Deno.test("listedIn() reads the lists that shops write", () => {
  for (const { text, is, source } of LISTS) assert.deepEqual(listedIn(text), is, source ?? text);
  for (const text of SINGLE) assert.deepEqual(listedIn(text), [text]);
});

Deno.test("listedIn() reads what JSON and Python print of any names", () => {
  const name = fc.stringMatching(/^[a-z'" ,;()[\]é]{1,8}\.jpg$/).map((text) => text.trim());
  fc.assert(fc.property(fc.array(name, { minLength: 2, maxLength: 5 }), (names) => {
    assert.deepEqual(listedIn(JSON.stringify(names)), names);
    const printed = names.map((each) => `'${each.replace(/['\\]/g, "\\$&")}'`);
    assert.deepEqual(listedIn(`[${printed.join(", ")}]`), names);
  }));
});
