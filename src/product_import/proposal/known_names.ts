import type { Field } from "../fields.ts";
import { looseName } from "../../std/mod.ts";

/**
 * How shops name their columns, in English, French, Russian, Spanish and Uzbek, the surest name first. Without spaces,
 * accents and low lines. tests/product_import/shops_test.ts names the shops.
 */
const NAMES: Readonly<Partial<Record<Field, string>>> = {
  product_id:
    "productid idproduct id uuid guid number no urlhandle sku article articleno артикул код номер code suppliercode vendorcode articlecode barcode ref reference codigo " +
    "referencia identifiant numero ид slug handle",
  title:
    "title name nom titre nombre titulo название наименование заголовок имя nomi libelle designation intitule label " +
    "product item товар produit producto articulo nameen titleen nameru titleru",
  description:
    "description desc descr descripcion описание tavsif about details detail text texte texto info caption body body(html) " +
    "content characteristics характеристики descriptionen descriptionru fulldescription shortdescription",
  price:
    // A price of a sale is empty for most products.
    "price prix precio цена narx narxi стоимость regularprice tarifregulier precionormal базоваяцена saleprice sellprice sellingprice unitprice baseprice retailprice " +
    "currentprice cost costo tarif montant importe",
  price_minor:
    "priceminor pricecents priceincents amountcents baseprice_cents basepricecents unitamount pricekopecks pricekopeks " +
    "pricekop pricetiyin cents amountminor",
  currency: "currency currencycode devise moneda divisa валюта valyuta cur",
  seller_id:
    "sellerid sellertelegramid sellertgid ownerid ownertelegramid adminid userid telegramid telegramuserid tgid tguserid " +
    "chatid authorid vendorid creatorid createdby vendeurid idvendeur vendedorid продавецid idпродавца userchatid",
  seller_username:
    "sellerusername sellername username adminusername adminusname usname ownerusername tgusername telegramusername " +
    "authorusername vendorusername seller owner vendeur vendedor продавец contact login",
  on_sale:
    // The status of Shopify says more than its column Published: a draft may be published.
    "onsale isonsale status isactive active isavailable available isvisible visible ispublished published isenabled enabled " +
    "envente actif disponible activo enventa активен активный видимый наличие вналичии instock isinstock",
  withdrawn:
    "withdrawn issold sold isdeleted isdelete deleted deletedat isarchived archived ishidden hidden isdisabled disabled " +
    "vendu supprime vendido eliminado продан продано удален скрыт",
  cover:
    "cover coverimageurl coverimage coverurl image imageurl imagepath imagelink imagefile img imgurl imgpath photo photourl " +
    "photopath photolink photofile picture pictureurl picturepath pic picurl foto fotourl imagen imagenurl фото фотография " +
    "изображение картинка rasm mainimage mainphoto filepath images photos pictures image1 photo1 img1 foto1 imageurls " +
    "photofileid imagefileid fileid photoid imageid tgphotoid telegramfileid telegramphotoid media mediaurl mediaid file " +
    "path poster fichier chemin archivo hostedimageurls ссылкаизображения baseimage mediamainimageurl imagefile1 image0 gallery",
  thumb:
    "thumb thumbnail thumbnailurl thumburl thumbpath thumbnailpath thumbimage thumbfileid preview previewurl previewimage " +
    "smallimage imagesmall miniature vignette миниатюра превью miniatura",
  picture_position: "imageposition photoposition pictureposition mediaposition",
};

/** Words that say only that it is about a product. */
const ABOUT =
  /^(products?|items?|goods?|positions?|produit|producto|articulo|tovar|товара?)|(products?|items?|goods?|товара?|produit|producto|fk)$/g;

const RANKS: ReadonlyMap<string, ReadonlyMap<Field, number>> = rank();

function rank(): Map<string, Map<Field, number>> {
  const ranks = new Map<string, Map<Field, number>>();
  for (const [field, names] of Object.entries(NAMES)) {
    names.split(" ").forEach((name, index) => {
      const known = ranks.get(looseName(name)) ?? new Map<Field, number>();
      ranks.set(looseName(name), known.set(field as Field, index));
    });
  }
  return ranks;
}

/** A field that a column may be by its name. */
export interface NameMatch {
  /** From 0, the surest. */
  readonly rank: number;
  /** What the name says besides: `price_eur` is a price in EUR. */
  readonly currency?: string;
}

/** How well a column's name fits a field. Undefined if it does not. */
export function matchName(name: string, field: Field): NameMatch | undefined {
  const loose = looseName(name);
  const exact = RANKS.get(loose)?.get(field);
  if (exact !== undefined) return { rank: exact };
  const bare = loose.replace(ABOUT, "");
  const rank = bare === loose ? undefined : RANKS.get(bare)?.get(field);
  if (rank !== undefined) return { rank: rank + 0.5 };
  return field === "price" ? priceOf(bare) : undefined;
}

function priceOf(name: string): NameMatch | undefined {
  const [, before, behind] =
    /^(?:([a-z]{3}))?(?:price|prix|precio|цена)(?:([a-z]{3}))?$/.exec(name) ?? [];
  const code = (before ?? behind)?.toUpperCase();
  const isKnown = code !== undefined && Intl.supportedValuesOf("currency").includes(code);
  return isKnown ? { rank: 0.7, currency: code } : undefined;
}
