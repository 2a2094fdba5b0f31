import assert from "node:assert/strict";
import { sql } from "kysely";
import { MAIN_IMAGE } from "../../src/domain/mod.ts";
import { loadImages } from "../../src/event_log/mod.ts";
import {
  countHeld,
  countLegacy,
  createElsewhere,
  createEstimator,
} from "../../src/legacy_import/mod.ts";
import { HostRefused } from "../../src/legacy_import/web/errors.ts";
import { createLegacyFiles } from "../../src/telegram/mod.ts";
import { isStored } from "../../devkit/testing/legacy_shop.ts";
import { type Migration, ofEach, openMigration } from "../../devkit/testing/migration_process.ts";
import { photoJpeg, png } from "../../devkit/testing/pictures.ts";
import {
  openTelegramPictures,
  type TelegramPictures,
} from "../../devkit/testing/telegram_pictures.ts";

const small = { widthPx: 60, heightPx: 40 };
const OFFICIAL = "https://api.telegram.org";
const REVOKED = "AAErevoked-abcdefghijklmnopqrstuvwxyz01";

/** What the host of the rows gives. */
const WEB: Readonly<Record<string, () => Promise<Uint8Array<ArrayBuffer>>>> = {
  "https://old.example/1.jpg": () => photoJpeg({ ...small, seed: 7 }),
  "https://old.example/gone.jpg": () => Promise.reject(new HostRefused("gone")),
  "https://drive.google.com/file/d/1/view": () => Promise.reject(new HostRefused("web_page")),
};

/** A shop whose rows hold one of each kind, by product. */
async function fill({ shop }: Migration, { own, other }: TelegramPictures) {
  const [jpeg, large] = await Promise.all([
    photoJpeg({ ...small, seed: 1 }),
    photoJpeg({ widthPx: 800, heightPx: 600, seed: 2 }),
  ]);
  await shop.file("1.jpg", jpeg);
  const photo = await own.photo(large);
  const document = await own.document(await png({ ...small, seed: 3 }));
  const path = await own.pathOf(await own.document(jpeg));
  const ended = await other.pathOf(await other.document(jpeg));
  const rows: Readonly<Record<string, string>> = {
    data: `data:image/jpeg;base64,${jpeg.toBase64()}`,
    broken: "data:image/jpeg;base64,***",
    document,
    drive: "https://drive.google.com/file/d/1/view",
    foreign: await other.photo(jpeg),
    ftp: "ftp://old.example/1.jpg",
    gone: "https://old.example/gone.jpg",
    // Its token is revoked, but it is the shop's bot.
    link: `${OFFICIAL}/file/bot${own.botId}%3A${REVOKED}/${path}`,
    ended: `${OFFICIAL}/file/bot${other.token}/${ended}x`,
    list: `["${photo}","1.jpg"]`,
    none: "nan",
    path: "1.jpg",
    photo,
    unique: "AQADL7AxG6Cg1FJ4",
    web: "https://old.example/1.jpg",
    webs: "https://old.example/1.jpg | https://old.example/gone.jpg",
  };
  for (const [name, value] of Object.entries(rows)) await shop.row(`TBF-${name}`, value);
  return { photo, secrets: [REVOKED, other.token.split(":")[1]!] };
}

/** Everything of the events and of the columns that are stored, as text. */
async function keptBy({ shop }: Migration): Promise<string> {
  const { rows } = await sql<{ kept: string }>`
    select e::text as kept from image_events e
    union all select p::text from products p where product_id in (select product_id from image_events)`
    .execute(shop.db);
  return rows.map(({ kept }) => kept).join("\n");
}

const WITHOUT_FETCH = [
  "TBF-broken cover unreadable corrupt",
  ...ofEach("TBF-data", "migrated"),
  ...ofEach("TBF-document", "migrated"),
  "TBF-ended cover missing telegram_link_ended",
  "TBF-foreign cover missing not_given_to_this_bot",
  "TBF-ftp cover unsupported unknown_scheme",
  ...ofEach("TBF-link", "migrated"),
  ...ofEach("TBF-list", "migrated"),
  "TBF-list cover.2 migrated",
  "TBF-list thumb.2 migrated",
  "TBF-none cover no_picture none_value",
  ...ofEach("TBF-path", "migrated"),
  ...ofEach("TBF-photo", "migrated"),
  "TBF-unique cover unsupported file_unique_id",
];
const WITH_FETCH = [
  ...WITHOUT_FETCH.filter((line) => !line.endsWith("migrated")),
  "TBF-drive cover unsupported google_drive_page",
  "TBF-gone cover missing gone",
  ...ofEach("TBF-web", "migrated"),
  ...ofEach("TBF-webs", "migrated"),
  "TBF-webs cover.2 missing gone",
];

