/** A value of a column, the files below the folder, and what the import must say. */
export interface PathCase {
  readonly name: string;
  readonly value: string;
  readonly files: readonly string[];
  /** Values of other rows of the shop. */
  readonly others?: readonly string[];
  /** `--map`. */
  readonly map?: readonly { readonly from: string; readonly to: string }[];
  /** `file images/a.jpg`, or the outcome, its reason, and what could be meant. */
  readonly expected: string;
  /** Where such a value was seen. */
  readonly source: string;
}

const PATHS_TXT = "a given list of paths of older shops";
const GITHUB = "https://github.com";
const NFC = "images/caf\u00e9.jpg";
const NFD = "images/cafe\u0301.jpg";

/** Values that a program wrote in another form than the file system has it. */
export const WRITTEN_CASES: readonly PathCase[] = [
  {
    name: "backslashes of Windows",
    value: "images\\win.jpg",
    files: ["images/win.jpg"],
    expected: "file images/win.jpg",
    source: `TBF-PTH001 of ${PATHS_TXT}; ${GITHUB}/kanboard/kanboard/issues/3441`,
  },
  {
    name: "both slashes in one path",
    value: "/assets/37\\53\\75/b71.jpg",
    files: ["assets/37/53/75/b71.jpg"],
    expected: "file assets/37/53/75/b71.jpg",
    source: `${GITHUB}/croogo/croogo/issues/990`,
  },
  {
    name: "backslashes that were escaped twice",
    value: "\\\\images\\\\pasted-2.png",
    files: ["images/pasted-2.png"],
    expected: "file images/pasted-2.png",
    source: `${GITHUB}/jaredly/hexo-admin/issues/160`,
  },
  {
    name: "a file whose name really has a backslash goes first",
    value: "NF\\a.jpg",
    files: ["NF\\a.jpg", "NF/a.jpg"],
    expected: "file NF\\a.jpg",
    source: `${GITHUB}/subframe7536/maple-font/issues/78`,
  },
  {
    name: "a path that begins with a slash, as in an address",
    value: "/images/a.jpg",
    files: ["images/a.jpg"],
    expected: "file images/a.jpg",
    source: `${GITHUB}/abhishek-ram/pyas2/issues/48`,
  },
  {
    name: "percent-encoding",
    value: "images/Image%20001.png",
    files: ["images/Image 001.png"],
    expected: "file images/Image 001.png",
    source: `${GITHUB}/eudoxia0/hashcards/pull/122`,
  },
  {
    name: "a file whose name really has %20 goes first",
    value: "Caesarea%20bay.jpg",
    files: ["Caesarea%20bay.jpg", "Caesarea bay.jpg"],
    expected: "file Caesarea%20bay.jpg",
    source: `${GITHUB}/bpatrik/pigallery2/issues/272`,
  },
  {
    name: "percent-encoding, done twice",
    value: "My%2520Dog.png",
    files: ["My Dog.png"],
    expected: "file My Dog.png",
    source: `${GITHUB}/BloomBooks/BloomDesktop/pull/1221`,
  },
  {
    name: "a percent sign that encodes nothing",
    value: "S605%14-%zz 100%.jpg",
    files: ["S605%14-%zz 100%.jpg"],
    expected: "file S605%14-%zz 100%.jpg",
    source: `${GITHUB}/bumptech/glide/issues/1217`,
  },
  {
    name: "percent-encoding of Latin-1",
    value: "images/caf%E9.jpg",
    files: [NFC],
    expected: `file ${NFC}`,
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-2.5: bytes of any code page",
  },
  {
    name: "a plus for a space",
    value: "img/old+chair.jpg",
    files: ["img/old chair.jpg"],
    expected: "file img/old chair.jpg",
    source: "Python's urllib.parse.quote_plus, https://docs.python.org/3/library/urllib.parse.html",
  },
  {
    name: "an entity of HTML",
    value: "catalog/rock&amp;roll.png",
    files: ["catalog/rock&roll.png"],
    expected: "file catalog/rock&roll.png",
    source: `${GITHUB}/opencart/opencart/issues/5908`,
  },
  {
    name: "a query that defeats caches",
    value: "products/7.jpg?1649116800",
    files: ["products/7.jpg"],
    expected: "file products/7.jpg",
    source: `${GITHUB}/ctessier/nova-advanced-image-field/issues/77`,
  },
  {
    name: "white space around it",
    value: " images/a.jpg\r\n",
    files: ["images/a.jpg"],
    expected: "file images/a.jpg",
    source: `${GITHUB}/mjordan/islandora_workbench/issues/530`,
  },
  {
    name: "a list of one name, written by PHP",
    value: '["products\\/a.jpg"]',
    files: ["products/a.jpg"],
    expected: "file products/a.jpg",
    source: `${GITHUB}/ppy/osu-web/issues/36`,
  },
  {
    name: "bytes of Python as a text",
    value: "b'images/a.jpg'",
    files: ["images/a.jpg"],
    expected: "file images/a.jpg",
    source: `${GITHUB}/sunpy/sunpy/pull/1786`,
  },
  {
    name: "a file: URL",
    value: "file:///app/images/a.jpg",
    files: ["images/a.jpg"],
    expected: "file images/a.jpg",
    source: `TBF-PTH004 of ${PATHS_TXT}; ${GITHUB}/expo/expo/issues/32788`,
  },
  {
    name: "a file: URL of Windows, with spaces",
    value: "file:///C:/My%20Shop/images/a.jpg",
    files: ["images/a.jpg"],
    expected: "file images/a.jpg",
    source: "https://learn.microsoft.com/en-us/archive/blogs/ie/file-uris-in-windows",
  },
  {
    name: "letters in the other form of Unicode: the row has NFC",
    value: NFC,
    files: [NFD],
    expected: `file ${NFD}`,
    source: `${GITHUB}/droppyjs/droppy/issues/72`,
  },
  {
    name: "letters in the other form of Unicode: the row has NFD",
    value: NFD,
    files: [NFC],
    expected: `file ${NFC}`,
    source: `${GITHUB}/unmade/shelf-back/issues/50`,
  },
  {
    name: "another case of the ending",
    value: "images/cover.jpg",
    files: ["images/cover.JPG"],
    expected: "file images/cover.JPG",
    source:
      "https://mattgable.wordpress.com/2017/02/11/web-development-lessons-learned-case-sensitivity/",
  },
  {
    name: "another case of the folder",
    value: "IMAGES/picture.gif",
    files: ["images/picture.gif"],
    expected: "file images/picture.gif",
    source: "https://mskb.pkisolutions.com/kb/216746",
  },
  {
    name: "the very name goes before one in another case",
    value: "Logo.png",
    files: ["Logo.png", "logo.png"],
    expected: "file Logo.png",
    source: `${GITHUB}/Kntnt/kntnt-wp-skills/issues/61`,
  },
  {
    name: "two files that differ only in case",
    value: "LOGO.png",
    files: ["Logo.png", "logo.png"],
    expected: "ambiguous several_files Logo.png logo.png",
    source: `${GITHUB}/openSUSE/news-o-o/issues/105`,
  },
  {
    name: ".. that stays below the folder",
    value: "images/thumbs/../a.jpg",
    files: ["images/a.jpg"],
    expected: "file images/a.jpg",
    source: `${GITHUB}/NodeBB/NodeBB/issues/1196`,
  },
];
