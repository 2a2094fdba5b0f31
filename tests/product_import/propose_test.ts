import assert from "node:assert/strict";
import { openCsvSource, propose, writeMapping } from "../../src/product_import/mod.ts";

Deno.test.each<{ name: string; csv: string; columns: string }>([
  {
    name: "names without rows",
    csv: "id,name,price,image\n",
    columns: "product_id=id,title=name,price=price,currency=EUR,cover=image",
  },
  {
    name: "ids with a gap and one that comes twice",
    csv: "id,name\n1,Chair\n,Lamp\n3,Desk\n4,Bed\n4,Sofa\n6,Rug\n",
    columns: "product_id=id,title=name",
  },
  {
    name: "a price of which half is none",
    csv: "id,title,price\n1,Chair,12.50\n2,Lamp,à discuter\n",
    columns: "product_id=id,title=title,price=price,currency=EUR",
  },
  {
    name: "two columns of one name",
    csv: "id,title,title\n1,Chair,Stuhl\n2,Lamp,Lampe\n",
    columns: "product_id=id,title=title",
  },
  {
    name: "no title",
    csv: "id,price\n1,12.50\n2,13\n",
    columns: "product_id=id,price=price,currency=EUR",
  },
  {
    name: "a seller who is a number of the shop's own",
    csv: "id,title,seller_id\n1,Chair,1\n2,Lamp,2\n",
    columns: "product_id=id,title=title",
  },
  {
    name: "a seller with a Telegram id and a name",
    csv: "id,title,user_id,username\n1,Chair,123456789,@ann_b\n2,Lamp,5012345678,bob_c\n",
    columns: "product_id=id,title=title,seller_id=user_id,seller_username=username",
  },
  {
    name: "the currency in the price's name",
    csv: "id,title,price_usd,old_price\n1,Chair,12,15\n2,Lamp,13,20\n",
    columns: "product_id=id,title=title,price=price_usd,currency=USD",
  },
  {
    name: "a picture that is a number of another table",
    csv: "id,title,image_id,thumbnail\n1,Chair,7,t/1.jpg\n2,Lamp,8,t/2.jpg\n",
    columns: "product_id=id,title=title,thumb=thumbnail",
  },
  {
    name: "Uzbek names",
    csv: "id,nomi,narxi,tavsif,rasm\n1,Choynak,12000 so'm,Qizil,rasm/1.jpg\n",
    columns: "product_id=id,title=nomi,description=tavsif,price=narxi,cover=rasm",
  },
  {
    name: "a flag that is none",
    csv: "id,title,available\n1,Chair,soon\n2,Lamp,later\n",
    columns: "product_id=id,title=title",
  },
  {
    name: "a soft deletion",
    csv: "id,title,deleted_at\n1,Chair,\n2,Lamp,2026-01-02 03:04:05\n",
    columns: "product_id=id,title=title,withdrawn=deleted_at",
  },
  {
    name: "a name with a comma",
    csv: '"id","title, long","price"\n1,Chair,12\n',
    columns: 'product_id=id,title="title, long",price=price,currency=EUR',
  },
])("propose() reads $name", async ({ csv, columns }) => {
  const path = await Deno.makeTempFile({ prefix: "vitrine-propose-", suffix: ".csv" });
  try {
    await Deno.writeTextFile(path, csv);
    await using source = await openCsvSource(path);
    assert.equal(writeMapping((await propose(source)).mapping), columns);
  } finally {
    await Deno.remove(path);
  }
});
