import { oneInFrench } from "./count.ts";
import type { EN_ACTS } from "./en_acts.ts";

const n = (value: number) => value.toLocaleString("fr");
const count = (value: number, single: string, several = `${single}s`) =>
  `${n(value)} ${oneInFrench(value) ? single : several}`;

/** The texts of actions, of drift, of jobs and of the history in French. */
export const FR_ACTS: typeof EN_ACTS = {
  actions: {
    replay: "Reconstruire les colonnes",
    invalidate: "Invalider les file ids",
    restore: "Vérifier et restaurer dans B2",
    put_back: "Remettre en vente",
    mend_all: "Tout corriger",
    retry_job: "Réessayer",
    cancel_job: "Annuler la tâche",
    retry_jobs: "Tout réessayer",
    cancel_jobs: "Tout annuler",
    pause_jobs: "Mettre la file en pause",
    resume_jobs: "Reprendre",
    compare: "Comparer les tailles",
    compare_deep: "Comparer les empreintes",
    repair: "Tout restaurer",
    give_up: "Abandonner ceux sans copie",
    adopt: "Rendre les images",
    adopt_one: "Rendre au produit",
    delete_spare: "Supprimer tous ceux assez anciens",
    delete_one: "Supprimer",
    cancel_work: "Arrêter",
  },
  confirm: {
    title: (action) => `${action} ?`,
    what: {
      replay:
        "Les colonnes d'images de ce produit redeviennent ce que demande le journal. Le journal ne change pas.",
      invalidate:
        "Le journal met fin aux file ids des images de ce produit. Le prochain affichage les envoie de nouveau à Telegram.",
      restore:
        "Chaque image est téléchargée de B2 et comparée à son empreinte. Si elle manque ou est altérée, elle est restaurée depuis le disque ou Telegram. Une image jamais stockée reçoit une tâche.",
      put_back:
        "Le produit revient au catalogue, à son ancienne place. Son vendeur n'est pas prévenu.",
      mend_all:
        "Les colonnes d'images de tous les produits redeviennent ce que demande le journal. La boutique continue pendant ce temps.",
      retry_job: "La tâche repart dès qu'un processus est libre.",
      cancel_job:
        "Plus personne n'exécute la tâche. Tant qu'elle est dans la liste, vous pouvez la relancer.",
      retry_jobs: "Toutes les tâches de cette liste repartent dès qu'un processus est libre.",
      cancel_jobs:
        "Plus personne n'exécute les tâches de cette liste. Celles qui effacent un produit supprimé restent : son vendeur a reçu la promesse que rien ne reste.",
      pause_jobs:
        "Dans la seconde, plus aucun processus n'y démarre de tâche. Celles en cours se terminent. Vendeurs et acheteurs ne remarquent rien d'abord : en attendant, les images ne sont pas stockées dans B2.",
      resume_jobs: "Les tâches en attente redémarrent dans la seconde.",
      compare:
        "B2 donne la liste de ses objets, et la taille de chacun est comparée au journal. Rien ne change.",
      compare_deep:
        "Chaque image est téléchargée de B2 et son empreinte comparée. Cela coûte un téléchargement de toutes les images. Rien ne change.",
      repair:
        "Les images manquantes ou altérées sont remises en place : depuis le disque, l'original ou Telegram. Celles sans aucune copie restent dans la liste.",
      give_up:
        "Jusqu'à 100 images sans aucune copie sont abandonnées : la boutique montre une image de secours jusqu'à ce que le vendeur les remplace. Celles qui ont une copie sont restaurées.",
      adopt:
        "Chaque produit sans image reçoit la dernière que B2 a encore de lui, et une petite image faite avec elle. Les images manquantes sont d'abord restaurées.",
      adopt_one:
        "Le produit reçoit la dernière image que B2 a encore de lui, et une petite image faite avec elle.",
      delete_spare:
        "Les objets qu'aucun produit ne montre sont supprimés définitivement, s'ils sont inutiles depuis 48 heures. S'il y en a plus que vous n'en avez vu, aucun ne l'est.",
      delete_one: "L'objet est supprimé définitivement, s'il est inutile depuis 48 heures.",
      cancel_work: "Le travail s'arrête à la prochaine étape. Ce qui est fait reste fait.",
    },
    seen: (version) => `Tel que vous l'avez vu : version ${n(version)}.`,
    product: "Produit",
    queue: "File",
    all: "Tous les produits",
  },
  outcome: {
    started: "en cours, ou interrompu",
    done: "fait",
    refused: "refusé",
    failed: "échoué",
    cancelled: "arrêté",
  },
  said: {
    replay: (rows) =>
      rows === 0
        ? "Les colonnes étaient déjà justes."
        : "Les colonnes suivent de nouveau le journal.",
    invalidate: (ids) =>
      ids === 0 ? "Il n'y avait aucun file id." : `Invalidé : ${count(ids, "file id")}.`,
    mend_all: (rows) =>
      rows === 0 ? "Toutes les lignes étaient déjà justes." : `Corrigé : ${count(rows, "ligne")}.`,
    put_back: "Le produit est de nouveau en vente.",
    enqueued: "B2 n'a jamais eu l'image. Une tâche la stocke maintenant.",
    nothingStored: "Rien n'a jamais été stocké, et Telegram n'a aucune image à stocker.",
    jobs: (jobs) =>
      jobs === 0 ? "Cette tâche n'existe plus." : `Modifié : ${count(jobs, "tâche")}.`,
    paused: "Plus aucune tâche n'y démarre.",
    resumed: "Ses tâches redémarrent.",
    refused: {
      stale: "Cela a changé depuis que vous avez ouvert la page : rien n'a été fait.",
      deleted: "Le produit a été supprimé définitivement.",
      unknown_product: "Ce produit n'existe pas.",
      no_seller: "Le produit n'a pas de vendeur : personne ne peut le vendre.",
      not_yours: "Le produit a été supprimé définitivement.",
      running: "C'est déjà en cours.",
      ended: "C'était déjà terminé.",
    },
    restored: {
      intact: "intacte dans B2",
      put_back: "remise dans B2",
      made_anew: "refaite dans B2",
      no_copy: "perdue dans B2, sans aucune copie",
      superseded: "remplacée entre-temps",
      deleted: "supprimée entre-temps",
      unknown_product: "produit inconnu",
    },
  },
  stale: {
    title: "Cela a changé entre-temps",
    product: (seen, now) =>
      `Vous avez vu la version ${n(seen)}. C'est maintenant la version ${
        n(now)
      }. Rien n'a été fait.`,
    job: (seen, now) =>
      `Vous l'avez vue « ${seen} ». Elle est maintenant « ${now} ». Rien n'a été fait.`,
    gone: "Elle n'existe plus. Rien n'a été fait.",
    look: "Voir l'état actuel",
  },
  drift: {
    title: "Écarts",
    lead: "Les colonnes qui ne contiennent pas ce que demande le journal.",
    none: "Les colonnes suivent le journal",
    noneText: (products, events) =>
      `${count(products, "produit comparé", "produits comparés")} à ${count(events, "événement")}.`,
    found: (values, rows) =>
      `${count(values, "valeur fausse", "valeurs fausses")} dans ${count(rows, "produit")}`,
    first: (values) => `Voici les ${n(values)} premières.`,
    is: "Contient",
    shouldBe: "Devrait contenir",
    event: "À cause de",
    cause: "Cause probable",
    mend: "Corriger",
    withoutRow: "Produits sans ligne",
    unexplained: (values) =>
      `${
        count(values, "valeur")
      } sans événement, comme les chemins d'une ancienne boutique. Ce ne sont pas des écarts.`,
    version: (version) => `version ${n(version)}`,
  },
  causes: {
    emptied: "La colonne a été vidée, ou restaurée d'avant cet événement.",
    older_state:
      "C'est ce que le journal demandait avant : la ligne a été restaurée, ou écrite sans le journal.",
    another_bot: "C'est un file id d'un autre bot, que celui-ci ne peut pas envoyer.",
    another_public_url: "L'adresse publique est une autre : écrite pour d'autres réglages.",
    other_picture: "Elle va dans une autre colonne : les images du produit ont été mélangées.",
    another_product: "C'est le file id d'un autre produit : les lignes ont été mélangées.",
    local_path: "C'est un chemin local, comme les écrivait l'ancienne boutique.",
    written_by_hand: "Aucun événement ne l'a jamais demandée : elle a été écrite sans le journal.",
    unreadable_log: "Cette version ne sait pas lire les événements du produit.",
  },
  jobs: {
    title: "Tâches",
    lead: "Le travail qui peut attendre : stocker des images, effacer des produits supprimés.",
    tabs: {
      waiting: "En attente",
      running: "En cours",
      failed: "Échouées",
      cancelled: "Annulées",
      done: "Terminées",
    },
    none: "Aucune tâche ici",
    noneText: {
      waiting: "Rien n'attend.",
      running: "Rien ne tourne en ce moment.",
      failed: "Aucune tâche n'a été abandonnée.",
      cancelled: "Aucune tâche n'a été annulée.",
      done: "Aucune tâche ne s'est terminée récemment.",
    },
    names: {
      "store-image": "Stocker des images",
      "erase-product": "Effacer un produit",
      "erase-again": "Effacer, second passage",
      "keep-house": "Nettoyage horaire",
      "check-verify": "Comparer colonnes et journal",
      "check-reconcile": "Comparer B2 et journal",
      "check-sample": "Lire un échantillon de B2",
      "warm-up": "Envoyer les images pour un nouveau bot",
    },
    states: {
      created: "attend",
      retry: "attend sa prochaine tentative",
      active: "en cours",
      completed: "terminée",
      cancelled: "annulée",
      failed: "échouée",
    },
    allQueues: "Toutes les files",
    attempts: (retries) => count(retries + 1, "tentative"),
    due: "Prévue",
    made: "Créée",
    ended: "Terminée",
    error: "Dernière erreur",
    data: "Données",
  },
  history: {
    title: "Historique",
    lead: "Ce que les opérateurs ont fait ici, le plus récent d'abord.",
    none: "Personne n'a encore rien fait",
    noneText: "Chaque action de la console figure ici, avec son auteur et son résultat.",
    session: "session",
  },
};
