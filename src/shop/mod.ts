/**
 * The shop's use cases: what sellers and buyers do, one file each, callable without Telegram. It must not send a
 * message or know how one looks.
 * @module
 */
export { deleteProduct } from "./delete_product.ts";
export {
  type CataloguePage,
  type CataloguePosition,
  changeProduct,
  getCataloguePage,
  getProduct,
  getProductOfSale,
  insertProduct,
  ownsProduct,
  type Price,
  type Product,
  searchProducts,
  withdrawProduct,
} from "./products.ts";
export { loadStatistics, type ShopStatistics } from "./statistics.ts";
