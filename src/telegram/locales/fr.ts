import type { Locale } from "./en.ts";

/** French. */
export const fr: Locale = {
  language: "fr",
  languageName: "Français",
  commands: {
    browse: "Voir ce qui est en vente",
    search: "Chercher un article",
    sell: "Vendre quelque chose",
    my: "Vos articles",
    language: "Langue",
    help: "Comment ça marche",
    cancel: "Annuler ce qui est en cours",
  },
  intro:
    "Une petite boutique dans Telegram. Faites un tour, trouvez votre bonheur et écrivez au vendeur. Ou vendez à votre tour : une photo, quelques mots, un prix, et c’est en vente.\n\nAppuyez sur Démarrer pour entrer.",
  about: "Une petite boutique : une photo, un prix, et c’est en vente.",
  welcome: (shop) =>
    `<b>Bienvenue chez ${shop} !</b>\n\n/browse pour faire un tour, ou écrivez simplement ce que vous cherchez\n/sell pour vendre : une photo, quelques mots, un prix\n/help pour savoir comment ça marche`,
  help:
    "<b>Acheter</b>\n/browse montre ce qui est en vente, un article après l’autre. <i>Détails</i> ouvre la photo en grand ; de là, vous pouvez écrire au vendeur. Pour chercher, écrivez un mot ou deux, ou le numéro d’un article.\n\n<b>Vendre</b>\n/sell vous demande une photo, un titre, une description et un prix. Avec /my, vous modifiez vos articles, vous les marquez comme vendus ou vous les retirez de la vente.\n\n/language change la langue, /cancel annule ce qui est en cours.",
  helpOperator:
    "<b>Tenir la boutique</b>\n/stats compte les produits, les images et le travail en attente. /verify compare les colonnes au journal.",
  chooseLanguage: "Quelle langue préférez-vous ?",
  languageChosen: "Très bien, continuons en français !",
  cancelled: "C’est annulé. Rien n’a changé.",
  nothingToCancel: "Il n’y a rien à annuler. /help vous dit ce que vous pouvez faire.",
  failed: "Désolé, ça n’a pas marché. Réessayez dans un instant.",
  staleButton: "Ce bouton ne marche plus. Essayez /browse ou /my.",
  nothingToSkip: "Il n’y a rien à passer ici.",
  unknownCommand: "Je ne connais pas cette commande. Celles que je connais sont dans /help.",
  nothingHere: "Vous cherchez quelque chose ? /browse. Vous vendez quelque chose ? /sell.",
  photoOutsideSale: "Belle photo ! Pour la mettre en vente, envoyez d’abord /sell, puis la photo.",
  sell: {
    resumed: "Vous aviez une vente en cours : on la reprend. Pour l’abandonner, envoyez /cancel.",
    step: (step, of) => `<b>Étape ${step} sur ${of}</b>`,
    photo:
      "Envoyez une photo de ce que vous vendez. Un fichier convient aussi : JPEG, PNG, WebP ou AVIF, jusqu’à 20 Mo.",
    title: "Qu’est-ce que c’est ? Donnez-lui un titre, 120 caractères maximum.",
    description:
      "Décrivez-le en 800 caractères maximum : état, taille, lieu de retrait. Rien à ajouter ? /skip",
    price: (example, currency) =>
      `À quel prix ? Par exemple <code>${example}</code>. Toutes les monnaies conviennent ; un nombre seul est en ${currency}.`,
    preview: "Voilà ce que verront les acheteurs. On met en vente ?",
    albumFirst: "Vous avez envoyé plusieurs photos : j’ai pris la première.",
    fileLooks: "Voilà à quoi ressemblera votre photo.",
    chooseEdit: "Que voulez-vous modifier ?",
    listed: (productId, link) =>
      `✅ <b>C’est en vente !</b> Son numéro : <code>${productId}</code>. Voici le lien à partager :\n${link}`,
    listedAlready: "C’est déjà en vente. Vous le retrouverez dans /my.",
    draftGone: "Ce brouillon n’existe plus. Pour recommencer : /sell",
  },
  product: {
    untitled: "Sans titre",
    priceOnRequest: "Prix sur demande",
    place: (place, total) => `${place} sur ${total}`,
    unknown: "Cet article n’existe pas. Pour voir ce qui est en vente : /browse",
    withdrawn: "Cet article n’est plus en vente. Pour voir les autres : /browse",
    sold: "Cet article est vendu. Pour voir ce qui est encore en vente : /browse",
    noneOnSale: "Rien n’est encore en vente. Avec /sell, ouvrez le bal !",
    noneOfYours: "Vous n’avez rien en vente. Lancez-vous avec /sell !",
    offSale:
      "Ces articles ne sont pas en vente. Choisissez celui que vous voulez remettre en vente.",
    noneOffSale: "Tous vos articles sont en vente.",
    noMore: "C’est tout de ce côté-là.",
    not_yours: "Cet article n’est pas à vous.",
    photoUnusable: (title, why) =>
      `Je ne peux pas garder la photo de <b>${title}</b>. ${why}\nVous pouvez la remplacer dans /my.`,
  },
  search: {
    all: "En vente, du plus récent au plus ancien :",
    found: (query) => `Trouvé pour « ${query} » :`,
    similar: (query) => `Rien ne s’appelle « ${query} ». Cherchiez-vous l’un de ces articles ?`,
    none: (query) =>
      `Je n’ai rien trouvé pour « ${query} ». Essayez un autre mot, faites un tour avec /browse, ou vendez quelque chose avec /sell.`,
  },
  contact: {
    told: "C’est fait ! Le vendeur a votre nom et peut vous écrire.",
    own: "Cet article est à vous.",
    unreachable: "Je n’arrive pas à joindre le vendeur par ce bot.",
    unreachableNamed: (name) =>
      `Je n’arrive pas à joindre le vendeur par ce bot. Le nom noté à la mise en vente était « ${name} ». C’est peut-être quelqu’un d’autre aujourd’hui.`,
    ask: (name) => `Le vendeur recevra votre nom, ${name}, et pourra vous écrire. Je le préviens ?`,
    opening: (title, number) =>
      `Bonjour ! Votre article « ${title} » (${number}) m’intéresse. Est-il toujours disponible ?`,
    reply: (title, number) => `Bonjour ! Vous m’avez contacté pour « ${title} » (${number}).`,
    interested: (buyer, title) =>
      `${buyer} s’intéresse à <b>${title}</b> et aimerait avoir de vos nouvelles.`,
    already: "Le vendeur sait déjà que cela vous intéresse. Laissez-lui un peu de temps.",
  },
  edit: {
    replaced: "La nouvelle image est en vitrine.",
    changed: "C’est modifié.",
    soldAsk: "C’est vendu ? Les acheteurs ne le trouveront plus. Son lien dira qu’il est vendu.",
    soldDone: "🎉 C’est vendu. Les acheteurs ne le trouvent plus, et son lien dit qu’il est vendu.",
    withdrawAsk: "Retirer cet article de la vente ? Vous pourrez le remettre à tout moment.",
    withdrawDone: "C’est retiré de la vente. Vous pouvez le remettre à tout moment.",
    putBack: "C’est de nouveau en vente.",
    deleteAsk:
      "Supprimer cet article pour de bon ? Ses photos, ses textes, son prix et votre nom disparaîtront.",
    deleteAskAgain:
      "C’est sûr ? Il disparaîtra aussi de notre stockage, et personne ne pourra le récupérer.",
    deleteDone:
      "C’est supprimé pour de bon. Ses photos quittent notre stockage dans les minutes qui viennent. Ce qui reste dans vos discussions, vous pouvez le supprimer dans Telegram.",
  },
  button: {
    confirm: "✅ Mettre en vente",
    edit: "✏️ Modifier",
    cancel: "✖️ Annuler",
    photo: "🖼 Photo",
    title: "Titre",
    description: "Description",
    price: "Prix",
    back: "↩️ Retour",
    previous: "◀️",
    next: "▶️",
    details: "🔍 Détails",
    contact: "💬 Contacter le vendeur",
    list: "☰ Liste",
    more: "Suite ▶️",
    contactYes: "Oui, prévenir le vendeur",
    write: "✍️ Écrire à l’acheteur",
    share: "↗️ Partager",
    browse: "🛍 Faire un tour",
    view: "🔍 Voir en boutique",
    replacePhoto: "🖼 Changer la photo",
    sold: "🤝 Vendu",
    soldYes: "Oui, c’est vendu",
    notYet: "Non, pas encore",
    offSale: "🗂 Hors vente",
    putBack: "↩️ Remettre en vente",
    withdraw: "🚫 Retirer de la vente",
    withdrawYes: "Oui, retirer de la vente",
    deleteForGood: "❌ Supprimer pour de bon",
    deleteYes: "Oui, supprimer pour de bon",
    deleteReally: "Oui, tout supprimer",
    keep: "Non, je le garde",
  },
  operator: {
    products: "Produits",
    onSale: (onSale, withdrawn) => `${onSale} en vente, ${withdrawn} retirés`,
    pictures: "Images en vente, par emplacement",
    served: "Images montrées depuis le démarrage de ce processus",
    storeImage: "Images à stocker",
    eraseProduct: "Produits supprimés à effacer",
    waiting: (waiting, failed) => `${waiting} en attente, ${failed} en échec`,
    drift: "Lignes où colonnes et journal divergent",
    reconcile: "Objets dans B2, après le dernier reconcile",
    reconciled: (missing, altered, orphaned) =>
      `${missing} manquants, ${altered} altérés, ${orphaned} orphelins`,
    neverReconciled: "pas encore comparés : deno task reconcile",
    noDrift: (products) => `✅ Produits vérifiés : ${products}. Colonnes et journal concordent.`,
    driftFound: (values, products) =>
      `⚠️ Valeurs qui divergent du journal : ${values} (produits vérifiés : ${products}). Les premières (deno task verify les montre toutes, deno task replay les corrige) :`,
    rowsGone: (gone, products) =>
      `⚠️ Produits du journal qui n’ont plus de ligne : ${gone} (produits vérifiés : ${products}). Les premiers (deno task verify les montre tous) :`,
  },
  refusal: {
    not_skipped: "Là, j’en ai besoin, désolé. Si vous avez changé d’avis : /cancel",
    photo_needed: "Ici, il me faut une image : envoyez une photo, ou une image en fichier.",
    text_needed: "Ici, il me faut un message texte, s’il vous plaît.",
    empty_text: "Je ne vois pas de texte. Écrivez au moins un caractère.",
    long_title: "C’est trop long : 120 caractères maximum pour un titre.",
    long_description: "C’est trop long : 800 caractères maximum pour une description.",
    bad_price:
      "Je ne comprends pas ce prix. Écrivez un nombre et une monnaie, par exemple <code>12,50 €</code>, <code>1200 ₽</code> ou <code>30 USD</code>. Il peut aller de 0,01 à 20 000 000.",
    file_too_big: "Ce fichier dépasse 20 Mo. Envoyez-en un plus petit, ou envoyez-le comme photo.",
    file_gone: "Telegram n’a plus ce fichier. Renvoyez-le, s’il vous plaît.",
    use_buttons: "Utilisez les boutons sous l’aperçu, ou envoyez /cancel.",
    empty: "Ce fichier est vide. Renvoyez l’image, s’il vous plaît.",
    too_many_bytes:
      "Ce fichier dépasse 20 Mo. Envoyez-en un plus petit, ou envoyez-le comme photo.",
    unsupported_type:
      "Ce n’est pas une image JPEG, PNG, WebP ou AVIF. Envoyez-en une dans l’un de ces formats.",
    unsupported_coding:
      "C’est une sorte de JPEG très rare, que la plupart des programmes n’affichent pas. Enregistrez l’image en JPEG ordinaire et renvoyez-la.",
    animated: "Cette image est animée. Envoyez-en une fixe.",
    too_many_pixels: "Cette image dépasse 65 mégapixels. Envoyez-en une plus petite.",
    bad_dimensions:
      "Cette image est trop allongée, ou trop grande. La largeur et la hauteur font 10 000 pixels au plus à elles deux, et l’une 20 fois l’autre au plus. Envoyez-en une autre.",
    corrupt: "Cette image est abîmée, je n’arrive pas à la lire. Envoyez-en une autre.",
    needs_memory:
      "Cette image est trop lourde pour notre machine. Envoyez-en une plus petite, de préférence comme photo.",
    timed_out: "Cette image est trop longue à lire. Envoyez-en une plus petite.",
    busy: "Je regarde beaucoup d’images en ce moment. Renvoyez la vôtre dans une minute.",
  },
  slowDown: "Doucement ! Attendez quelques secondes, puis réessayez.",
};
