import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { runScript } from "../../devkit/testing/command.ts";
import { photoJpeg } from "../../devkit/testing/pictures.ts";
import { openShop } from "../../devkit/testing/shop.ts";
import { longTest } from "../../devkit/testing/sample.ts";

/**
 * A public shop of express, multer and node-telegram-bot-api: a SQLite file with pictures of a web folder, several in a
 * column. The schema is theirs (`onlineShopDB.sqlite`), the rows are ours.
 */
longTest(
  "a shop of a web page comes in, from the first command to the picture in the chat",
  async () => {
    await using shop = await openShop();
    const dir = await Deno.makeTempDir({ prefix: "vitrine-express-" });
    await Deno.mkdir(`${dir}/public/uploads`, { recursive: true });
    for (const [n, widthPx] of [[1, 640], [2, 500]] as const) {
      const photo = await photoJpeg({ widthPx, heightPx: 400, seed: n });
      await Deno.writeFile(`${dir}/public/uploads/173300000000${n}.jpg`, photo);
    }
    const file = new DatabaseSync(`${dir}/shop.sqlite`);
    file.exec(`
    create table products (id integer primary key autoincrement, name text not null, price real not null, images text);
    insert into products (name, price, images) values
      ('Чайник', 12990, '/uploads/1733000000001.jpg,/uploads/1733000000002.jpg'), ('Пакет', 100, '')`);
    file.close();
    const source = ["--from", `${dir}/shop.sqlite`, "--table", "products"];
    const run = (...args: string[]) =>
      runScript("import", { args: [...source, ...args], env: shop.environment });
    const proposed = await run();
    const [, columns] = /--columns (\S+) --dry-run/.exec(proposed.stdout) ?? [];
    assert.equal(columns, "product_id=id,title=name,price=price,currency=EUR,cover=images");
    const done = await run("--columns", columns!.replace("EUR", "KZT"), "--root", dir);
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /^Further pictures: 1 picture of 1 product/m);
    assert.equal((await shop.buyer.say("/start 1")).photo?.widthPx, 640, "the first picture");
    assert.match((await shop.buyer.say("/start 2")).text, /Пакет/);
    await Deno.remove(dir, { recursive: true });
  },
);
