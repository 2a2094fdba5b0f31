import assert from "node:assert/strict";
import { type CsvOptions, openCsvSource } from "../../src/product_import/source/csv_source.ts";

interface Case extends CsvOptions {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly description: RegExp;
  readonly columns: string[];
  readonly rows: [at: string, ...values: string[]][];
}

const latin = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const cyrillic = (text: string) =>
  Uint8Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
  });
const utf16 = (text: string) =>
  new Uint8Array(new Uint16Array([...text].map((char) => char.charCodeAt(0))).buffer);

const CASES: Case[] = [
  {
    name: "commas, quotes, a line break in quotes, CRLF",
    bytes: 'id,title,price\r\n1,"Chair, ""old""\r\nand red",12.5\r\n2,Lamp,3\r\n',
    description: /utf-8 \(all its bytes are\), separated by ,$/,
    columns: ["id", "title", "price"],
    rows: [["line 2", "1", 'Chair, "old"\r\nand red', "12.5"], ["line 4", "2", "Lamp", "3"]],
  },
  {
    name: "a byte order mark, semicolons, decimal commas, empty lines and empty last columns",
    bytes: "\ufeffID;Titre ;Prix;;\n\n1;Théière;12,50;;\n\n\n2;Lampe;3;;\n;;;;\n",
    description: /utf-8 \(its byte order mark says so\), separated by ;$/,
    columns: ["ID", "Titre", "Prix"],
    rows: [["line 3", "1", "Théière", "12,50"], ["line 6", "2", "Lampe", "3"]],
  },
  {
    name: "Excel's sep= line",
    bytes: "sep=;\r\nid;title\r\n1;a,b\r\n",
    description: /separated by ;$/,
    columns: ["id", "title"],
    rows: [["line 3", "1", "a,b"]],
  },
  {
    name: "windows-1252, French",
    bytes: latin("id;titre\n1;Th\xe9i\xe8re cr\xe9\xe9e \xe0 la main, 12\x80\n"),
    description: /windows-1252 \(it is not UTF-8\)/,
    columns: ["id", "titre"],
    rows: [["line 2", "1", "Théière créée à la main, 12€"]],
  },
  {
    name: "UTF-8 in which a program has cut a character",
    bytes: new Uint8Array([
      ...new TextEncoder().encode("id;titre\n1;Théière créée à la main, été\n2;Caf"),
      0xc3,
      ...new TextEncoder().encode("\n"),
    ]),
    description: /utf-8 \(damaged in 1 places\)/,
    columns: ["id", "titre"],
    rows: [["line 2", "1", "Théière créée à la main, été"], ["line 3", "2", "Caf\ufffd"]],
  },
  {
    name: "windows-1251, Russian",
    bytes: cyrillic("id;Название\n1;Чайник красный\n"),
    description: /windows-1251 \(it is not UTF-8, and looks Cyrillic\)/,
    columns: ["id", "Название"],
    rows: [["line 2", "1", "Чайник красный"]],
  },
  {
    name: "UTF-16 of Excel, tabs",
    bytes: utf16("\ufeffid\ttitle\r\n1\tThéière\r\n"),
    description: /utf-16le .* separated by tab$/,
    columns: ["id", "title"],
    rows: [["line 2", "1", "Théière"]],
  },
  {
    name: "pipes, and a quote inside of a text",
    bytes: 'id|title|size\n1|Screen 5" flat|5\n2|Lamp|3\n',
    description: /separated by \|$/,
    columns: ["id", "title", "size"],
    rows: [["line 2", "1", 'Screen 5" flat', "5"], ["line 3", "2", "Lamp", "3"]],
  },
  {
    name: "a list with commas in a file with semicolons",
    bytes: "id;title;photos\n1;Lamp;a.jpg,b.jpg,c.jpg\n2;Chair;d.jpg,e.jpg,f.jpg\n",
    description: /separated by ;$/,
    columns: ["id", "title", "photos"],
    rows: [["line 2", "1", "Lamp", "a.jpg,b.jpg,c.jpg"], [
      "line 3",
      "2",
      "Chair",
      "d.jpg,e.jpg,f.jpg",
    ]],
  },
  {
    name: "what the operator says",
    bytes: latin("id:titre\n1:Th\xe9\n"),
    encoding: "iso-8859-15",
    delimiter: ":",
    description: /iso-8859-15 \(--encoding says so\), separated by :$/,
    columns: ["id", "titre"],
    rows: [["line 2", "1", "Thé"]],
  },
  {
    name: "a name that is missing in the middle, and a last line without an end",
    bytes: "id,,title\n1,x,Lamp",
    description: /,$/,
    columns: ["id", "column 2", "title"],
    rows: [["line 2", "1", "x", "Lamp"]],
  },
  {
    name: "columns of one name, which --columns must be able to tell apart",
    bytes: "id,title,title,,title (2),title\n1,a,b,c,d,e",
    description: /,$/,
    columns: ["id", "title", "title (3)", "column 4", "title (2)", "title (4)"],
    rows: [["line 2", "1", "a", "b", "c", "d", "e"]],
  },
];

