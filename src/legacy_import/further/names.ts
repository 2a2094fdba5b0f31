/**
 * How shops name what holds further pictures: columns such as `image_2`, and tables such as `product_images`.
 * tests/legacy_import/further_names_test.ts names the shops.
 * @module
 */
import { looseName } from "../../std/mod.ts";

const PICTURE =
  "(?:images?|imgs?|photos?|fotos?|pictures?|pics?|media|imagenes|imagen|bild(?:er)?|фото|фотография|изображени[ея]|картинк[аи]|rasm)";
const HOW = "(?:urls?|paths?|srcs?|links?|files?|fileids?|ids?|filenames?|names?|key)?";
const ABOUT = "(?:products?|items?|goods|listing|товара?)?(?:media)?";
const FURTHER =
  "(?:gallery|galerie|additional|extra|more|other|further|all|secondary|alternate|alt|дополнительные|доп)";

const NUMBERED = new RegExp(`^${ABOUT}${FURTHER}?${PICTURE}${HOW}(\\d{1,2})${HOW}$`);
const NUMBER_FIRST = new RegExp(`^${ABOUT}(\\d{1,2})${PICTURE}${HOW}$`);
/** `image` and `image_url` beside each other are mostly one picture. Only a plural says that there are several. */
const PLURAL =
  "(?:images|imgs|photos|fotos|pictures|pics|imagenes|bilder|фотографии|изображения|картинки)";
const HOW_MANY = "(?:urls|paths|srcs|links|files|fileids|ids|filenames|names)";
const LIST = new RegExp(
  `^${ABOUT}(?:${FURTHER}${PICTURE}${HOW}|${PLURAL}${HOW}|${PICTURE}${HOW_MANY}|gallery|album)$`,
);

/** What a column's name says of further pictures. */
export type FurtherName =
  /** One of several columns, by its number. */
  | { readonly is: "numbered"; readonly number: number }
  /** Perhaps a list of pictures. */
  | { readonly is: "list" };

/** Reads the name of a column. Undefined if it says nothing of further pictures. */
export function readFurtherName(name: string): FurtherName | undefined {
  const loose = looseName(name);
  const [, digits] = NUMBERED.exec(loose) ?? NUMBER_FIRST.exec(loose) ?? [];
  if (digits !== undefined) return { is: "numbered", number: Number(digits) };
  return LIST.test(loose) ? { is: "list" } : undefined;
}

/**
 * The column that a numbered one follows: `image` of `image_2`. Undefined if none of these columns is, or if a number 0 or 1 is
 * there.
 */
export function findUnnumbered(
  numbered: readonly string[],
  all: readonly string[],
): string | undefined {
  const read = numbered.flatMap((name) => {
    const found = readFurtherName(name);
    return found?.is === "numbered" ? [{ name, number: found.number }] : [];
  });
  if (read.some(({ number }) => number < 2)) return undefined;
  const bases = new Set(read.map(({ name }) => looseName(name).replace(/\d+/, "")));
  return all.find((name) => bases.has(looseName(name)));
}

/** Sorts columns that hold further pictures: those with numbers first, by their numbers; then lists, as they stand. */
export function inOrderOfNames<T>(columns: readonly T[], nameOf: (column: T) => string): T[] {
  const turn = (column: T) => {
    const read = readFurtherName(nameOf(column));
    return read?.is === "numbered" ? read.number : Infinity;
  };
  return columns.toSorted((one, other) => turn(one) === turn(other) ? 0 : turn(one) - turn(other));
}

const TABLE = new RegExp(`${PICTURE}s?$|gallery$|attachments?$`);

/** Whether a table may hold the pictures of products, by its name: `product_images`, `shop_productphoto`. */
export function isPictureTableName(name: string): boolean {
  return TABLE.test(looseName(name));
}

/** The columns of a table of pictures, by their names. */
export interface PictureTableColumns {
  /** The product's id. */
  readonly product: string;
  readonly picture: string;
  /** Its place among the product's pictures. Undefined: the order of the rows. */
  readonly position: string | undefined;
  /** Whether it is the first picture. */
  readonly main: string | undefined;
}

const PRODUCT =
  "productid product idproduct itemid item goodsid goodid listingid listing articleid articulid lotid adid postid offerid tovarid товар товарid sku handle productsku productcode relatedtoid relatedto ownerid parentid";
const PICTURES =
  "path imagepath filepath photopath picturepath image photo picture img imageurl photourl pictureurl imgurl imagesurl url src imagesrc imagefile file filename imagename photofile fileid photofileid photoid tgfileid telegramfileid image_src link imagelink productimage media original name location key";
const POSITIONS =
  "position imageposition sortorder order displayorder sort ordering orderindex sortindex idx index number num rank seq sequence priority place";
const MAINS =
  "ismain main ismainimage mainimage isprimary isprimaryimage primary isdefault iscover cover isthumbnail isfeatured";

/** Finds the columns of a table of pictures. Undefined if it has no column of a product or of a picture. */
export function findPictureColumns(names: readonly string[]): PictureTableColumns | undefined {
  const product = firstOf(PRODUCT, names);
  const picture = firstOf(PICTURES, names.filter((name) => name !== product));
  if (product === undefined || picture === undefined) return undefined;
  const position = firstOf(POSITIONS, names) ?? firstOf("id imageid photoid pictureid", names);
  return { product, picture, position, main: firstOf(MAINS, names) };
}

function firstOf(known: string, names: readonly string[]): string | undefined {
  for (const each of known.split(" ")) {
    const found = names.find((name) => looseName(name) === each.replaceAll("_", ""));
    if (found !== undefined) return found;
  }
  return undefined;
}
