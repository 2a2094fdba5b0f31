import { FOREIGN_HINTS } from "../foreign_hints.ts";
import { isLeft } from "../outcome.ts";
import type { ImageOutcome } from "../outcome.ts";
import type { Language } from "./language.ts";

/** What to do about one kind of outcome, in one sentence. */
type Hint = (outcome: ImageOutcome) => string;

/** By reason; then by outcome. */
type Hints = Readonly<Record<string, Hint>>;

const ENGLISH: Hints = {
  did_you_mean: ({ similar }) =>
    `Did you mean ${orOf(similar, "or")}? Correct the column, or rename the file.`,
  not_found: () => "No such file below --root. Copy it there, correct the column, or use --map.",
  object_not_found: () => "The bucket has no such object. Correct the column or empty it.",
  odd_key: () =>
    "Its name has //, .. or %2F. Copy the object to a plain name, and correct the column.",
  several_files: ({ similar }) =>
    `Several files fit: ${listOf(similar)}. Write the right one into the column, or use --map.`,
  outside_root: () => "The path leads out of --root. Correct the column, or empty it.",
  not_a_file: ({ similar }) =>
    similar === undefined
      ? "The path names a folder. Write the name of the picture into the column."
      : `The path names a folder. Did you mean ${orOf(similar, "or")}?`,
  not_readable: () => "The system does not let this user read the file. Change its permissions.",
  empty: () => "The file has no bytes. Replace it with a copy that opens.",
  corrupt: () => "The file is damaged. Open it in a viewer, save it again, and replace it.",
  timed_out: () => "Decoding took too long. Save a smaller copy, and replace the file.",
  too_many_bytes: () => "The file has more than 20 MB. Save a smaller copy as JPEG.",
  too_many_pixels: () => "The picture has too many pixels. Save a smaller copy.",
  needs_memory: () => "The picture needs more memory than there is. Save a smaller copy.",
  bad_dimensions: () => "The picture is too long and narrow for Telegram. Cut it.",
  unsupported_type: () => "The shop cannot show this kind of file. Save it as JPEG or PNG.",
  unsupported_coding: () => "The shop cannot read this coding. Save the picture as a usual JPEG.",
  animated: () => "The picture moves. Save one frame of it as JPEG or PNG.",
  not_a_path: () => "The column holds an address and no path. Put the file below --root.",
  more_than_ten: () => "A product has at most ten pictures. Its seller can remove one in /my.",
  product_id: () => "No object can have this product id in its name. Change the id.",
  failed: () => "Run the command again. If it fails again, save a new copy of the file.",
  left: () => "Correct the column or the file, and run the command again.",
};

const FRENCH: Hints = {
  did_you_mean: ({ similar }) =>
    `Vouliez-vous dire ${orOf(similar, "ou")} ? Corrigez la colonne ou renommez le fichier.`,
  not_found: () =>
    "Aucun fichier de ce nom sous --root. Copiez-le, corrigez la colonne ou utilisez --map.",
  object_not_found: () => "Le bucket n’a pas cet objet. Corrigez la colonne ou videz-la.",
  odd_key: () =>
    "Son nom contient //, .. ou %2F. Copiez l’objet sous un nom simple et corrigez la colonne.",
  several_files: ({ similar }) =>
    `Plusieurs fichiers conviennent : ${
      listOf(similar)
    }. Inscrivez le bon dans la colonne, ou utilisez --map.`,
  outside_root: () => "Le chemin sort de --root. Corrigez la colonne ou videz-la.",
  not_a_file: ({ similar }) =>
    similar === undefined
      ? "Le chemin désigne un dossier. Inscrivez le nom de l’image dans la colonne."
      : `Le chemin désigne un dossier. Vouliez-vous dire ${orOf(similar, "ou")} ?`,
  not_readable: () => "Le système interdit la lecture du fichier. Changez ses droits.",
  empty: () => "Le fichier est vide. Remplacez-le par une copie qui s’ouvre.",
  corrupt: () => "Le fichier est abîmé. Ouvrez-le, enregistrez-le de nouveau, puis remplacez-le.",
  timed_out: () => "Le décodage a duré trop longtemps. Enregistrez une copie plus petite.",
  too_many_bytes: () => "Le fichier dépasse 20 Mo. Enregistrez une copie plus légère en JPEG.",
  too_many_pixels: () => "L’image a trop de pixels. Enregistrez une copie plus petite.",
  needs_memory: () => "L’image demande trop de mémoire. Enregistrez une copie plus petite.",
  bad_dimensions: () => "L’image est trop longue et étroite pour Telegram. Recadrez-la.",
  unsupported_type: () =>
    "La boutique ne sait pas montrer ce type de fichier. Enregistrez-le en JPEG ou PNG.",
  unsupported_coding: () =>
    "La boutique ne sait pas lire ce codage. Enregistrez l’image en JPEG ordinaire.",
  animated: () => "L’image est animée. Enregistrez-en une vue en JPEG ou PNG.",
  not_a_path: () =>
    "La colonne contient une adresse et non un chemin. Placez le fichier sous --root.",
  more_than_ten: () => "Un produit a au plus dix images. Son vendeur peut en retirer une dans /my.",
  product_id: () => "Aucun objet ne peut porter cet identifiant. Changez-le.",
  failed: () => "Relancez la commande. Si l’échec se répète, enregistrez une nouvelle copie.",
  left: () => "Corrigez la colonne ou le fichier, puis relancez la commande.",
};

const HINTS: Readonly<Record<Language, Hints>> = { en: ENGLISH, fr: FRENCH };

/** Why a picture is not there: its reason, or the outcome that says it all. `did_you_mean` is a near miss. */
export function causeOf({ outcome, reason, similar }: ImageOutcome): string {
  if (reason === "not_found" && similar !== undefined) return "did_you_mean";
  return reason ?? outcome;
}

/** What to do about a picture, in one sentence; undefined if there is nothing to do. */
export function hintOf(outcome: ImageOutcome, language: Language): string | undefined {
  if (!isLeft(outcome.outcome) && !/^(elsewhere|surplus)$/.test(outcome.outcome)) return undefined;
  const cause = causeOf(outcome);
  const foreign = FOREIGN_HINTS[language][cause];
  if (foreign !== undefined) return foreign;
  const hints = HINTS[language];
  const hint = hints[cause] ?? hints[outcome.outcome] ?? hints.left;
  return hint?.(outcome);
}

function listOf(files: readonly string[] = []): string {
  return files.join(", ");
}

function orOf(files: readonly string[] = [], or: string): string {
  return files.join(` ${or} `);
}