async function withFile<T>(bytes: Uint8Array | string, use: (path: string) => Promise<T>) {
  const path = await Deno.makeTempFile({ prefix: "vitrine-csv-", suffix: ".csv" });
  try {
    await Deno.writeFile(path, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    return await use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test.each(CASES)("openCsvSource() reads $name", async ({ bytes, ...expected }) => {
  await withFile(bytes, async (path) => {
    await using source = await openCsvSource(path, expected);
    assert.match(source.description, expected.description);
    assert.deepEqual(source.columns.map(({ name }) => name), expected.columns);
    for (let pass = 0; pass < 2; pass++) {
      const rows = await Array.fromAsync(
        source.rows(),
        ({ at, values }) => [at, ...values.slice(0, expected.columns.length)],
      );
      assert.deepEqual(rows, expected.rows);
    }
  });
});

Deno.test.each([
  { name: "an open quote", bytes: 'id,title\n1,"Chair\n2,Lamp\n', says: /quote .* near line \d/ },
  { name: "nothing", bytes: "", says: /has no columns/ },
  {
    name: "a file that begins with its first product",
    bytes: "1,Chair,12.50,a.jpg\n2,Lamp,3,b.jpg\n",
    says: /first line .* holds values \(1, 12\.50, a\.jpg\)\. Add a line/,
  },
  { name: "a first line without names", bytes: ",,\n1,2,3\n", says: /has no columns/ },
  {
    name: "a record without end, or with a huge value",
    bytes: `id,title\n1,${"x".repeat(1_100_000)}\n`,
    says: /a row near line 2 that is longer than 1000000 bytes: shorten .*, or close a quote/,
  },
])("openCsvSource() refuses $name", async ({ bytes, says }) => {
  await withFile(bytes, (path) =>
    assert.rejects(async () => {
      await using source = await openCsvSource(path);
      await Array.fromAsync(source.rows());
    }, says));
});

Deno.test("rows() counts values behind the last column, and shows where a line ends too early", async () => {
  await withFile("id,title\n1,a,b,c\n2\n", async (path) => {
    await using source = await openCsvSource(path);
    const rows = await Array.fromAsync(source.rows());
    assert.deepEqual(rows.map(({ surplus }) => surplus), [2, 0]);
    assert.equal(rows[1]!.values[1], undefined);
  });
});

Deno.test("detectEncoding() sees a wrong byte behind the first pieces of a file", async () => {
  const bytes = latin(`id,title\n${"1,Lamp\n".repeat(40_000)}2,Th\xe9\n`);
  await withFile(bytes, async (path) => {
    await using source = await openCsvSource(path);
    assert.match(source.description, /windows-1252/);
    assert.equal((await Array.fromAsync(source.rows())).at(-1)?.values[1], "Thé");
  });
});
