import type { Locale } from "./en.ts";

/** French. */
export const fr: Locale = {
  language: "fr",
  languageName: "Français",
  commands: {
    browse: "Voir ce qui est en vente",
    list: "Voir tous les articles en liste",
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
    "<b>Acheter</b>\n/browse montre ce qui est en vente, un article après l’autre. <i>Détails</i> ouvre les photos en grand ; de là, vous pouvez écrire au vendeur. /list donne la liste de tout ce qui est en vente. Pour chercher, écrivez un mot ou deux, ou le numéro d’un article.\n\n<b>Vendre</b>\n/sell vous demande des photos (dix au maximum), un titre, une description et un prix. Avec /my, vous modifiez vos articles, vous les marquez comme vendus ou vous les retirez de la vente.\n\n/language change la langue, /cancel annule ce qui est en cours.",
  helpOperator:
    "<b>Tenir la boutique</b>\n/stats compte les articles, les photos et le travail en attente. /verify contrôle ce que la boutique sait de ses photos, et peut le réparer.",
  chooseLanguage: "Quelle langue préférez-vous ?",
  languageChosen: "Très bien, continuons en français !",
  cancelled: "C’est annulé. Rien n’a changé dans la boutique.",
  nothingToCancel: "Il n’y a rien à annuler. /help vous dit ce que vous pouvez faire.",
  failed: "Désolé, ça n’a pas marché. Réessayez dans un instant.",
  staleButton: "Ce bouton ne marche plus. Essayez /browse ou /my.",
  nothingToSkip: "Il n’y a rien à passer ici.",
  unknownCommand: "Je ne connais pas cette commande. Celles que je connais sont dans /help.",
  nothingHere: "Vous cherchez quelque chose ? /browse. Vous vendez quelque chose ? /sell.",
  photoOutsideSale: "Belle photo ! Pour la mettre en vente, envoyez d’abord /sell, puis la photo.",
  pictures: {
    soFar: (total) =>
      total === 1 ? "🖼 1 photo pour l’instant." : `🖼 ${total} photos pour l’instant.`,
    leftOut: (which, why) => `⚠️ Non retenu : ${which}. ${why}`,
    number: (number) => `nº ${number}`,
    file: (name, number) => `nº ${number} (${name})`,
    add: "Envoyez encore une photo, ou plusieurs à la fois. Un article peut en avoir jusqu’à dix.",
    replace:
      "Envoyez la photo qui doit prendre sa place. Un fichier convient aussi, jusqu’à 20 Mo.",
    added: (total) =>
      `✅ C’est ajouté : il y a maintenant ${total} photos. Vous pouvez en envoyer d’autres.`,
    addedTo: (title, total) =>
      `✅ C’est ajouté à <b>${title}</b>, qui a maintenant ${total} photos.`,
    aside: (count) =>
      count === 1
        ? "Belle photo ! Que voulez-vous en faire ?"
        : `${count} belles photos ! Que voulez-vous en faire ?`,
    place: (place, total) =>
      total === 1
        ? "Il y a une photo."
        : place === 1
        ? `Photo 1 sur ${total}. C’est celle que les acheteurs voient en premier.`
        : `Photo ${place} sur ${total}.`,
    firstNow: "Les acheteurs verront cette photo en premier.",
    removeAsk: (place) => `Retirer la photo ${place} ? Personne ne pourra la récupérer.`,
    removed: "La photo est retirée.",
    missing: (places) =>
      `Certaines photos ne peuvent pas être affichées pour le moment : ${places}.`,
  },
  sell: {
    resumed: "Vous aviez une vente en cours : on la reprend. Pour l’abandonner, envoyez /cancel.",
    step: (step, of) => `<b>Étape ${step} sur ${of}</b>`,
    photo:
      "Envoyez une photo de ce que vous vendez, ou plusieurs à la fois. Un fichier convient aussi : JPEG, PNG, WebP ou AVIF, jusqu’à 20 Mo.",
    title: "Qu’est-ce que c’est ? Donnez-lui un titre, 120 caractères maximum.",
    morePhotos: "D’autres photos ? Envoyez-les tout simplement.",
    description:
      "Décrivez-le en 800 caractères maximum : état, taille, lieu de retrait. Rien à ajouter ? /skip",
    price: (example, currency) =>
      `À quel prix ? Par exemple <code>${example}</code>. Toutes les monnaies conviennent ; sans précision, c’est en ${currency}.`,
    preview: "Voilà ce que verront les acheteurs. On met en vente ?",
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
    noMore: "Il n’y a plus d’articles de ce côté.",
    removed: "Cette photo n’existe plus.",
    photoUnusable: (which, why) =>
      `Je ne peux pas garder ${which}. ${why}\nVous pouvez la remplacer dans /my.`,
    itsPicture: (title) => `la photo de <b>${title}</b>`,
    oneOfItsPictures: (title, place) => `la photo ${place} de <b>${title}</b>`,
  },
  notOwn: {
    withdrawn: "Cet article n’est plus en vente. Pour voir ceux que vous vendez : /my",
    not_yours: "Cet article n’est pas à vous.",
  },
  search: {
    all: "En vente, du plus récent au plus ancien :",
    found: (query) => `Résultats pour « ${query} » :`,
    similar: (query, count) =>
      `Je n’ai rien trouvé pour « ${query} ». Pensiez-vous à ${
        count === 1 ? "cet article" : "l’un de ces articles"
      } ?`,
    none: (query) =>
      `Je n’ai rien trouvé pour « ${query} ». Essayez un autre mot, faites un tour avec /browse, ou vendez quelque chose avec /sell.`,
  },
  contact: {
    told: "C’est fait ! Le vendeur a votre nom et peut vous écrire.",
    own: "Cet article est à vous.",
    unreachable: "Désolé, je n’arrive pas à joindre ce vendeur.",
    unreachableNamed: (name) =>
      `Désolé, je n’arrive pas à joindre ce vendeur. Lors de la mise en vente, son nom était « ${name} ». C’est peut-être celui de quelqu’un d’autre aujourd’hui.`,
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
    soldDone: "🎉 Vendu ! Les acheteurs ne le trouvent plus, et son lien dit qu’il est vendu.",
    withdrawAsk: "Retirer cet article de la vente ? Vous pourrez le remettre à tout moment.",
    withdrawDone: "C’est retiré de la vente. Vous pouvez le remettre à tout moment.",
    putBack: "C’est de nouveau en vente.",
    deleteAsk:
      "Supprimer cet article pour de bon ? Ses photos, ses textes, son prix et votre nom disparaîtront.",
    deleteAskAgain:
      "C’est sûr ? Il disparaîtra aussi de notre stockage, et personne ne pourra le récupérer.",
    deleteDone:
      "C’est supprimé pour de bon. Dans quelques minutes, ses photos auront aussi disparu de notre stockage. Les messages de vos discussions, vous pouvez les supprimer vous-même dans Telegram.",
  },
  button: {
    confirm: "✅ Mettre en vente",
    edit: "✏️ Modifier",
    cancel: "✕ Annuler",
    photo: "🖼 Photo",
    pictures: "🖼 Photos",
    allPictures: "🖼 Tout voir",
    putFirst: "⭐ Mettre en premier",
    replace: "🔁 Remplacer",
    remove: "🗑 Retirer",
    removeYes: "Oui, la retirer",
    add: "➕ Ajouter",
    thatIsAll: "✅ C’est tout",
    sellPhotos: "🏷 Vendre",
    addPhotos: (title) => `➕ Ajouter à « ${title} »`,
    title: "Titre",
    description: "Description",
    price: "Prix",
    back: "↩️ Retour",
    previous: "◀️",
    next: "▶️",
    details: "🔍 Détails",
    contact: "💬 Contacter",
    list: "☰ Liste",
    more: "Suite ▶️",
    firstPage: "◀️ Première page",
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
    withdraw: "🚫 Retirer",
    withdrawYes: "Oui, retirer de la vente",
    deleteForGood: "❌ Supprimer",
    deleteYes: "Oui, supprimer pour de bon",
    deleteReally: "Oui, tout supprimer",
    keep: "Non, je le garde",
    keepPicture: "Non, je la garde",
    keepOnSale: "Non, le laisser en vente",
    mend: "🔧 Tout réparer",
    repair: "🔧 Les remettre en place",
    repairAll: "🔧 Tout comparer et remettre en place",
  },
  operator: {
    console: "🖥 Ouvrir la console",
    products: "Articles",
    onSale: (onSale, withdrawn) => `${onSale} en vente, ${withdrawn} retirés`,
    pictures: "Photos en vente, par emplacement",
    newestPictures: (products) =>
      `Photos des ${products} derniers articles mis en vente, par emplacement`,
    served: "Photos montrées depuis le démarrage de ce processus",
    storeImage: "Photos à stocker",
    eraseProduct: "Articles supprimés à effacer",
    waiting: (waiting, failed) => `${waiting} en attente, ${failed} en échec`,
    verify: "Articles face au journal, d’après le dernier contrôle",
    verified: (wrong, gone, products) =>
      `${wrong} non conformes, ${gone} sans ligne, ${products} comparés`,
    notVerified: "la comparaison n’a pas pu se faire, je ne sais donc pas",
    neverVerified: "aucun contrôle automatique n’a encore eu lieu : /verify compare tout de suite",
    reconcile: "Objets dans B2, après le dernier reconcile",
    reconciled: (missing, altered, orphaned) =>
      `${missing} manquants, ${altered} altérés, ${orphaned} orphelins`,
    neverReconciled: "pas encore comparés : deno task reconcile",
    noDrift: (products) => `✅ Articles contrôlés : ${products}. Tout est conforme au journal.`,
    driftFound: (values, wrong, products) =>
      `⚠️ Des lignes contredisent le journal. Valeurs fausses : ${values}. Articles touchés : ${wrong}, sur ${products} contrôlés.`,
    rowsGone: (gone) =>
      `⚠️ Articles qui sont dans le journal mais n’ont plus de ligne : ${gone}. Seule une sauvegarde peut rendre une ligne.`,
    firstOf: (shown, all) =>
      `Les ${shown} premiers sur ${all} (<code>deno task verify</code> montre tout) :`,
    mending: "Réparation en cours…",
    mended: (rows) => `Articles réparés : ${rows}. Voici l’état actuel :`,
    column: {
      cover_image_url: "l’adresse de la grande photo",
      thumbnail_url: "l’adresse de la petite photo",
      telegram_cover_file_id: "la grande photo dans Telegram",
      telegram_thumb_file_id: "la petite photo dans Telegram",
      pictures_in_order: "la liste de ses photos",
    },
    cause: {
      emptied:
        "il n’y a plus rien. Quelqu’un l’a vidée, ou la ligne vient d’une ancienne sauvegarde",
      older_state: "c’est un état plus ancien. La ligne vient peut-être d’une ancienne sauvegarde",
      another_bot: "elle appartient à un autre bot",
      another_public_url: "elle mène à un autre bucket ou à une autre adresse publique",
      other_picture: "c’est celle d’une autre photo de cet article",
      another_product: "c’est celle d’un autre article",
      local_path: "c’est un nom de fichier, comme l’écrivait l’ancienne boutique",
      written_by_hand: "le journal n’a jamais dit cela. Quelqu’un l’a écrit sans passer par lui",
      unreadable_log: "le journal est plus récent que ce programme, qui ne peut pas le lire",
    },
    checks: {
      lost: (missing, altered, pictures) =>
        `⚠️ Des photos sont perdues dans B2. Manquantes : ${missing}. Altérées : ${altered}. Comparées : ${pictures}. Les acheteurs voient encore celles que Telegram possède.`,
      lostOfSome: (missing, altered, pictures) =>
        `⚠️ J’ai contrôlé ${pictures} photos dans B2, prises au hasard. Manquantes : ${missing}. Altérées : ${altered}. Il y en a peut-être d’autres.`,
      well: {
        verify: "✅ Tous les articles sont conformes au journal.",
        reconcile: "✅ Toutes les photos sont dans B2.",
        sample: "✅ J’ai contrôlé quelques photos dans B2 : elles sont intactes.",
      },
      unable: {
        verify:
          "❓ Je n’ai pas pu comparer les articles au journal. J’ignore donc si tout va bien :",
        reconcile: "❓ Je n’ai pas pu comparer les photos dans B2. J’ignore donc si tout va bien :",
        sample: "❓ Je n’ai pas pu lire de photos dans B2. J’ignore donc si tout va bien :",
      },
      repairing: "Je les remets en place. Je vous dirai ce qu’il en est.",
      putBack: (pictures) => `🔧 Photos remises en place : ${pictures}.`,
    },
  },
  refusal: {
    not_skipped: "Désolé, cette question demande une réponse. Si vous avez changé d’avis : /cancel",
    photo_needed: "Ici, il me faut une image : envoyez une photo, ou une image en fichier.",
    text_needed: "Ici, il me faut un message texte, s’il vous plaît.",
    empty_text: "Je ne vois pas de texte dans votre message. Écrivez au moins un caractère.",
    long_title: "C’est trop long : 120 caractères maximum pour un titre.",
    long_description: "C’est trop long : 800 caractères maximum pour une description.",
    bad_price:
      "Je ne comprends pas ce prix. Écrivez un nombre et une monnaie, par exemple <code>12,50 €</code>, <code>1200 ₽</code> ou <code>30 USD</code>. Il peut aller de 0,01 à 20 000 000.",
    file_too_big: "Ce fichier dépasse 20 Mo. Envoyez-en un plus petit, ou envoyez-le comme photo.",
    file_gone: "Telegram n’a plus ce fichier. Renvoyez-le, s’il vous plaît.",
    video: "C’est une vidéo : ici, on ne montre que des photos.",
    too_many: "Un article peut avoir dix photos au maximum.",
    same_picture: "J’ai déjà cette photo.",
    no_first_picture:
      "Remplacez d’abord la photo qui est là. Ensuite, vous pourrez en ajouter d’autres.",
    last_picture: "C’est la seule photo. Ajoutez-en une autre d’abord, ou remplacez-la.",
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
      "Cette image est trop grande, ou trop allongée. Sa largeur et sa hauteur peuvent faire 10 000 pixels au plus en tout, et son grand côté 20 fois le petit. Envoyez-en une autre.",
    corrupt: "Cette image est abîmée, je n’arrive pas à la lire. Envoyez-en une autre.",
    needs_memory:
      "Cette image est trop lourde pour notre machine. Envoyez-en une plus petite, de préférence comme photo.",
    timed_out: "La lecture de cette image prend trop de temps. Envoyez-en une plus petite.",
    busy: "Je regarde beaucoup d’images en ce moment. Renvoyez la vôtre dans une minute.",
  },
  slowDown: "Doucement ! Attendez quelques secondes, puis réessayez.",
};
