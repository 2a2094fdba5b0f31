import assert from "node:assert/strict";
import {
  findPictureColumns,
  findUnnumbered,
  inOrderOfNames,
  isPictureTableName,
  readFurtherName,
} from "../../src/legacy_import/further/names.ts";

interface Columns {
  readonly source: string;
  readonly columns: readonly string[];
  /** Those of further pictures, in their order. */
  readonly further: readonly string[];
}

const COLUMNS: readonly Columns[] = [
  {
    source: "github.com/MazenSenih/EtsyShopExportImagesDownloader main.py: Etsy's export",
    columns: ["SKU", "TITLE", "IMAGE1", "IMAGE10", "IMAGE2"],
    further: ["IMAGE1", "IMAGE2", "IMAGE10"],
  },
  {
    source: "github.com/wix/skills rp-source-csv/vendors/bigcommerce.json: BigCommerce's export",
    columns: [
      "Product Name",
      "Product Image File - 2",
      "Product Image Description - 2",
      "Product Image Is Thumbnail - 2",
      "Product Image Sort - 2",
      "Product Image File - 1",
    ],
    further: ["Product Image File - 1", "Product Image File - 2"],
  },
  {
    source: "Ecwid's export: product_media_gallery_image_url_1 and its alt texts",
    columns: [
      "product_media_main_image_url",
      "product_media_gallery_image_url_1",
      "product_media_gallery_image_alt_1",
      "product_media_gallery_image_url_2",
    ],
    further: ["product_media_gallery_image_url_1", "product_media_gallery_image_url_2"],
  },
  {
    source: "gist.github.com/webtoffee-git/ff95346f26343b141075ca7bc5421f6e",
    columns: ["image_0", "image_1", "sku"],
    further: ["image_0", "image_1"],
  },
  {
    source: "bots and small shops: photo_1 … photo_3, image2, img_3, photo2_id, foto2",
    columns: ["photo_3", "image2", "img_1", "photo2_id", "foto2", "passport", "phone2", "address2"],
    further: ["img_1", "image2", "photo2_id", "foto2", "photo_3"],
  },
  {
    source: "Magento additional_images, Google Merchant additional_image_link, OpenCart images",
    columns: ["base_image", "additional_images", "additional_image_link", "image", "images"],
    further: ["additional_images", "additional_image_link", "images"],
  },
  {
    source: "github.com/psycopg users with json columns: photo_ids, image_urls, gallery",
    columns: ["photo_id", "photo_ids", "image_url", "image_urls", "gallery", "cover_image_url"],
    further: ["photo_ids", "image_urls", "gallery"],
  },
  {
    source: "Ozon and Russian price lists: Изображение 2, Фото3, Дополнительные фото",
    columns: ["Фото", "Изображение 2", "Фото3", "Дополнительные фото", "Артикул 2"],
    further: ["Изображение 2", "Фото3", "Дополнительные фото"],
  },
];

interface Table {
  readonly source: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** Product, picture, position and main. Undefined: no table of pictures. */
  readonly is?: readonly (string | undefined)[];
}

const TABLES: readonly Table[] = [
  {
    source: "github.com/masontaylor7/Succulent-E-Commerce app/models/product_image.py",
    table: "product_images",
    columns: ["id", "path", "product_id"],
    is: ["product_id", "path", "id", undefined],
  },
  {
    source: "github.com/DSC-VJTI/Boutique-Server src/app/database/models/product_images.py",
    table: "product_images",
    columns: ["id", "image_url", "product_id"],
    is: ["product_id", "image_url", "id", undefined],
  },
  {
    source: "github.com/ZeroRangee/fastfood_service product/models/product_image.py (Django)",
    table: "product_productimage",
    columns: ["id", "image", "product_id"],
    is: ["product_id", "image", "id", undefined],
  },
  {
    source: "github.com/levchig737/FastAPI_React1 models/image.py",
    table: "images",
    columns: ["id", "name", "product_id"],
    is: ["product_id", "name", "id", undefined],
  },
  {
    source: "github.com/ideven85/LMS_Application core/models.py (Django)",
    table: "core_photo",
    columns: ["id", "image", "product_id"],
    is: ["product_id", "image", "id", undefined],
  },
  {
    source: "OpenCart, install/opencart.sql",
    table: "oc_product_image",
    columns: ["product_image_id", "product_id", "image", "sort_order"],
    is: ["product_id", "image", "sort_order", undefined],
  },
  {
    source: "a bot on aiogram and SQLAlchemy: ProductImage with file_id and position",
    table: "product_images",
    columns: ["id", "product_id", "file_id", "position", "created_at"],
    is: ["product_id", "file_id", "position", undefined],
  },
  {
    source: "schemas with is_primary and sort_order, or is_cover and display_order",
    table: "product_images",
    columns: ["id", "url", "filename", "alt_text", "is_cover", "display_order", "product_id"],
    is: ["product_id", "url", "display_order", "is_cover"],
  },
  {
    source: "PrestaShop's ps_image: the file is named by its id, which no column tells",
    table: "ps_image",
    columns: ["id_image", "id_product", "position", "cover"],
  },
  {
    source: "github.com/souptik4572/Soldify-backend backend/models/product_image.py: no picture",
    table: "product_images",
    columns: ["id", "product_id"],
  },
];

Deno.test("readFurtherName() knows the columns of shops with several pictures", () => {
  for (const { source, columns, further } of COLUMNS) {
    const found = columns.filter((name) => readFurtherName(name) !== undefined);
    assert.deepEqual(inOrderOfNames(found, (name) => name), further, source);
  }
});

Deno.test("findPictureColumns() knows the tables of shops with several pictures", () => {
  for (const { source, table, columns, is } of TABLES) {
    assert.ok(isPictureTableName(table), source);
    const found = findPictureColumns(columns);
    const read = found && [found.product, found.picture, found.position, found.main];
    assert.deepEqual(read, is, source);
  }
  for (const name of ["orders", "image_events", "users", "imported_products", "object_names"]) {
    assert.ok(!isPictureTableName(name), name);
  }
});

Deno.test("findUnnumbered() finds the column that a numbered one follows", () => {
  const all = ["id", "image", "image_2", "image_3", "photo_1", "Photo 2"];
  assert.equal(findUnnumbered(["image_2", "image_3"], all), "image");
  assert.equal(findUnnumbered(["photo_1", "image_2"], all), undefined, "photo_1 is the first");
  assert.equal(findUnnumbered(["gallery"], all), undefined);
});
