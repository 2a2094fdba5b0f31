/**
 * The shop's use cases: what sellers and buyers do, one file each, callable without Telegram. It must not send a
 * message, and holds no text for people.
 * @module
 */
export { addPicture, type NotAdded } from "./add_picture.ts";
export {
  type CataloguePage,
  type CataloguePosition,
  COUNTED,
  getCataloguePage,
} from "./catalogue.ts";
export { changeProduct, type ProductChange } from "./change_product.ts";
export { CONTACT_EVERY_MS, contactSeller, findContact, type NotTold } from "./contact_seller.ts";
export { type Cooldown, createCooldown } from "./cooldown.ts";
export { deleteProduct } from "./delete_product.ts";
export { listProduct } from "./list_product.ts";
export { markSold } from "./mark_sold.ts";
export { findByName, productName, readProductName } from "./named_product.ts";
export { type NotOwn, whyNotOwn } from "./own_product.ts";
export { listOffSale, listOffSaleBefore, type OffSalePage, type OffSalePlace } from "./off_sale.ts";
export { getOffer, type Offer } from "./offer.ts";
export type { PictureWork, SellerPhoto } from "./picture_work.ts";
export { putPictureFirst } from "./put_picture_first.ts";
export { putBack } from "./put_back.ts";
export { formatPrice, type Price, readPrice } from "./price.ts";
export {
  getProduct,
  getProductOfSale,
  getProductOnSale,
  type NotOnSale,
  type Product,
} from "./product.ts";
export { removePicture } from "./remove_picture.ts";
export { replacePhoto } from "./replace_photo.ts";
export { NEWEST, type SearchPage, searchProducts } from "./search.ts";
export { searchSimilar } from "./search_similar.ts";
export { listStock, STOCK_STATES, type StockPlace, type StockState } from "./stock.ts";
export { countStock, loadStatistics, type ShopStatistics, type StockCounts } from "./statistics.ts";
export { loadTitles } from "./titles.ts";
export { withPicture } from "./with_picture.ts";
export { withdrawProduct } from "./withdraw_product.ts";
export { cleanText, readDescription, readLine, readTitle, TEXT_LIMITS } from "./words.ts";
