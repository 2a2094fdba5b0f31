/**
 * What the buttons carry: at most 64 bytes of `verb:argument`, and how handlers recognise it. A button may be
 * pressed at any later time, twice, or forged: every handler checks what it names against the user.
 * @module
 */
import { PRODUCT_ID_PATTERN } from "../domain/mod.ts";

const ID = `(${PRODUCT_ID_PATTERN})`;
const UUID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
const FIELD = "(photo|title|description|price)";

/** The pattern of each button. Group 1 is the product, the sale or the language; group 2 a field. */
export const CALLBACKS = {
  browse: /^browse$/,
  next: new RegExp(`^b:n:${ID}$`),
  previous: new RegExp(`^b:p:${ID}$`),
  place: new RegExp(`^b:c:${ID}$`),
  details: new RegExp(`^b:d:${ID}$`),
  backToPage: new RegExp(`^b:b:${ID}$`),
  contact: new RegExp(`^c:${ID}$`),
  language: /^lang:(en|fr)$/,
  confirmSale: new RegExp(`^s:ok:${UUID}$`),
  editSale: new RegExp(`^s:ed:${UUID}$`),
  editSaleField: new RegExp(`^s:f:${UUID}:${FIELD}$`),
  previewSale: new RegExp(`^s:pv:${UUID}$`),
  cancelSale: new RegExp(`^s:no:${UUID}$`),
  myNext: new RegExp(`^m:n:${ID}$`),
  myPrevious: new RegExp(`^m:p:${ID}$`),
  myPage: new RegExp(`^m:b:${ID}$`),
  myEdit: new RegExp(`^m:e:${ID}$`),
  myEditField: new RegExp(`^m:f:${ID}:${FIELD}$`),
  myWithdraw: new RegExp(`^m:w1:${ID}$`),
  myWithdrawSure: new RegExp(`^m:w2:${ID}$`),
  myWithdrawDo: new RegExp(`^m:w3:${ID}$`),
  myDelete: new RegExp(`^m:d1:${ID}$`),
  myDeleteSure: new RegExp(`^m:d2:${ID}$`),
  myDeleteDo: new RegExp(`^m:d3:${ID}$`),
  myDeleteNot: new RegExp(`^m:d0:${ID}$`),
} as const;
