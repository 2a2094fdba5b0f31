/**
 * Brings the database to the schema of the shop, and adopts the table of a legacy shop: makes room for new sales, tries
 * one, and says what is in the way. It must not keep anything of a trial.
 * @module
 */
export { migrateShop, type ShopMigration } from "./migrate_shop.ts";
export { AdoptionRefused } from "./obstacle.ts";
