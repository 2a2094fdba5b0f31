/** @file The page's texts in French. `tests/page_texts_test.ts` holds the two languages together. */

export const FRENCH = {
  // index.html
  "Panels": "Panneaux",
  "Local Telegram": "Telegram local",
  "connecting…": "connexion…",
  "You are": "Vous êtes",
  "More": "Plus",
  "Add a person…": "Ajouter une personne…",
  "Edit this person…": "Modifier cette personne…",
  "Bot": "Bot",
  "Block the bot": "Bloquer le bot",
  "Send a sticker": "Envoyer un sticker",
  "Send a video": "Envoyer une vidéo",
  "Messages": "Messages",
  "What can this bot do?": "Que peut faire ce bot ?",
  "Start": "Démarrer",
  "Waiting to be sent": "En attente d’envoi",
  "Newest ↓": "Derniers messages ↓",
  "Drop pictures here to send them": "Déposez des photos ici pour les envoyer",
  "Suggestions": "Suggestions",
  "Commands": "Commandes",
  "Send photos": "Envoyer des photos",
  "Send a file": "Envoyer un fichier",
  "Message": "Message",
  "Send": "Envoyer",
  "Suggested answers": "Réponses proposées",
  "OK": "OK",
  "A person": "Une personne",
  "First name": "Prénom",
  "User name, without @": "Nom d’utilisateur, sans @",
  "Language of the Telegram app": "Langue de l’application Telegram",
  "none": "aucune",
  "Close": "Fermer",
  "Cancel": "Annuler",
  "Save": "Enregistrer",
  // chats
  "The server does not answer. What you write is kept, and sent when it is back.":
    "Le serveur ne répond pas. Ce que vous écrivez est gardé, et part dès son retour.",
  "waits to be sent": "en attente d’envoi",
  "no connection": "pas de connexion",
  "Chat of {name}": "Discussion de {name}",
  "Unblock the bot": "Débloquer le bot",
  "This bot has no description yet. Say hello.":
    "Ce bot n’a pas encore de description. Dites-lui bonjour.",
  "This kind of button does nothing here.": "Ce genre de bouton ne fait rien ici.",
  "No results.": "Aucun résultat.",
  "Telegram takes {most} photos at a time: {left} were left out.":
    "Telegram prend {most} photos à la fois : {left} n’ont pas été envoyées.",
  "Close ✕": "Fermer ✕",
  // messages
  "Photo": "Photo",
  "Photo: {text}": "Photo : {text}",
  "Photo {place} of {count}": "Photo {place} sur {count}",
  "via inline": "via inline",
  "edited": "modifié",
  "{size} bytes": "{size} octets",
  "{size} KB": "{size} Ko",
  "{size} MB": "{size} Mo",
  // links
  "This is no address: {link}": "Ce n’est pas une adresse : {link}",
  "The page does not open {link}": "La page n’ouvre pas {link}",
  "Telegram would open {link}": "Telegram ouvrirait {link}",
  "Telegram would open the chat with {who}.": "Telegram ouvrirait la discussion avec {who}.",
  "This text would be ready to send:": "Ce texte serait prêt à envoyer :",
  // refusals
  "The server does not answer.": "Le serveur ne répond pas.",
  "The bot does not answer yet. What you did waits for it.":
    "Le bot ne répond pas encore. Votre action l’attend.",
  "Telegram cannot read this picture. Send a JPEG, PNG or WebP.":
    "Telegram ne peut pas lire cette image. Envoyez un JPEG, un PNG ou un WebP.",
  "Telegram takes no photo of this size or shape. Send it as a file.":
    "Telegram ne prend pas de photo de cette taille ou de cette forme. Envoyez-la comme fichier.",
  "The file is too big for Telegram.": "Le fichier est trop gros pour Telegram.",
  "You have blocked the bot. Unblock it in the menu ⋮.":
    "Vous avez bloqué le bot. Débloquez-le dans le menu ⋮.",
};
