import type { Drawing } from "./drawing.ts";
import { DRAWINGS } from "./sample_drawings.ts";

/** A product for the first minute: what its seller writes, and its pictures. */
export interface Sample {
  readonly title: string;
  readonly description: string;
  readonly price: string;
  readonly pictures: readonly Drawing[];
}

/** An English seller's products. */
export const ENGLISH_SAMPLES: readonly Sample[] = [
  {
    title: "Blue teapot",
    description: "Holds one litre. The lid fits, and nothing drips.",
    price: "24 €",
    pictures: DRAWINGS.teapot,
  },
  {
    title: "Desk lamp with a brass shade",
    description: "Warm light, 1960s. New cable.",
    price: "58 €",
    pictures: DRAWINGS.lamp,
  },
  {
    title: "Kitchen chair",
    description: "Beech, with a red seat. There are four of them.",
    price: "35 €",
    pictures: DRAWINGS.chair,
  },
  {
    title: "Rangefinder camera",
    description: "Takes 35 mm film. The meter works.",
    price: "140 €",
    pictures: DRAWINGS.camera,
  },
  {
    title: "City bicycle",
    description: "Seven gears, 54 cm frame, new tyres.",
    price: "180 €",
    pictures: DRAWINGS.bike,
  },
  {
    title: "Concert guitar",
    description: "Spruce top, with a soft case.",
    price: "220 €",
    pictures: DRAWINGS.guitar,
  },
];

/** A French seller's products. */
export const FRENCH_SAMPLES: readonly Sample[] = [
  {
    title: "Vase en faïence",
    description: "Blanc et bleu, 30 cm de haut. Les fleurs sont offertes.",
    price: "32 €",
    pictures: DRAWINGS.vase,
  },
  {
    title: "Lot de quatre livres anciens",
    description: "Récits de voyage, reliures solides.",
    price: "45 €",
    pictures: DRAWINGS.books,
  },
  {
    title: "Plante verte dans son pot",
    description: "Facile à vivre, un peu d’eau chaque semaine.",
    price: "18 €",
    pictures: DRAWINGS.plant,
  },
  {
    title: "Réveil mécanique rouge",
    description: "Il sonne fort et se remonte chaque soir.",
    price: "27 €",
    pictures: DRAWINGS.clock,
  },
  {
    title: "Cerf-volant",
    description: "Toile légère, 40 m de fil. Vole dès la première brise.",
    price: "15 €",
    pictures: DRAWINGS.kite,
  },
  {
    title: "Bottes de pluie, pointure 38",
    description: "Portées une seule saison.",
    price: "22 €",
    pictures: DRAWINGS.boots,
  },
];
