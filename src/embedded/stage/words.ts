import type { PageText } from "@vitrine/local-telegram";

/** A text in both languages of the page. */
interface Both {
  readonly en: string;
  readonly fr: string;
}

const both = (en: string, fr: string): Both => ({ en, fr });

/** A number with at most one decimal, as each language writes it, and its unit. */
export function amount(value: number, unit: Both): PageText {
  const written = (language: "en" | "fr") =>
    `${value.toLocaleString(language, { maximumFractionDigits: 1 })} ${unit[language]}`;
  return both(written("en"), written("fr"));
}

/** A time in seconds with one decimal. */
const seconds = (ms: number, language: "en" | "fr") =>
  `${
    (ms / 1000).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  } s`;

/** What the panels say. Columns, events and their data have the same names in every language. */
export const WORDS = {
  seller: both("Seller", "Vendeur"),
  buyer: both("Buyer", "Acheteur"),
  starting: both(
    "The shop is being started. Try again in a moment.",
    "La boutique démarre. Réessayez dans un instant.",
  ),
  none: both("none", "vide"),
  stage: both("Try it", "À vous de jouer"),
  answers: both("Answers", "Réponses"),
  answersNote: both(
    "Look at a product, and see here where its picture came from and what it cost.",
    "Regardez un article : ici s’affiche d’où vient son image, et ce qu’elle a coûté.",
  ),
  events: both("Events", "Événements"),
  eventsNote: both(
    "The event log: everything that happens to a picture is written here.",
    "Le journal des événements. Tout ce qui arrive à une image s’y inscrit.",
  ),
  columns: both("Columns", "Colonnes"),
  columnsNote: both(
    "The columns of the product that was shown last.",
    "Les colonnes du dernier article montré.",
  ),
  /** The rows of the x-ray. */
  row: {
    from: both("From", "Source"),
    took: both("Took", "Durée"),
    toTelegram: both("To Telegram", "Vers Telegram"),
    requests: both("B2 requests", "Requêtes à B2"),
    healed: both("Healed", "Réparé"),
    product: both("Product", "Article"),
    picture: both("Picture", "Image"),
    position: both("Position", "Position"),
  },
  unit: { ms: both("ms", "ms"), bytes: both("bytes", "octets") },
  /** Where a picture came from. */
  rung: {
    file_id: both("file_id: Telegram has it", "file_id : Telegram l’a déjà"),
    disk: both("disk cache", "cache sur disque"),
    b2: both("B2", "B2"),
    legacy: both("file of the older shop", "fichier de l’ancienne boutique"),
    url: both("URL of the older shop", "URL de l’ancienne boutique"),
    placeholder: both("placeholder", "image de remplacement"),
  },
  /** An image of a further picture. */
  numbered: (picture: number, imageType: string) =>
    both(`picture ${picture}, ${imageType}`, `image ${picture}, ${imageType}`),
  /** What was shown. */
  shown: (title: string, picture: PageText) =>
    typeof picture === "string"
      ? `${title}, ${picture}`
      : both(`${title}, ${picture.en}`, `${title}, ${picture.fr ?? picture.en}`),
  refusedIds: (count: number) => both(`${count} refused file_id`, `${count} file_id refusé`),
} as const;

/** What the buttons are called, and what they tell. */
export const ACTS = {
  samples: {
    label: both("Fill the shop", "Remplir la boutique"),
    hint: both(
      "Two sellers, twelve sample products.",
      "Deux vendeurs, douze articles.",
    ),
    there: both(
      "The sample products are there already. Write /browse.",
      "Les articles sont déjà là. Écrivez /browse.",
    ),
    done: (count: number) =>
      both(
        `${count} products are on sale. Write /browse.`,
        `${count} articles sont en vente. Écrivez /browse.`,
      ),
  },
  plug: {
    label: both("Pull the plug", "Débrancher la prise"),
    hint: both(
      "SIGKILL, disk cache deleted, new start.",
      "SIGKILL, cache effacé, redémarrage.",
    ),
    done: (ms: number) =>
      both(
        `The shop was killed, its disk cache deleted, and it is open again after ${
          seconds(ms, "en")
        }. Look at a product: its picture is there, and what you sent meanwhile is answered.`,
        `La boutique a été tuée, son cache effacé, et la voilà rouverte après ${
          seconds(ms, "fr")
        }. Regardez un article : son image est là, et vos messages envoyés entre-temps ont leur réponse.`,
      ),
  },
  fileId: {
    label: both("Kill a file_id", "Tuer un file_id"),
    hint: both(
      "Telegram refuses the picture shown last.",
      "Telegram refuse la dernière image.",
    ),
    none: both(
      "No file id is known yet. Look at a product first.",
      "Aucun file_id n’est connu. Regardez d’abord un article.",
    ),
    done: (title: string) =>
      both(
        `Telegram refuses the file ids of "${title}" now. Look at it again: the shop notices, and heals it.`,
        `Telegram refuse maintenant les file_id de « ${title} ». Regardez-le encore : la boutique le remarque et répare.`,
      ),
  },
  b2: {
    label: both("Take B2 down, bring it back", "Couper B2, le rétablir"),
    hint: both(
      "503 for each request, until pressed again.",
      "503 partout, jusqu’au prochain clic.",
    ),
    down: both("B2 is down", "B2 est coupé"),
    up: both("B2 is up", "B2 fonctionne"),
    saidDown: both(
      "B2 is down. Look at products and sell one: all of it works. Press again to bring B2 back.",
      "B2 est coupé. Regardez des articles, vendez-en un : tout marche. Cliquez encore pour rétablir B2.",
    ),
    saidUp: both(
      "B2 is back. A picture that waited is stored now.",
      "B2 est de retour. Les images qui attendaient y sont enregistrées.",
    ),
  },
  token: {
    label: both("New token", "Nouveau token"),
    hint: both(
      "Telegram revokes the bot’s old token.",
      "Telegram révoque l’ancien token du bot.",
    ),
    done: (ms: number) =>
      both(
        `The old token is refused. The shop is open with a new one after ${
          seconds(ms, "en")
        }. It is the same bot, so its file ids live on, and nothing is uploaded again.`,
        `L’ancien token est refusé. La boutique est rouverte avec un nouveau après ${
          seconds(ms, "fr")
        }. C’est le même bot : ses file_id restent valables, et rien n’est envoyé à nouveau.`,
      ),
  },
  shop: {
    down: both("The shop is dead", "La boutique est morte"),
    open: both("The shop is open", "La boutique est ouverte"),
    openAgain: (ms: number) =>
      both(
        `Open again, after ${seconds(ms, "en")}`,
        `Rouverte, après ${seconds(ms, "fr")}`,
      ),
  },
} as const;
