/**
 * Web pages that shops store as if they were pictures, and pictures that say that there is no picture.
 * @module
 */
import type { ForeignReason } from "../foreign_hints.ts";

/** How a page begins, after spaces, a byte order mark and comments. */
const PAGE = /^\uFEFF?\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|script|title|meta)\b/is;
const LOOKED_AT = 2048;

/** Whether bytes are a web page, whatever their Content-Type says. */
export function isWebPage(bytes: Uint8Array): boolean {
  return PAGE.test(new TextDecoder().decode(bytes.subarray(0, LOOKED_AT)));
}

/** Where hosts send to instead of a 404, as host and path. */
const REMOVED: readonly RegExp[] = [
  // github.com/JDimproved/JDim/pull/1434, github.com/qsniyg/maxurl/issues/311
  /^(i\.)?imgur\.com\/removed\.png$/,
  // Flickr's, as programs on GitHub name it: https://s.yimg.com/pw/images/en-us/photo_unavailable.png
  /^s\.yimg\.com\/pw\/images\/[\w/-]*photo_unavailable[\w.]*$/,
];

/** Whether a URL is that of a picture which says that the picture is gone. */
export function isRemovedPicture({ hostname, pathname }: URL): boolean {
  return REMOVED.some((pattern) => pattern.test(`${hostname}${pathname}`));
}

/** Hosts whose addresses people copy from the browser, as host and path: the address of a page, not of the picture. */
const PAGES: readonly (readonly [RegExp, ForeignReason])[] = [
  [/^(drive|docs)\.google\.com\//, "google_drive_page"],
  [/^(photos\.google\.com|photos\.app\.goo\.gl)\//, "google_photos_page"],
  [/^(www\.)?dropbox\.com\//, "dropbox_page"],
  [/^(www\.|m\.)?imgur\.com\//, "imgur_page"],
  [/^(ibb\.co|imgbb\.com)\//, "imgbb_page"],
  [/^(postimg\.cc|postimages\.org)\//, "postimages_page"],
  [/^(1drv\.ms|onedrive\.live\.com)\//, "onedrive_page"],
  [/^(disk\.yandex\.\w+|yadi\.sk)\//, "yandex_disk_page"],
  [/^(t\.me|telegram\.me)\//, "telegram_post"],
  [/^(www\.|m\.)?(instagram|facebook|vk|pinterest)\.\w+\//, "social_post"],
];

/** Which host's page it is; `web_page` for other hosts. */
export function reasonOfPage({ hostname, pathname }: URL): ForeignReason {
  const found = PAGES.find(([pattern]) => pattern.test(`${hostname}${pathname}`));
  return found?.[1] ?? "web_page";
}
