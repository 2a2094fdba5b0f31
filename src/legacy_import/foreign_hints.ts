/**
 * What to do about pictures that are not files of the shop, by the reason why they were left.
 * @module
 */

/** Reasons of pictures at other hosts, at Telegram, and in columns. */
export type ForeignReason = keyof typeof ENGLISH;

const ENGLISH = {
  not_fetched: "The picture is at another host. Run the command with --fetch.",
  host_not_found:
    "No host of this name is found. If that is so for all, this machine has no internet; else ask the seller.",
  gone: "The host no longer has the picture. Ask the seller for it.",
  not_given: "The host does not give it to programs. Save it below --root with a browser.",
  web_page: "This is the address of a page. Write the address of the picture itself.",
  google_drive_page:
    "Share the file with everyone, and write https://drive.google.com/uc?export=download&id=<ID>.",
  google_photos_page: "Google Photos has no lasting addresses. Save the picture below --root.",
  dropbox_page: "Write raw=1 instead of dl=0 at the end of the address.",
  imgur_page: "Write the address of the picture itself, https://i.imgur.com/<ID>.jpg.",
  imgbb_page: "Write the direct link of the picture, https://i.ibb.co/….",
  postimages_page: "Write the direct link of the picture, https://i.postimg.cc/….",
  onedrive_page: "Save the picture below --root, and write its path.",
  yandex_disk_page: "Save the picture below --root, and write its path.",
  telegram_post: "This is a message of Telegram. Save its photo below --root.",
  social_post: "This is a post of a social network. Save its photo below --root.",
  too_many_redirects: "The host sends from one address to the next without end. Save the picture.",
  not_http: "The host sends to an address that is not on the web. Save the picture below --root.",
  credentials_in_url: "The address holds a password. Save the picture below --root.",
  private_address: "The host is in a private network. Copy the file below --root.",
  certificate: "The host cannot prove its name. Save the picture below --root.",
  host_unavailable: "The host does not answer. Run the command again later.",
  host_given_up: "The host failed many times. Run the command again later.",
  bad_answer: "The host's answer cannot be understood. Open the address in a browser.",
  not_given_to_this_bot:
    "Telegram does not give it to this bot. Run the command once with the token of the bot that had it.",
  telegram_link_ended:
    "Links of Telegram end after an hour. Ask the seller for the picture, or write its file_id.",
  no_bot_token: "Only a bot can get it. Set TELEGRAM_BOT_TOKEN.",
  telegram_unavailable: "Telegram failed. Run the command again later.",
  file_unique_id: "Nobody can get a file by its file_unique_id. Write its file_id.",
  unknown_scheme: "Nothing fetches such an address. Save the picture below --root.",
} as const;

const FRENCH: Readonly<Record<ForeignReason, string>> = {
  not_fetched: "L’image est chez un autre hébergeur. Relancez la commande avec --fetch.",
  host_not_found:
    "Aucun hébergeur de ce nom. Si c’est le cas de tous, cette machine n’a pas Internet ; sinon, demandez l’image au vendeur.",
  gone: "L’hébergeur n’a plus l’image. Demandez-la au vendeur.",
  not_given: "L’hébergeur la refuse aux programmes. Enregistrez-la sous --root avec un navigateur.",
  web_page: "C’est l’adresse d’une page. Inscrivez l’adresse de l’image elle-même.",
  google_drive_page:
    "Partagez le fichier avec tous, et inscrivez https://drive.google.com/uc?export=download&id=<ID>.",
  google_photos_page: "Google Photos n’a pas d’adresse durable. Enregistrez l’image sous --root.",
  dropbox_page: "À la fin de l’adresse, remplacez dl=0 par raw=1.",
  imgur_page: "Inscrivez l’adresse de l’image elle-même, https://i.imgur.com/<ID>.jpg.",
  imgbb_page: "Inscrivez le lien direct de l’image, https://i.ibb.co/….",
  postimages_page: "Inscrivez le lien direct de l’image, https://i.postimg.cc/….",
  onedrive_page: "Enregistrez l’image sous --root, et inscrivez son chemin.",
  yandex_disk_page: "Enregistrez l’image sous --root, et inscrivez son chemin.",
  telegram_post: "C’est un message Telegram. Enregistrez sa photo sous --root.",
  social_post: "C’est une publication d’un réseau social. Enregistrez sa photo sous --root.",
  too_many_redirects: "L’hébergeur renvoie sans fin d’une adresse à l’autre. Enregistrez l’image.",
  not_http: "L’hébergeur renvoie hors du web. Enregistrez l’image sous --root.",
  credentials_in_url: "L’adresse contient un mot de passe. Enregistrez l’image sous --root.",
  private_address: "L’hébergeur est dans un réseau privé. Copiez le fichier sous --root.",
  certificate: "L’hébergeur ne peut prouver son nom. Enregistrez l’image sous --root.",
  host_unavailable: "L’hébergeur ne répond pas. Relancez la commande plus tard.",
  host_given_up: "L’hébergeur a échoué plusieurs fois. Relancez la commande plus tard.",
  bad_answer: "La réponse est incompréhensible. Ouvrez l’adresse dans un navigateur.",
  not_given_to_this_bot:
    "Telegram la refuse à ce bot. Lancez la commande une fois avec le jeton du bot qui l’avait.",
  telegram_link_ended:
    "Les liens de Telegram expirent après une heure. Demandez l’image au vendeur, ou inscrivez son file_id.",
  no_bot_token: "Seul un bot peut l’obtenir. Définissez TELEGRAM_BOT_TOKEN.",
  telegram_unavailable: "Telegram a échoué. Relancez la commande plus tard.",
  file_unique_id: "Un file_unique_id ne donne aucun fichier. Inscrivez son file_id.",
  unknown_scheme: "Rien ne télécharge une telle adresse. Enregistrez l’image sous --root.",
};

/** The hints by language and reason. */
export const FOREIGN_HINTS: Readonly<
  Record<"en" | "fr", Readonly<Partial<Record<string, string>>>>
> = {
  en: ENGLISH,
  fr: FRENCH,
};
