import type { Locale } from "./locale.ts";

/** French. */
export const fr: Locale = {
  language: "fr",
  languageName: "Français",
  commands: {
    browse: "Voir ce qui est en vente",
    sell: "Vendre quelque chose",
    my: "Vos produits",
    language: "Langue",
    help: "Comment ça marche",
    cancel: "Arrêter ce qui est en cours",
  },
  about: "Une petite boutique : une photo, un prix, et c’est en vente.",
  welcome:
    "<b>Bienvenue chez Vitrine !</b>\n\n/browse montre ce qui est en vente.\n/sell met en vente ce que vous proposez : une photo, un titre, un prix.\n/help en dit plus.",
  help:
    "<b>Acheter</b>\n/browse montre ce qui est en vente ; <i>Détails</i> montre la grande image et comment joindre le vendeur.\n\n<b>Vendre</b>\n/sell demande une photo, un titre, une description et un prix. /my liste vos produits, pour les modifier, les retirer ou les supprimer.\n\n/language change la langue, /cancel arrête ce qui est en cours.",
  chooseLanguage: "Quelle langue préférez-vous ?",
  languageChosen: "Je parlerai français désormais.",
  cancelled: "Annulé. Rien n’a été mis en vente ni modifié.",
  nothingToCancel: "Il n’y a rien à annuler. /help montre ce que vous pouvez faire.",
  failed: "Désolé, cela n’a pas marché. Réessayez dans un instant.",
  staleButton: "Ce bouton ne marche plus. /browse et /my montrent où en sont les choses.",
  unknownCommand: "Je ne connais pas cette commande. /help montre celles que je connais.",
  nothingHere: "/browse montre ce qui est en vente, /sell met en vente.",
  photoOutsideSale: "Belle image ! Pour la mettre en vente, envoyez d’abord /sell, puis l’image.",
  sell: {
    resumed:
      "Vous aviez commencé une vente : elle continue ici. Pour l’abandonner, envoyez /cancel.",
    step: (step, of) => `<b>Étape ${step} sur ${of}</b>`,
    photo:
      "Envoyez une photo de ce que vous vendez. Un fichier JPEG, PNG, WebP ou AVIF convient aussi, jusqu’à 20 Mo.",
    title: "Qu’est-ce que c’est ? Envoyez un titre de 120 caractères au plus.",
    description: "Décrivez-le en 800 caractères au plus : état, taille, lieu.",
    price: "Combien coûte-t-il ? Par exemple <code>12,50 €</code> ou <code>20 USD</code>.",
    preview: "Voici ce que verront les acheteurs. Mettre en vente ?",
    albumFirst: "C’était un album : j’ai pris sa première photo.",
    fileLooks: "Voici comment votre image apparaîtra.",
    chooseEdit: "Que voulez-vous changer ?",
    listed: (productId, link) =>
      `✅ <b>En vente !</b> Son numéro est <code>${productId}</code>, son lien :\n${link}`,
    draftGone: "Ce brouillon n’existe plus. /sell en commence un nouveau.",
  },
  product: {
    untitled: "Sans titre",
    priceOnRequest: "Prix sur demande",
    place: (place, total) => `${place} sur ${total}`,
    unknown: "Ce produit n’existe pas. /browse montre ce qui est en vente.",
    withdrawn: "Ce n’est plus en vente. /browse montre ce qui l’est.",
    noneOnSale: "Rien n’est encore en vente. Avec /sell, ouvrez le bal !",
    noneOfYours: "Vous n’avez rien en vente. /sell y remédie.",
    noMore: "Il n’y a rien de plus dans ce sens.",
    not_yours: "Ce n’est pas un de vos produits.",
    photoUnusable: (title, why) =>
      `L’image de <b>${title}</b> ne peut pas être gardée : ${why}\nRemplacez-la, s’il vous plaît : /my`,
  },
  contact: {
    told: "Le vendeur a maintenant votre nom et peut vous écrire.",
    own: "C’est votre propre produit.",
    unreachable: "Le vendeur n’est pas joignable pour le moment.",
    interested: (buyer, title) => `${buyer} aimerait en savoir plus sur <b>${title}</b>.`,
    already: "Le vendeur sait déjà que cela vous intéresse. Laissez-lui un peu de temps.",
  },
  edit: {
    replaced: "La nouvelle image est en vitrine.",
    changed: "Modifié.",
    withdrawAsk: "Retirer ce produit de la vente ?",
    withdrawAskAgain: "Vraiment ? Les acheteurs ne le trouveront plus, et c’est définitif.",
    withdrawDone: "C’est retiré de la vente.",
    deleteAsk:
      "Supprimer définitivement ce produit : ses images, ses textes, son prix et votre nom ?",
    deleteAskAgain:
      "Vraiment ? Il disparaîtra aussi de notre stockage. Personne ne pourra le rétablir.",
    deleteDone:
      "C’est supprimé définitivement. Ses images quittent notre stockage dans les minutes qui viennent ; ce qui reste dans des discussions, vous pouvez le supprimer dans Telegram.",
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
    share: "↗️ Partager",
    browse: "🛍 Parcourir",
    view: "🔍 Voir dans la boutique",
    replacePhoto: "🖼 Remplacer la photo",
    withdraw: "🗑 Retirer",
    withdrawYes: "Oui, retirer de la vente",
    withdrawReally: "Oui, c’est sûr",
    deleteForGood: "❌ Supprimer définitivement",
    deleteYes: "Oui, supprimer définitivement",
    deleteReally: "Oui, tout supprimer",
    keep: "Non, garder",
  },
  operator: {
    products: "Produits",
    onSale: (onSale, withdrawn) => `${onSale} en vente, ${withdrawn} retirés`,
    pictures: "Images en vente, selon leur place",
    served: "Images montrées depuis le démarrage de ce processus",
    storeImage: "Images à conserver",
    eraseProduct: "Produits supprimés à effacer",
    waiting: (waiting, failed) => `${waiting} en attente, ${failed} en échec`,
    drift: "Lignes où colonnes et journal divergent",
    reconcile: "Objets dans B2, tels que le dernier reconcile les a laissés",
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
    photo_needed:
      "Ici, il me faut une image : envoyez une photo, ou une image sous forme de fichier.",
    text_needed: "Ici, il me faut un message texte, s’il vous plaît.",
    empty_text: "Il n’y a pas de texte. Écrivez au moins un caractère.",
    long_title: "C’est trop long : un titre a 120 caractères au plus.",
    long_description: "C’est trop long : une description a 800 caractères au plus.",
    bad_price:
      "Je ne lis pas là un prix entre 0,01 et 999 999,99. Écrivez-le par exemple ainsi : <code>12,50 €</code>.",
    file_too_big: "Ce fichier dépasse 20 Mo. Envoyez-en un plus petit, ou envoyez-le comme photo.",
    file_gone: "Telegram n’a plus ce fichier. Envoyez-le encore une fois.",
    use_buttons: "Utilisez les boutons sous l’aperçu, ou /cancel.",
    empty: "Ce fichier est vide. Envoyez l’image encore une fois.",
    too_many_bytes:
      "Ce fichier dépasse 20 Mo. Envoyez-en un plus petit, ou envoyez-le comme photo.",
    unsupported_type: "Ce n’est pas une image JPEG, PNG, WebP ou AVIF. Envoyez-en une de ce type.",
    animated: "Cette image est animée. Envoyez une image fixe.",
    too_many_pixels: "Cette image dépasse 25 mégapixels. Envoyez-en une plus petite.",
    bad_dimensions:
      "Cette image est trop allongée ou trop grande. Largeur et hauteur peuvent faire 10 000 pixels ensemble, et l’une 20 fois l’autre au plus. Envoyez-en une autre.",
    corrupt: "Cette image est abîmée et ne peut pas être lue. Envoyez-en une autre.",
    timed_out: "Cette image est trop longue à lire. Envoyez-en une plus petite.",
    busy: "Beaucoup d’images sont en cours de lecture. Renvoyez-la dans une minute.",
  },
  slowDown:
    "Cela fait beaucoup à la fois ! Attendez quelques secondes, puis envoyez ou appuyez à nouveau.",
};
