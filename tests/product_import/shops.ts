/**
 * The products of public shops, made anew from their schemas. The rows are ours.
 */
export interface ShopCase {
  /** The repository, and the file that holds the schema. */
  readonly source: string;
  /** Makes the table or view `t`, in a schema of its own. */
  readonly sql?: string;
  readonly csv?: string;
  /** Makes the table `T` of a SQLite file. */
  readonly sqlite?: string;
  /** The proposal that is right. */
  readonly columns: string;
  /** What the operator adds or corrects: otherwise the proposal is used as it is. */
  readonly used?: string;
  readonly furtherPictures?: readonly string[];
  /** id, title, price in hundredths, currency, seller id, username, cover; what is null is left out. */
  readonly rows: readonly string[];
  /** Rows of variants and pictures. */
  readonly further?: number;
  /** Makes the table `T_images` beside it. */
  readonly pictureTable?: string;
  /** Products with several pictures: the id and the further ones. */
  readonly pictures?: readonly string[];
}

export const SHOPS: readonly ShopCase[] = [
  {
    source:
      "Shopify, github.com/shopifypartners/product-csvs apparel.csv, and Status of later exports: a row for each variant and picture",
    csv: [
      "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams," +
      "Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Taxable,Image Src,Image Position,Gift Card,Status",
      'bowl,Bowl,"<p>A <b>bowl</b>.</p>",demo,Bowls,"blue, new",true,Title,Default Title,B-1,0,1,50.00,,true,' +
      "https://cdn.shopify.com/s/files/1/bowl_925x.jpg?v=1623,1,false,active",
      "tee,Tee,<p>Cotton</p>,demo,Tops,,true,Size,Small,T-S,0,1,60.00,80.00,true,,,false,active",
      "tee,,,,,,,,Medium,T-M,0,1,65.00,,true,https://cdn.shopify.com/s/files/1/tee.jpg,1,,",
      "tee,,,,,,,,Large,T-L,0,1,70.00,,true,https://cdn.shopify.com/s/files/1/tee2.jpg,2,,",
      "tee,,,,,,,,,,,,,,,https://cdn.shopify.com/s/files/1/tee3.jpg,3,,",
      "hat,Hat,,demo,Hats,,true,Title,Default Title,H-1,0,0,80.00,,true,,,false,draft",
      "",
    ].join("\n"),
    columns:
      "product_id=Handle,title=Title,description=Body (HTML),price=Variant Price,currency=EUR,on_sale=Status,cover=Image Src,picture_position=Image Position",
    rows: [
      "bowl Bowl 5000 EUR https://cdn.shopify.com/s/files/1/bowl_925x.jpg?v=1623",
      "hat Hat 8000 EUR withdrawn",
      "tee Tee 6000 EUR https://cdn.shopify.com/s/files/1/tee.jpg",
    ],
    pictures: [
      "tee https://cdn.shopify.com/s/files/1/tee2.jpg https://cdn.shopify.com/s/files/1/tee3.jpg",
    ],
    further: 3,
  },
  {
    source:
      "Shopify's newer names of columns: help.shopify.com, product_template.csv, as public guides show it",
    csv: [
      "Title,URL handle,Description,Vendor,Type,Published on online store,Status,SKU,Option1 name,Option1 value,Price," +
      "Product image URL,Image position,Variant image URL",
      "Bowl,bowl,<p>Blue</p>,demo,Bowls,TRUE,Active,B-1,,,50.00,https://cdn.shopify.com/bowl.jpg,1,",
      "Tee,tee,,demo,Tops,TRUE,Archived,T-S,Size,S,60.00,https://cdn.shopify.com/tee.jpg,1,",
      ",tee,,,,,,T-M,,M,60.00,,,",
      "",
    ].join("\n"),
    columns:
      "product_id=URL handle,title=Title,description=Description,price=Price,currency=EUR,on_sale=Status,cover=Product image URL,picture_position=Image position",
    rows: [
      "bowl Bowl 5000 EUR https://cdn.shopify.com/bowl.jpg",
      "tee Tee 6000 EUR https://cdn.shopify.com/tee.jpg withdrawn",
    ],
    further: 1,
  },
  {
    source:
      "WooCommerce, github.com/woocommerce/woocommerce sample-data/sample_products.csv: variations, and -1 for a draft",
    csv: [
      "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,In stock?,Stock," +
      "Sale price,Regular price,Categories,Images,Parent,Position,Attribute 1 name,Attribute 1 value(s)",
      '44,variable,tee,Tee &amp; Co,1,1,visible,A tee.,"<p>Soft.</p>\\n<p>Light.</p>",1,,,,Clothing,' +
      '"https://shop.example/tee.jpg, https://shop.example/tee2.jpg",,0,Color,"Blue, Red"',
      "47,simple,pot,Pot,-1,0,visible,,A pot.,0,,,9.5,Kitchen,,,0,,",
      "76,variation,tee-red,Tee - Red,1,0,visible,,,1,,18,20,,https://shop.example/red.jpg,tee,0,Color,Red",
      "",
    ].join("\n"),
    columns:
      "product_id=ID,title=Name,description=Description,price=Regular price,currency=EUR,on_sale=Published,cover=Images",
    pictures: ["44 https://shop.example/tee2.jpg"],
    rows: [
      "44 Tee & Co https://shop.example/tee.jpg",
      "47 Pot 950 EUR withdrawn",
      "76 Tee - Red 2000 EUR https://shop.example/red.jpg",
    ],
  },
  {
    source:
      "WooCommerce, sample_products.csv: an export of 50 columns, of which these are the ones that may be meant",
    csv: [
      "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,In stock?,Stock," +
      "Weight (lbs),Sale price,Regular price,Categories,Images,Parent,Position",
      'x1,simple,mug-1,Mug,1,0,visible,A mug.,"A mug, blue.",1,50,1.5,2,5,Kitchen,' +
      "https://shop.example/wp-content/uploads/2017/12/mug-2.jpg,,0",
      "x2,simple,pot-1,Pot,0,0,visible,A pot.,A red pot.,1,25,1.5,,10.5,Kitchen > Pots," +
      '"https://shop.example/wp-content/uploads/2017/12/pot-2.jpg, https://shop.example/wp-content/uploads/pot-3.jpg?v=2",,0',
      "x3,variable,tee-1,Tee,1,0,visible,A tee.,Cotton.,0,,1.5,,,Clothing,https://shop.example/tee.jpg,,0",
      "",
    ].join("\n"),
    columns:
      "product_id=ID,title=Name,description=Description,price=Regular price,currency=EUR,on_sale=Published,cover=Images",
    pictures: ["x2 https://shop.example/wp-content/uploads/pot-3.jpg?v=2"],
    rows: [
      "x1 Mug 500 EUR https://shop.example/wp-content/uploads/2017/12/mug-2.jpg",
      "x2 Pot 1050 EUR https://shop.example/wp-content/uploads/2017/12/pot-2.jpg withdrawn",
      "x3 Tee https://shop.example/tee.jpg",
    ],
  },
  {
    source:
      "a shop of express, multer and node-telegram-bot-api: onlineShopDB.sqlite, images joined by commas",
    sqlite:
      `create table t (id integer primary key autoincrement, name text not null, price real not null, images text);
      insert into t (name, price, images) values
        ('Чайник', 12990, '/uploads/1733000000001.jpg,/uploads/1733000000002.jpg'),
        ('Кружка', 2490.5, '/uploads/1733000000003.png'), ('Пакет', 100, '')`,
    columns: "product_id=id,title=name,price=price,currency=EUR,cover=images",
    used: "product_id=id,title=name,price=price,currency=KZT,cover=images",
    pictures: ["1 /uploads/1733000000002.jpg"],
    rows: [
      "1 Чайник 1299000 KZT /uploads/1733000000001.jpg",
      "2 Кружка 249050 KZT /uploads/1733000000003.png",
      "3 Пакет 10000 KZT",
    ],
  },
  {
    source: "github.com/indmdev/Free-Telegram-Store-Bot InDMDevDB.py",
    sql:
      `create table t (productnumber bigint primary key, adminid bigint, adminusname varchar(255),
        productname varchar(255), productdescription text, productprice numeric(10, 2), productimagelink text,
        productcategory varchar(255), productkeysfile text, productquantity integer, productdownloadlink text);
      insert into t values
        (48151623, 5012345678, 'the_admin', 'Gift card', 'By mail', 24.99, 'images/48151623.jpg', 'Cards', null, 5, 'None'),
        (48151624, 5012345678, 'the_admin', 'Game key', null, 9.5, 'https://telegra.ph/file/a1b2c3.png', 'Keys', 'keys.txt', 2, null)`,
    columns:
      "product_id=productnumber,title=productname,description=productdescription,price=productprice,currency=EUR,seller_id=adminid,seller_username=adminusname,cover=productimagelink",
    used:
      "product_id=productnumber,title=productname,description=productdescription,price=productprice,currency=USD,seller_id=adminid,seller_username=adminusname,cover=productimagelink",
    rows: [
      "48151623 Gift card 2499 USD 5012345678 the_admin images/48151623.jpg",
      "48151624 Game key 950 USD 5012345678 the_admin https://telegra.ph/file/a1b2c3.png",
    ],
  },
  {
    source: "github.com/Cunberss/aiogram3 src/db/models.py",
    sql:
      `create table t (id serial primary key, name varchar not null, description varchar not null,
        price numeric not null, photo_url varchar not null, category_id integer, subcategory_id integer);
      insert into t (name, description, price, photo_url, category_id, subcategory_id) values
        ('Чайник', 'Красный, на 2 литра', 1500, '/src/images/1.jpg', 1, 2), ('Чашка', 'Белая', 249.9, '/src/images/2.jpg', 1, 3)`,
    columns:
      "product_id=id,title=name,description=description,price=price,currency=EUR,cover=photo_url",
    used:
      "product_id=id,title=name,description=description,price=price,currency=RUB,cover=photo_url",
    rows: ["1 Чайник 150000 RUB /src/images/1.jpg", "2 Чашка 24990 RUB /src/images/2.jpg"],
  },
  {
    source: "github.com/RealCodeCrafter/shop-bot src/modules/product/product.entity.ts",
    sql:
      `create table t (id serial primary key, name varchar not null, description varchar not null,
        "nameRu" varchar, "descriptionRu" varchar, price integer not null, "imageUrl" varchar not null,
        stock integer not null, "isActive" boolean not null default true, "createdAt" timestamp not null, "categoryId" integer);
      insert into t (name, description, "nameRu", price, "imageUrl", stock, "isActive", "createdAt") values
        ('Kitob', 'Yaxshi kitob', 'Книга', 45000, 'https://cdn.example/kitob.jpg', 3, true, now()),
        ('Ruchka', 'Ko''k', 'Ручка', 3000, 'https://cdn.example/ruchka.jpg', 0, false, now())`,
    columns:
      "product_id=id,title=name,description=description,price=price,currency=EUR,on_sale=isActive,cover=imageUrl",
    used:
      "product_id=id,title=name,description=description,price=price,currency=UZS,on_sale=isactive,cover=imageurl",
    rows: [
      "1 Kitob 4500000 UZS https://cdn.example/kitob.jpg",
      "2 Ruchka 300000 UZS https://cdn.example/ruchka.jpg withdrawn",
    ],
  },
  {
    source:
      "github.com/AchmadBudy/laravel-telegram-shop database/migrations/2024_10_08_175703_create_products_table.php",
    sql:
      `create table t (id bigserial primary key, category_id bigint not null, name varchar(255) not null,
        slug varchar(255) unique, description char(100) not null, price integer not null, stock integer not null,
        is_active boolean not null default true, created_at timestamp, updated_at timestamp);
      insert into t (category_id, name, slug, description, price, stock) values
        (1, 'Netflix 1 bulan', 'netflix-1-bulan', 'Akun sharing', 35000, 4)`,
    columns:
      "product_id=id,title=name,description=description,price=price,currency=EUR,on_sale=is_active",
    used:
      "product_id=slug,title=name,description=description,price=price,currency=IDR,on_sale=is_active",
    rows: ["netflix-1-bulan Netflix 1 bulan 3500000 IDR"],
  },
  {
    source: "github.com/Coalaken/telegram-shop-bot-byDjango backend/src/shop/models.py",
    sql:
      `create table t (id bigserial primary key, name varchar(255) not null, slug varchar(255) not null,
        img text not null, description text not null, price numeric(6, 2) not null, created timestamptz not null,
        updated timestamptz not null, category_id bigint);
      insert into t (name, slug, img, description, price, created, updated, category_id) values
        ('Кепка', 'kepka', 'AgACAgIAAxkBAAIBY2XkzL8AAaVQbU1hZ2VJZAACdXRpbA', 'Чёрная', 990.00, now(), now(), 1)`,
    columns: "product_id=id,title=name,description=description,price=price,currency=EUR,cover=img",
    rows: ["1 Кепка 99000 EUR AgACAgIAAxkBAAIBY2XkzL8AAaVQbU1hZ2VJZAACdXRpbA"],
  },
  {
    source: "github.com/NikitaK100/Flower_shop_bot utils/db_api/schemas/add_product.py",
    sql:
      `create table t (id_product varchar(200) primary key, name varchar(200), description varchar(200),
        photo varchar(200), price integer);
      insert into t values ('rose-1', 'Rose', 'Red', 'https://cdn.example/rose.jpg', 12), ('Tulipe n° 7', 'Tulipe', null, null, 8)`,
    columns:
      "product_id=id_product,title=name,description=description,price=price,currency=EUR,cover=photo",
    rows: ["Tulipe n° 7 Tulipe 800 EUR", "rose-1 Rose 1200 EUR https://cdn.example/rose.jpg"],
  },
  {
    source: "github.com/RezaTaheri01/telegram-store-bot telegram_store/products/models.py",
    sql:
      `create table t (id bigserial primary key, name varchar(32) not null, name_second varchar(32) not null,
        price integer not null, is_delete boolean not null default false, category_id bigint);
      insert into t (name, name_second, price, is_delete, category_id) values
        ('VPN one month', 'وی‌پی‌ان', 150000, false, 1), ('VPN old', 'قدیمی', 90000, true, 1)`,
    columns: "product_id=id,title=name,price=price,currency=EUR,withdrawn=is_delete",
    used: "product_id=id,title=name,price=price,currency=IRR,withdrawn=is_delete",
    rows: ["1 VPN one month 15000000 IRR", "2 VPN old 9000000 IRR withdrawn"],
  },
  {
    source: "github.com/uktamjon-komilov/telegram-store-bot app/models.py",
    sql:
      `create table t (id bigserial primary key, product_name varchar(255) not null, description text not null,
        price double precision not null, is_active boolean, created_at timestamptz, updated_at timestamptz, category_id bigint);
      insert into t (product_name, description, price, is_active) values
        ('Choynak', '', 19.989999999999998, null), ('Piyola', 'Oq', 5, true)`,
    columns:
      "product_id=id,title=product_name,description=description,price=price,currency=EUR,on_sale=is_active",
    rows: ["1 Choynak 1999 EUR", "2 Piyola 500 EUR"],
  },
  {
    source:
      "github.com/DevNordWind/Telegram-Shop migrations/versions/d65486655185_migration.py, as a view of three tables",
    sql:
      `create table position (id serial primary key, category_id_fk integer, file_path varchar, file_id varchar,
        content_type varchar, created_at timestamp);
      create table positionlocalized (position_id_fk integer, name varchar, description varchar, lang varchar(4));
      create table positionprice (position_id_fk integer, price decimal(10, 2), currency varchar(4));
      insert into position (file_path, file_id) values
        ('media/one.jpg', 'AgACAgIAAxkBAAIBY2XkzL8AAaVQbU1hZ2VJZAACdXRpbA'), (null, null);
      insert into positionlocalized values (1, 'Ключ', 'Для игры', 'ru'), (1, 'Key', 'For a game', 'en'), (2, 'Coin', null, 'en');
      insert into positionprice values (1, 4.50, 'USD'), (1, 400, 'RUB'), (2, 1, 'usd');
      create view t as select p.id as position_id_fk, l.name, l.description, m.price, m.currency, p.file_path, p.file_id
        from position p join positionlocalized l on l.position_id_fk = p.id and l.lang = 'en'
        join positionprice m on m.position_id_fk = p.id and upper(m.currency) = 'USD'`,
    columns:
      "product_id=position_id_fk,title=name,description=description,price=price,currency=currency,cover=file_path",
    furtherPictures: ["file_id"],
    rows: ["1 Key 450 USD media/one.jpg", "2 Coin 100 USD"],
  },
  {
    source:
      "github.com/lynxlg/telegram_shop_bot app/models/product.py, alembic/versions/20260407_000003_add_product_image_url.py",
    sql:
      `create table t (id bigserial primary key, category_id bigint not null, name varchar(255) not null,
        price numeric(10, 2) not null, description text, is_active boolean not null default true, image_url varchar(2048));
      insert into t (category_id, name, price, description, image_url) values (1, 'Mug', 7.00, null, null)`,
    columns:
      "product_id=id,title=name,description=description,price=price,currency=EUR,on_sale=is_active,cover=image_url",
    rows: ["1 Mug 700 EUR"],
  },
  {
    source: "github.com/xxlcxsh/telegram-shop README.md: amount is a number of pieces",
    sql:
      `create table t (id serial primary key, name varchar(50) not null unique, description text not null, amount int,
        price int not null, purchase_data text, category varchar(50) not null);
      insert into t (name, description, amount, price, category) values ('Proxy', 'IPv4', 40, 90, 'net')`,
    columns: "product_id=id,title=name,description=description,price=price,currency=EUR",
    rows: ["1 Proxy 9000 EUR"],
  },
  {
    source: "github.com/kazbekovv/home_bot db/queries.py, SQLite",
    sqlite:
      `create table T (id integer primary key autoincrement, name varchar(255), size varchar(255),
        price varchar(255), id_product varchar(255), photo text);
      insert into T (name, size, price, id_product, photo) values
        ('Kurtka', 'XL', '2500 сом', 'A-17', 'AgACAgIAAxkBAAIBY2XkzL8AAaVQbU1hZ2VJZAACdXRpbA'),
        ('Shim', 'M', '1 200 сом', 'A-18', 'AgACAgIAAxkBAAIBZGXkzL8AAaVQbU1hZ2VJZAACdXRpbA')`,
    columns: "product_id=id_product,title=name,price=price,cover=photo",
    rows: [
      "A-17 Kurtka 250000 KGS AgACAgIAAxkBAAIBY2XkzL8AAaVQbU1hZ2VJZAACdXRpbA",
      "A-18 Shim 120000 KGS AgACAgIAAxkBAAIBZGXkzL8AAaVQbU1hZ2VJZAACdXRpbA",
    ],
  },
  {
    source:
      "github.com/gpdaga/Tg_aga app/database/models.py, SQLite. A price in a real column, and a blob",
    sqlite:
      `create table T (id integer primary key, name varchar(25) not null, description varchar(255),
        price real not null, category integer, "the photo" blob);
      insert into T values (1, 'Чехол', null, 1.25, 1, x'ffd8ff'), (2, 'Зарядка', 'USB', 1.234e3, 1, null)`,
    columns: "product_id=id,title=name,description=description,price=price,currency=EUR",
    rows: ["1 Чехол 125 EUR", "2 Зарядка 123400 EUR"],
  },
  {
    source:
      "github.com/sebasgao05/Anglican_CelestiArte sql/datos_productos.sql, MySQL, exported as CSV",
    csv: `"id";"nombre";"precio";"descripcion";"imagen"
"1";"Cruz de madera";"1.250,00";"Hecha a mano";"img/cruz.jpg"
"2";"Vela";"3,50";"NULL";"NULL"
`,
    columns:
      "product_id=id,title=nombre,description=descripcion,price=precio,currency=EUR,cover=imagen",
    rows: ["1 Cruz de madera 125000 EUR img/cruz.jpg", "2 Vela 350 EUR"],
  },
  {
    source:
      "a menu of a café as spreadsheets have it (its header is in a public test of a menu import): Категория;Название;Цена;…",
    csv: `Категория;Название;Цена;Вес;Описание;image_url;supplier_code
Супы;Борщ;210.50;350 г;Сытный обед;https://example.com/borscht.jpg;SUP-001
Супы;Уха;1 180;300 г;;https://example.com/ukha.jpg;SUP-002
`,
    columns:
      "product_id=supplier_code,title=Название,description=Описание,price=Цена,currency=EUR,cover=image_url",
    used:
      "product_id=supplier_code,title=Название,description=Описание,price=Цена,currency=RUB,cover=image_url",
    rows: [
      "SUP-001 Борщ 21050 RUB https://example.com/borscht.jpg",
      "SUP-002 Уха 118000 RUB https://example.com/ukha.jpg",
    ],
  },
  {
    source: "ours: a spreadsheet of a French shop",
    csv: `Référence;Désignation;Prix TTC (€);Photo;Vendeur;Vendu
TH-7;Théière « Aube »;1 234,50 €;photos/théière.jpg;@aube_ceramique;non
Chaise n° 7;Chaise;12,50 €;photos\\chaise.JPG;t.me/aube_ceramique;oui
`,
    columns:
      "product_id=Référence,title=Désignation,price=Prix TTC (€),seller_username=Vendeur,withdrawn=Vendu,cover=Photo",
    used:
      "product_id=reference,title=designation,price=prix ttc (€),seller_username=vendeur,withdrawn=vendu,cover=photo",
    rows: [
      "Chaise n° 7 Chaise 1250 EUR aube_ceramique photos\\chaise.JPG withdrawn",
      "TH-7 Théière « Aube » 123450 EUR aube_ceramique photos/théière.jpg",
    ],
  },
  {
    source: "ours: a table with the price in cents, a price by currency, and a list of pictures",
    csv: `sku,title,price_cents,currency,seller_id,images
A1,Lamp,1250,eur,123456789.0,"[""a.jpg"", ""b.jpg""]"
A2,Desk,99900,usd,987654321.0,"[]"
`,
    columns:
      "product_id=sku,title=title,price_minor=price_cents,currency=currency,seller_id=seller_id,cover=images",
    pictures: ["A1 b.jpg"],
    rows: ["A1 Lamp 1250 EUR 123456789 a.jpg", "A2 Desk 99900 USD 987654321"],
  },
  {
    source: "ours: nothing in the names",
    csv: `a,b,c,d
101,Red chair,"12,50 €",pics/red.jpg
102,Blue chair,"13,00 €",pics/blue.jpg
`,
    columns: "product_id=a,title=b,price=c,cover=d",
    rows: ["101 Red chair 1250 EUR pics/red.jpg", "102 Blue chair 1300 EUR pics/blue.jpg"],
  },
  {
    source:
      "github.com/MazenSenih/EtsyShopExportImagesDownloader main.py: Etsy's export, IMAGE1 to IMAGE10",
    csv: [
      "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,IMAGE1,IMAGE2,IMAGE10,IMAGE3,SKU",
      "Ring,Silver,20.00,EUR,1,https://i.etsystatic.com/1.jpg,https://i.etsystatic.com/2.jpg,https://i.etsystatic.com/10.jpg,,R-1",
      "Pin,,5.00,EUR,2,https://i.etsystatic.com/p.jpg,,,,P-1",
      "",
    ].join("\n"),
    columns:
      "product_id=SKU,title=TITLE,description=DESCRIPTION,price=PRICE,currency=CURRENCY_CODE,cover=IMAGE1,picture_2=IMAGE2,picture_3=IMAGE10",
    rows: [
      "P-1 Pin 500 EUR https://i.etsystatic.com/p.jpg",
      "R-1 Ring 2000 EUR https://i.etsystatic.com/1.jpg",
    ],
    pictures: ["R-1 https://i.etsystatic.com/2.jpg https://i.etsystatic.com/10.jpg"],
  },
  {
    source:
      "github.com/masontaylor7/Succulent-E-Commerce app/models/product_image.py: a table of pictures",
    sqlite: `create table t (id integer primary key, name text, price real);
      insert into t values (1, 'Aloe', 9.5), (2, 'Fern', 7.25);
      create table t_images (id integer primary key, path text not null, product_id integer not null);
      insert into t_images values (1, 'aloe.jpg', 1), (3, 'aloe-3.jpg', 1), (2, 'aloe-2.jpg', 1)`,
    columns: "product_id=id,title=name,price=price,currency=EUR",
    pictureTable: "t_images",
    rows: ["1 Aloe 950 EUR aloe.jpg", "2 Fern 725 EUR"],
    pictures: ["1 aloe-2.jpg aloe-3.jpg"],
  },
];
