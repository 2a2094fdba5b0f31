import { oneInFrench } from "./count.ts";
import type { EN_COUNTS } from "./en_counts.ts";

const n = (value: number) => value.toLocaleString("fr");
const pictures = (value: number) => `${n(value)} ${oneInFrench(value) ? "image" : "images"}`;

/** The texts of plots and savings in French. */
export const FR_COUNTS: typeof EN_COUNTS = {
  plots: {
    title: "Images montrées",
    span: "Période",
    spans: { hour: "Heure", day: "24 heures", month: "30 jours", year: "Année" },
    from: "Depuis",
    shown: "Par source",
    latency: "Temps pour en montrer une, en ms",
    p50: "La moitié en",
    p99: "99 % en",
    table: "Les mêmes chiffres en tableau",
    none: "Aucune image montrée pendant cette période.",
    total: (shown, percent) =>
      `${pictures(shown)}, dont ${n(percent)} % grâce à la copie de Telegram.`,
    rungs: {
      file_id: "Telegram",
      disk: "disque",
      b2: "B2",
      legacy: "ancien fichier",
      url: "autre hôte",
      placeholder: "image de secours",
    },
  },
  savings: {
    title: "Économies",
    lead:
      "Par rapport à l'ancienne façon : à chaque vue, télécharger l'image depuis B2 et l'envoyer.",
    time: "Période",
    times: { month: "30 jours", all: "Tout" },
    none: "Rien à comparer pour l'instant",
    noneText: "Dès qu'une image du bucket est montrée, les économies figurent ici sous une minute.",
    since: (shown, day) => `${pictures(shown)} du bucket, depuis le ${day}.`,
    avoided: "Évité",
    ours: "Cette boutique",
    older: "Ancienne façon",
    rows: {
      uploads: "Envois à Telegram",
      uploadedBytes: "Envoyé à Telegram",
      downloads: "Appels à B2 (GetObject)",
      downloadedBytes: "Téléchargé depuis B2",
      dollars: "Leur prix chez B2",
      dollarsBeyondFree: "Au-delà de la part gratuite du jour",
    },
    perDay: "Envois, jour par jour",
    made: "faits",
    notMade: "évités",
    day: "Jour",
    sizes:
      "Les octets de l'ancienne façon sont estimés avec la taille moyenne des images stockées. Le stockage et le premier envoi à B2 sont les mêmes dans les deux cas. Les envois qui préparent un nouveau bot sont comptés du côté de cette boutique. Les images du mode inline ne sont pas comptées : Telegram ne dit pas lesquelles ont été vues.",
    unknown: (sizes) =>
      `Aucune image stockée de cette taille n'est connue, elle compte pour 0 : ${sizes}.`,
  },
};
