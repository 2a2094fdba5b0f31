import { oneInFrench } from "./count.ts";
import type { EN_LIVE } from "./en_live.ts";

const n = (value: number) => value.toLocaleString("fr");
const count = (value: number, single: string, several = `${single}s`) =>
  `${n(value)} ${oneInFrench(value) ? single : several}`;

/** The texts of live pages, of long work, of pauses and of the comparison with B2 in French. */
export const FR_LIVE: typeof EN_LIVE = {
  live: {
    on: "En direct",
    off: "Connexion coupée : cette page n'est peut-être plus à jour. Nouvel essai en cours.",
    trouble: "La boutique ne peut pas répondre : cette page n'est peut-être plus à jour.",
    ended: "La session est terminée. Rechargez la page pour vous connecter.",
    moved: "En direct dans vos fenêtres plus récentes. Rechargez la page pour la mettre à jour.",
    full: "Trop de pages sont en direct : celle-ci ne l'est pas. Nouvel essai en cours.",
  },
  works: {
    work: "Travail",
    since: "Depuis",
    begins: "Le travail commence.",
    progress: (done, of) => `${n(done)} sur ${n(of)}`,
    stops: "Le travail s'arrête à la prochaine étape.",
    cancelled: (done, of) =>
      of === 0 ? "Arrêté avant de commencer." : `Arrêté après ${n(done)} sur ${n(of)}.`,
    failed: {
      cut_off: "Le processus a été interrompu. Recommencez.",
      stopped: "Le processus a été arrêté. Recommencez.",
    },
    ended: (outcome, how) => `C'est déjà terminé : ${outcome}. ${how} Rien n'a été fait.`,
  },
  pauses: {
    paused: (queue) => `En pause : ${queue}`,
    since: (at, by) => `Aucune tâche ne démarre depuis le ${at}. Mis en pause par ${by}.`,
    works: (queue) => `Pas de pause en cours : ${queue}. Rien n'a été fait.`,
    pauseAll: "Mettre toutes les files en pause",
    unknown: "Cette file n'existe pas",
    unknownText: (queue) => `Aucune file ne s'appelle ${queue}. Rien n'a été fait.`,
  },
  reconcile: {
    title: "B2 et journal",
    lead: "Les objets de B2 qui ne sont pas ce que dit le journal.",
    comparisons: "Comparaisons",
    pages: { columns: "Colonnes et journal", b2: "B2 et journal" },
    last: "Dernier résultat",
    never: "Jamais comparé.",
    object: "Objet",
    compared: (objects, pictures, at, deep) =>
      `${count(objects, "objet comparé", "objets comparés")} à ${
        count(pictures, "image")
      }, ${at}, ${deep ? "par leurs empreintes" : "par leurs tailles"}.`,
    found: (at, { missing, altered, orphaned, superseded }) =>
      `${at} : ${count(missing, "manquant")}, ${count(altered, "altéré")}, ${
        count(orphaned, "orphelin")
      }, ${count(superseded, "remplacé")}`,
    stale: (found) => `Une autre comparaison a eu lieu entre-temps. ${found}. Rien n'a été fait.`,
    refused: (why) => `Cet objet : ${why}. Rien n'a été fait.`,
    agrees: "B2 suit le journal",
    agreesText: "Aucune image ne manque et aucun objet n'est de trop.",
    notAll: "Tout n'a pas été fait : la liste dit quoi et pourquoi.",
    notKept: "La version qui a fait cette comparaison n'a pas gardé la liste. Comparez de nouveau.",
    first: (most) => `Voici les ${n(most)} premiers.`,
    groups: {
      lost: (objects) => `Manquants ou altérés : ${n(objects)}`,
      spare: (objects) => `En trop : ${n(objects)}`,
    },
    groupTexts: {
      lost: "Le journal connaît ces images, mais B2 ne les a pas telles qu'elles ont été stockées.",
      spare:
        "B2 contient ces objets, mais aucun produit ne les montre. On peut les supprimer 48 heures après qu'ils sont devenus inutiles.",
    },
    kinds: {
      missing: "manquant",
      altered: "altéré",
      orphaned: "orphelin",
      superseded: "remplacé",
    },
    counts: {
      missing: "manquants",
      altered: "altérés",
      orphaned: "orphelins",
      superseded: "remplacés",
      repaired: "restaurés",
      invalidated: "abandonnés",
      adopted: "rendus",
      deleted: "supprimés",
    },
    bytes: (bytes) => count(bytes, "octet"),
    since: "depuis le",
    erased: "son produit est supprimé définitivement",
    recent: "trop récent pour être supprimé",
    results: {
      put_back: "remis en place",
      made_anew: "refait",
      invalidated: "abandonné : la boutique montre une image de secours",
      kept: "il n'en reste aucune copie",
      failed: "échec, à réessayer",
      superseded: "une autre image est montrée maintenant",
      removed: "le vendeur a retiré l'image",
      deleted: "supprimé",
      adopted: "rendu à son produit",
      unknown_product: "ce produit n'existe pas",
      withdrawn: "le produit n'est plus en vente",
      has_picture: "le produit a une image",
      recent: "trop récent : il faut attendre 48 heures",
      ambiguous: "deux images ont été stockées au même moment",
      outdated: "la boutique a eu une image plus récente",
      no_picture: "il n'existe plus, ou n'est pas l'image que dit son nom",
      named_meanwhile: "il est de nouveau utilisé",
      gone: "il n'existe déjà plus",
      odd_key: "vous seul pouvez le supprimer, chez Backblaze",
    },
  },
};
