import type { CauseCode, DemandedColumn } from "../../domain/mod.ts";
import type { CheckName } from "../../jobs/mod.ts";
import type { NotOwn } from "../../shop/mod.ts";
import type { AnswerRefusal } from "../dialogues/answer.ts";

/**
 * English, and the shape of every language. A text is Telegram HTML; what a function is given must be escaped already.
 * Numbers, prices and times are written as in the `language`.
 */
export const en = {
  language: "en",
  languageName: "English",
  /** The commands menu, as plain text. */
  commands: {
    browse: "See what is on sale",
    list: "See it all as a list",
    search: "Find something",
    sell: "Sell something",
    my: "Your products",
    language: "Language",
    help: "How this works",
    cancel: "Stop what you are doing",
  },
  /** What an empty chat with the bot says: plain text of at most 512 characters. */
  intro:
    "A small shop in Telegram. Look around, find what you like and write to its seller. Or sell something yourself: a photo, a few words, a price, and it is on sale.\n\nPress Start to come in.",
  /** What the bot is for, on its profile: plain text of at most 120 characters. */
  about: "A small shop: send a photo, name a price, and it is on sale.",
  welcome: (shop: string) =>
    `<b>Welcome to ${shop}!</b>\n\n/browse to have a look around, or just write what you are looking for\n/sell to sell something: a photo, a few words, a price\n/help to see how it all works`,
  help:
    "<b>Buying</b>\n/browse shows what is on sale, one product at a time. <i>Details</i> opens the big pictures; from there you can write to the seller. /list shows everything that is on sale as a list. To find something, write a word or two, or the number of a product.\n\n<b>Selling</b>\n/sell asks you for photos (up to ten), a title, a description and a price. With /my you change your products, mark them as sold, or take them off sale.\n\n/language changes the language, /cancel stops what you are doing.",
  /** Below the help, for operators. */
  helpOperator:
    "<b>Running the shop</b>\n/stats counts products, pictures and waiting work. /verify checks what the shop knows of its pictures, and can mend it.",
  chooseLanguage: "Which language would you like?",
  languageChosen: "All right, English it is!",
  /** A sale or a change was cancelled. */
  cancelled: "Cancelled. Nothing has changed in the shop.",
  nothingToCancel: "There is nothing to cancel. /help shows what you can do.",
  /** An apology for a failure on our side. */
  failed: "Sorry, that did not work. Please try again in a moment.",
  /** For a button that no handler knows. */
  staleButton: "This button no longer works. Try /browse or /my.",
  nothingToSkip: "There is nothing to skip here.",
  unknownCommand: "I don't know this command. /help shows the ones I know.",
  /** For a message that nothing asked for. */
  nothingHere: "Looking for something? /browse. Selling something? /sell.",
  /** For a picture that nothing asked for. */
  photoOutsideSale: "Nice picture! To sell it, send /sell first, then the picture.",
  /** Of several pictures. Numbers begin with 1; `total` counts all that there are now. */
  pictures: {
    /** Of a sale that is not confirmed yet. */
    soFar: (total: number) => total === 1 ? "🖼 1 picture so far." : `🖼 ${total} pictures so far.`,
    /** What of an album was not taken, and why. */
    leftOut: (which: string, why: string) => `⚠️ Not taken: ${which}. ${why}`,
    number: (number: number) => `no. ${number}`,
    file: (name: string, number: number) => `no. ${number} (${name})`,
    /** A question. */
    add: "Send one more photo, or several at once. A product can have up to ten pictures.",
    /** A question. */
    replace: "Send the photo that takes its place. A file works too, up to 20 MB.",
    added: (total: number) => `✅ Added: ${total} pictures now. You can send more.`,
    addedTo: (title: string, total: number) =>
      `✅ Added to <b>${title}</b>: it has ${total} pictures now.`,
    /** Photos came that nothing asked for. */
    aside: (count: number) =>
      count === 1
        ? "Nice picture! What would you like to do with it?"
        : `${count} nice pictures! What would you like to do with them?`,
    /** Which picture a seller sees. */
    place: (place: number, total: number) =>
      total === 1
        ? "It has one picture."
        : place === 1
        ? `Picture 1 of ${total}. Buyers see it first.`
        : `Picture ${place} of ${total}.`,
    firstNow: "Buyers see this picture first now.",
    /** An alert. */
    removeAsk: (place: number) => `Remove picture ${place}? Nobody can bring it back.`,
    removed: "The picture is removed.",
    /** Of an album that a buyer asked for. `places` are numbers. */
    missing: (places: string) => `Some pictures cannot be shown right now: ${places}.`,
  },
  /** A sale: its questions, and what goes with them. */
  sell: {
    resumed: "You were in the middle of a sale: let's go on. To drop it, send /cancel.",
    step: (step: number, of: number) => `<b>Step ${step} of ${of}</b>`,
    photo:
      "Send a photo of what you are selling, or several at once. A file works too: JPEG, PNG, WebP or AVIF, up to 20 MB.",
    title: "What is it? Give it a title of up to 120 characters.",
    /** Below the question for the title. */
    morePhotos: "Any more photos? Just send them.",
    description:
      "Describe it in up to 800 characters: condition, size, where to pick it up. Nothing to add? /skip",
    /** With a price in the shop's own currency, and its code. */
    price: (example: string, currency: string) =>
      `What does it cost? For example <code>${example}</code>. Any currency will do; a number alone means ${currency}.`,
    preview: "This is what buyers will see. Shall I put it on sale?",
    fileLooks: "This is how your picture will look.",
    chooseEdit: "What would you like to change?",
    listed: (productId: string, link: string) =>
      `✅ <b>On sale!</b> Its number is <code>${productId}</code>. Here is the link to share:\n${link}`,
    draftGone: "This draft is gone. /sell starts a new one.",
    listedAlready: "This one is already on sale. You will find it in /my.",
  },
  /** Of products. `unknown`, `withdrawn`, `sold` and `removed` are refusals of use cases. */
  product: {
    untitled: "Untitled",
    priceOnRequest: "Price on request",
    place: (place: number, total: number | string) => `${place} of ${total}`,
    unknown: "There is no such product. /browse shows what is on sale.",
    withdrawn: "This is no longer on sale. /browse shows what is.",
    sold: "This has been sold. /browse shows what is still on sale.",
    noneOnSale: "Nothing is on sale yet. Be the first: /sell",
    noneOfYours: "You have nothing on sale. To sell something: /sell",
    offSale: "Nobody can buy these now. Choose one to put it back on sale.",
    noneOffSale: "All your products are on sale.",
    noMore: "There are no more products this way.",
    removed: "This picture is not there any more.",
    /** `which`: one of the two texts below. */
    photoUnusable: (which: string, why: string) =>
      `I cannot keep ${which}. ${why}\nYou can replace it in /my.`,
    itsPicture: (title: string) => `the picture of <b>${title}</b>`,
    /** `place`: as in `place` above. */
    oneOfItsPictures: (title: string, place: string) => `picture ${place} of <b>${title}</b>`,
  },
  /** To sellers, of a product that they cannot change. */
  notOwn: {
    withdrawn: "This is no longer on sale. /my shows what you have on sale.",
    not_yours: "This is not one of your products.",
  } satisfies Record<NotOwn["refused"], string>,
  /** What the words of a user find. */
  search: {
    all: "On sale, the newest first:",
    found: (query: string) => `Results for “${query}”:`,
    /** `count`: how many products are listed below. */
    similar: (query: string, count: number) =>
      `I found nothing for “${query}”. Did you mean ${count === 1 ? "this" : "one of these"}?`,
    none: (query: string) =>
      `I found nothing for “${query}”. Try another word, have a look around with /browse, or sell something with /sell.`,
  },
  /** Between buyer and seller. `own`, `unreachable` and `already` are refusals of a use case. */
  contact: {
    told: "Done! The seller has your name and can write to you.",
    own: "This is your own product.",
    unreachable: "Sorry, I cannot reach this seller.",
    /** With the name that the row has, unchecked. An alert: at most 200 characters. */
    unreachableNamed: (name: string) =>
      `Sorry, I cannot reach this seller. When this was put on sale, their name was “${name}”. It may be somebody else’s by now.`,
    /** Before the buyer's name is given away. An alert: at most 200 characters. */
    ask: (name: string) =>
      `The seller will get your name, ${name}, and can write to you. Shall I tell them?`,
    /** The texts that are prepared for the two, plain. */
    opening: (title: string, number: string) =>
      `Hello! I am interested in “${title}” (${number}). Is it still available?`,
    reply: (title: string, number: string) => `Hello! You asked about “${title}” (${number}).`,
    interested: (buyer: string, title: string) =>
      `${buyer} is interested in <b>${title}</b> and would like to hear from you.`,
    already: "The seller already knows that you are interested. Please give them a little time.",
  },
  /** Of a change, a withdrawal or a deletion. The questions are alerts: at most 200 characters. */
  edit: {
    replaced: "The new picture is on show.",
    changed: "Changed.",
    soldAsk: "Is it sold? Buyers will no longer find it. Its link will say that it is sold.",
    soldDone: "🎉 Sold! Buyers no longer find it, and its link says that it is sold.",
    withdrawAsk: "Take this product off sale? You can put it back at any time.",
    withdrawDone: "It is off sale. You can put it back at any time.",
    putBack: "It is on sale again.",
    deleteAsk:
      "Delete this product for good? Its pictures, its texts, its price and your name will be gone.",
    deleteAskAgain:
      "Are you sure? It will be gone from our storage too, and nobody can bring it back.",
    deleteDone:
      "It is deleted for good. In a few minutes its pictures will be gone from our storage too. You can delete the messages in your chats yourself, in Telegram.",
  },
  /** The labels of the buttons, as plain text. */
  button: {
    confirm: "✅ Put it on sale",
    edit: "✏️ Edit",
    // Not the emoji: it is nearly black, and buttons are dark.
    cancel: "✕ Cancel",
    photo: "🖼 Photo",
    pictures: "🖼 Pictures",
    allPictures: "🖼 All pictures",
    putFirst: "⭐ Put first",
    replace: "🔁 Replace",
    remove: "🗑 Remove",
    removeYes: "Yes, remove it",
    add: "➕ Add",
    thatIsAll: "✅ That's all",
    sellPhotos: "🏷 Sell",
    addPhotos: (title: string) => `➕ Add to “${title}”`,
    title: "Title",
    description: "Description",
    price: "Price",
    back: "↩️ Back",
    previous: "◀️",
    next: "▶️",
    details: "🔍 Details",
    contact: "💬 Contact",
    list: "☰ List",
    more: "More ▶️",
    firstPage: "◀️ First page",
    contactYes: "Yes, tell the seller",
    write: "✍️ Write to the buyer",
    share: "↗️ Share",
    browse: "🛍 Browse",
    view: "🔍 View in the shop",
    replacePhoto: "🖼 Replace photo",
    sold: "🤝 Sold",
    soldYes: "Yes, it is sold",
    notYet: "No, not yet",
    offSale: "🗂 Off sale",
    putBack: "↩️ Put back on sale",
    withdraw: "🚫 Take off sale",
    withdrawYes: "Yes, take it off sale",
    deleteForGood: "❌ Delete for good",
    deleteYes: "Yes, delete it for good",
    deleteReally: "Yes, delete everything",
    keep: "No, keep it",
    /** A picture: in some languages, it is a `keep` of its own. */
    keepPicture: "No, keep it",
    keepOnSale: "No, leave it on sale",
    mend: "🔧 Mend them all",
    repair: "🔧 Put them back",
    repairAll: "🔧 Compare all pictures and put back",
  },
  /** `/stats` and `/verify`. Numbers are given as text. */
  operator: {
    console: "🖥 Open the console",
    products: "Products",
    onSale: (onSale: string, withdrawn: string) => `${onSale} on sale, ${withdrawn} withdrawn`,
    pictures: "Pictures on sale, by where they are",
    /** The same, if there are too many products to look at all. */
    newestPictures: (products: string) =>
      `Pictures of the newest ${products} products on sale, by where they are`,
    served: "Pictures shown since this process started",
    storeImage: "Pictures to be stored",
    eraseProduct: "Deleted products to be erased",
    waiting: (waiting: string, failed: string) => `${waiting} waiting, ${failed} failed`,
    verify: "Products against the log, as the last check found them",
    /** Products with a wrong value, products in the log that have no row, and products that were compared. */
    verified: (wrong: string, gone: string, products: string) =>
      `${wrong} wrong, ${gone} without a row, ${products} compared`,
    notVerified: "could not be compared, so I don't know",
    neverVerified: "no check by the clock has run yet: /verify compares them now",
    reconcile: "Objects in B2, as the last reconcile left them",
    reconciled: (missing: string, altered: string, orphaned: string) =>
      `${missing} missing, ${altered} altered, ${orphaned} orphaned`,
    neverReconciled: "not compared yet: deno task reconcile",
    noDrift: (products: string) =>
      `✅ Products checked: ${products}. All of them are as the log says.`,
    /** The number of values that are wrong, of products that have one, and of products that were checked. */
    driftFound: (values: string, wrong: string, products: string) =>
      `⚠️ Some rows disagree with the log. Wrong values: ${values}. Products that have one: ${wrong}, of ${products} that were checked.`,
    rowsGone: (gone: string) =>
      `⚠️ Products that are in the log but have no row: ${gone}. Only a backup can bring a row back.`,
    firstOf: (shown: string, all: string) =>
      `The first ${shown} of ${all} (<code>deno task verify</code> shows all):`,
    mending: "Mending…",
    mended: (rows: string) => `Products mended: ${rows}. This is how it is now:`,
    /** What a column of a picture holds. */
    column: {
      cover_image_url: "the address of the big picture",
      thumbnail_url: "the address of the small picture",
      telegram_cover_file_id: "the big picture in Telegram",
      telegram_thumb_file_id: "the small picture in Telegram",
      pictures_in_order: "the list of its pictures",
    } satisfies Record<DemandedColumn, string>,
    /** Why a column probably holds what it does. */
    cause: {
      emptied: "it is missing. Somebody emptied it, or the row is from an older backup",
      older_state: "it is from an earlier time. Perhaps the row is from an older backup",
      another_bot: "it belongs to another bot",
      another_public_url: "it leads to another bucket or another public address",
      other_picture: "it is that of another picture of this product",
      another_product: "it is that of another product",
      local_path: "it is a file name, as the older shop wrote it",
      written_by_hand: "the log never said this. Somebody wrote it past the log",
      unreadable_log: "the log is newer than this program, which cannot read it",
    } satisfies Record<CauseCode, string>,
    /** What the checks by the clock have found. */
    checks: {
      /** Pictures that are missing or altered, and pictures that were compared. */
      lost: (missing: string, altered: string, pictures: string) =>
        `⚠️ Some pictures in B2 are lost. Missing: ${missing}. Altered: ${altered}. Compared: ${pictures}. Buyers still see those that Telegram has.`,
      /** The same of a few pictures that were chosen by chance. */
      lostOfSome: (missing: string, altered: string, pictures: string) =>
        `⚠️ I looked at ${pictures} pictures in B2, chosen by chance. Missing: ${missing}. Altered: ${altered}. There may be more.`,
      well: {
        verify: "✅ All products are as the log says.",
        reconcile: "✅ B2 has all pictures.",
        sample: "✅ I looked at some pictures in B2, and all of them are as they were stored.",
      } satisfies Record<CheckName, string>,
      unable: {
        verify: "❓ I could not compare the products with the log. So I don't know if all is well:",
        reconcile: "❓ I could not compare the pictures in B2. So I don't know if all is well:",
        sample: "❓ I could not read pictures from B2. So I don't know if all is well:",
      } satisfies Record<CheckName, string>,
      repairing: "I am putting them back. I will tell you how it went.",
      putBack: (pictures: string) => `🔧 Pictures put back: ${pictures}.`,
    },
  },
  /** Why an answer is not taken, and what to send instead. */
  refusal: {
    not_skipped: "Sorry, I need an answer to this one. If you have changed your mind: /cancel",
    photo_needed: "I need a picture here: please send a photo, or an image as a file.",
    text_needed: "I need a text message here, please.",
    empty_text: "I see no text in your message. Please write at least one character.",
    long_title: "That is too long: a title has at most 120 characters.",
    long_description: "That is too long: a description has at most 800 characters.",
    bad_price:
      "I don't understand this price. Please write a number and a currency, for example <code>12.50 €</code>, <code>1200 ₽</code> or <code>30 USD</code>. It can be from 0.01 to 20,000,000.",
    file_too_big: "This file is over 20 MB. Please send a smaller one, or send it as a photo.",
    file_gone: "Telegram no longer has this file. Please send it again.",
    video: "This is a video. Only pictures can be shown.",
    too_many: "A product can have ten pictures at most.",
    same_picture: "I have this picture already.",
    no_first_picture: "Please replace the picture that is there first. Then you can add more.",
    last_picture: "This is the only picture. Add another one first, or replace it.",
    use_buttons: "Please use the buttons under the preview, or send /cancel.",
    empty: "This file is empty. Please send the picture again.",
    too_many_bytes: "This file is over 20 MB. Please send a smaller one, or send it as a photo.",
    unsupported_type: "This is not a JPEG, PNG, WebP or AVIF picture. Please send one of these.",
    unsupported_coding:
      "This is a rare kind of JPEG that most programs cannot show. Please save it as a usual JPEG and send it again.",
    animated: "This picture is animated. Please send a still one.",
    too_many_pixels: "This picture is over 65 megapixels. Please send a smaller one.",
    bad_dimensions:
      "This picture is too large, or too long and thin. Its width and height together may be 10,000 pixels at most, and its long side 20 times the short one. Please send another one.",
    corrupt: "This picture is damaged, I cannot read it. Please send another one.",
    needs_memory:
      "This picture is too large for our machine. Please send a smaller one, best as a photo.",
    timed_out: "Reading this picture takes too long. Please send a smaller one.",
    busy: "I am looking at a lot of pictures right now. Please send yours again in a minute.",
  } satisfies Record<AnswerRefusal, string>,
  /** More came at once than the bot handles: an alert of at most 200 characters. */
  slowDown: "That was a lot at once! Please wait a few seconds, then try again.",
};

/** Every text of the bot in one language. */
export type Locale = typeof en;