/** The link of the other bot leads to Telegram's own server: here, to the local one. */
function partsOf({ deps: { bucketUrls } }: Migration, { telegram, own }: TelegramPictures) {
  const host = { apiRoot: telegram.url, token: own.token };
  const { byLink } = createLegacyFiles(host, { officialRoot: telegram.url });
  return { bucketUrls, telegram: { ...createLegacyFiles(host), byLink } };
}

Deno.test("importPictures() brings in what Telegram, columns and other hosts hold, and counts the rest", async () => {
  await using migration = await openMigration();
  await using telegram = await openTelegramPictures();
  const { shop, deps: { bucketUrls } } = migration;
  const { photo, secrets } = await fill(migration, telegram);
  const parts = partsOf(migration, telegram);
  const others = { web: 3, other_url: 1, file_unique_id: 1 };
  const before = { path: 1, file_id: 3, telegram_file: 2, inline: 2, several: 2, ...others };
  assert.deepEqual(await countHeld(shop.db, bucketUrls), before);
  assert.equal(
    (await countLegacy(shop.db, { bucketUrls })).products,
    11,
    "all but those of the web",
  );

  const told = await migration.run({ elsewhere: createElsewhere(parts) });
  assert.deepEqual(told, WITHOUT_FETCH.toSorted());
  const after = { file_id: 1, telegram_file: 1, inline: 1, several: 1, ...others };
  assert.deepEqual(await countHeld(shop.db, bucketUrls), after);
  for (const name of ["data", "document", "link", "path", "photo"]) {
    assert.ok(await isStored(shop, `TBF-${name}`), name);
  }
  const captured = { botId: telegram.own.botId, fileId: photo };
  assert.deepEqual((await loadImages(shop.db, "TBF-photo")).images.cover.fileIds, [captured]);
  const { images } = await loadImages(shop.db, "TBF-document");
  assert.deepEqual(images[MAIN_IMAGE].fileIds, [], "a document cannot be sent as a photo");

  const fetchPicture = ({ href }: URL) => WEB[href]!();
  const elsewhere = createElsewhere({ ...parts, fetchPicture });
  const fetched = await migration.run({ fetch: true, elsewhere });
  assert.deepEqual(fetched, WITH_FETCH.toSorted());
  const again = await migration.run({ fetch: true, recognise: true, elsewhere });
  const left = WITH_FETCH.filter((line) => !line.endsWith("migrated"));
  assert.deepEqual(again, left.toSorted(), "the log keeps the second address of its list");
  assert.ok(await isStored(shop, "TBF-web"));
  const kept = await keptBy(migration);
  assert.ok(kept.includes("TBF-link"));
  for (const secret of secrets) assert.ok(!kept.includes(secret), "a token is kept");
});

Deno.test("importPictures() without a bot says that file ids need one", async () => {
  await using migration = await openMigration();
  const { shop, deps: { bucketUrls } } = migration;
  const elsewhere = createElsewhere({ bucketUrls, telegram: createLegacyFiles(undefined) });
  await shop.row(
    "TBF-1",
    "AgACAgIAAxkBAAIENGfeY4AfRquwTL2LpDrzqvFMVNt_AAIG9DEbXX3wSq3oI7t_PqQGAQADAgADbQADNgQ",
  );
  assert.deepEqual(await migration.run({ elsewhere }), ["TBF-1 cover failed no_bot_token"]);
});

Deno.test("importPictures() reads pictures as text some at a time", async () => {
  await using migration = await openMigration();
  const { shop } = migration;
  const text = `data:image/jpeg;base64,${"A".repeat(4_200_000)}`;
  for (const id of ["TBF-1", "TBF-2", "TBF-3"]) await shop.row(id, text);
  const from = shop.statements.length;
  const told = await migration.run({ estimator: createEstimator() });
  assert.deepEqual(told, [1, 2, 3].map((n) => `TBF-${n} cover unsupported unsupported_type`));
  const pages = shop.statements.slice(from).filter((statement) => /with page/.test(statement));
  assert.equal(pages.length, 2, "two rows, one row");
});
