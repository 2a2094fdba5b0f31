/**
 * What the pictures of the sample products show, on a square of 100 × 100.
 * @module
 */
import { closeUp, type Colour, type Drawing, mirrored, moved, type Shape } from "./drawing.ts";

const oval = (colour: Colour, x: number, y: number, rx: number, ry = rx): Shape => ({
  colour,
  oval: [x, y, rx, ry],
});
const polygon = (colour: Colour, ...corners: readonly (readonly [number, number])[]): Shape => ({
  colour,
  polygon: corners,
});
const box = (colour: Colour, x: number, y: number, width: number, height: number): Shape =>
  polygon(colour, [x, y], [x + width, y], [x + width, y + height], [x, y + height]);
const shadow = (background: Colour, y: number, rx: number): Shape =>
  oval([background[0] * 0.74, background[1] * 0.74, background[2] * 0.74], 50, y, rx, 3.5);

const SAND: Colour = [240, 226, 203];
const SKY: Colour = [206, 226, 238];
const ROSE: Colour = [243, 214, 208];
const MINT: Colour = [211, 233, 216];
const LILAC: Colour = [224, 214, 238];
const WHITE: Colour = [252, 250, 245];
const INK: Colour = [44, 52, 66];
const WOOD: Colour = [158, 104, 62];
const PINE: Colour = [196, 148, 98];
const BLUE: Colour = [47, 105, 158];
const SEA: Colour = [88, 148, 190];
const RED: Colour = [190, 64, 56];
const CORAL: Colour = [226, 112, 92];
const GREEN: Colour = [58, 122, 84];
const LEAF: Colour = [96, 160, 102];
const GOLD: Colour = [232, 180, 72];
const BRASS: Colour = [190, 142, 54];

const TEAPOT: readonly Shape[] = [
  shadow(SAND, 78, 30),
  oval(BLUE, 76, 56, 12, 14),
  oval(SAND, 76, 56, 7, 9),
  polygon(BLUE, [30, 52], [12, 38], [16, 34], [36, 46], [36, 62]),
  oval(BLUE, 50, 58, 25, 20),
  oval(SEA, 44, 52, 10, 7),
  oval(INK, 50, 39, 13, 3),
  oval(BLUE, 50, 37, 12, 4),
  oval(GOLD, 50, 31, 3.5),
];
const LAMP: readonly Shape[] = [
  shadow(LILAC, 84, 22),
  oval(INK, 50, 82, 18, 4),
  box(INK, 48.5, 48, 3, 34),
  oval([255, 236, 170], 50, 50, 22, 6),
  polygon(GOLD, [38, 20], [62, 20], [73, 49], [27, 49]),
  polygon(BRASS, [55, 20], [62, 20], [73, 49], [61, 49]),
];
const CHAIR: readonly Shape[] = [
  shadow(MINT, 86, 28),
  polygon(WOOD, [32, 16], [37, 16], [37, 84], [32, 84]),
  polygon(WOOD, [63, 58], [68, 58], [70, 84], [65, 84]),
  polygon(PINE, [37, 20], [41, 20], [60, 20], [60, 26], [37, 26]),
  box(PINE, 37, 32, 23, 6),
  box(WOOD, 59, 16, 4, 42),
  polygon(RED, [29, 54], [68, 54], [72, 62], [28, 62]),
  polygon(CORAL, [29, 54], [68, 54], [69, 56.5], [29, 56.5]),
];
const VASE: readonly Shape[] = [
  shadow(SKY, 86, 20),
  polygon(GREEN, [49, 20], [51, 20], [51, 50], [49, 50]),
  polygon(GREEN, [50, 50], [36, 28], [38, 27], [52, 48]),
  polygon(GREEN, [50, 50], [64, 28], [62, 27], [48, 48]),
  oval(CORAL, 50, 18, 8),
  oval(GOLD, 50, 18, 3),
  oval(RED, 35, 27, 7),
  oval(GOLD, 35, 27, 2.5),
  oval(WHITE, 65, 27, 7),
  oval(GOLD, 65, 27, 2.5),
  oval(WHITE, 50, 66, 17, 20),
  polygon(WHITE, [43, 44], [57, 44], [60, 54], [40, 54]),
  oval(BLUE, 50, 66, 16.6, 5),
  oval(WHITE, 50, 64, 16.8, 5),
];
const CAMERA: readonly Shape[] = [
  shadow(ROSE, 76, 34),
  box(INK, 36, 26, 22, 12),
  box(INK, 18, 34, 64, 40),
  box([214, 208, 196], 18, 34, 64, 10),
  oval([90, 96, 108], 50, 56, 17),
  oval(INK, 50, 56, 13),
  oval(BLUE, 50, 56, 9),
  oval(SEA, 47, 53, 3),
  oval(RED, 74, 39, 3),
];
const BIKE: readonly Shape[] = [
  shadow(SAND, 80, 40),
  ...[26, 74].flatMap((x) => [oval(INK, x, 62, 18), oval(SAND, x, 62, 15.5), oval(INK, x, 62, 2)]),
  polygon(RED, [26, 61], [27, 63.5], [50, 64], [50, 61.5]),
  polygon(RED, [26, 60], [40, 36], [42.5, 37], [28, 62]),
  polygon(RED, [41, 38], [52, 62], [49.5, 64], [39, 40]),
  polygon(RED, [40, 38], [66, 38], [66, 40.5], [40, 40.5]),
  polygon(RED, [66, 38], [50, 64], [48, 62.5], [64, 37]),
  polygon(RED, [63, 30], [66, 30], [75, 62], [72.5, 62]),
  polygon(INK, [60, 28], [72, 25], [73, 28], [61, 31]),
  polygon(WOOD, [34, 34], [46, 32], [46, 36], [35, 37]),
];
const BOOKS: readonly Shape[] = [
  shadow(MINT, 82, 34),
  box(RED, 22, 66, 56, 14),
  box(WHITE, 26, 69, 52, 8),
  box(BLUE, 26, 52, 52, 14),
  box(WHITE, 30, 55, 48, 8),
  box(GOLD, 20, 38, 50, 14),
  box(WHITE, 24, 41, 46, 8),
  polygon(GREEN, [34, 38], [44, 20], [76, 32], [68, 38]),
  polygon(WHITE, [40, 36], [46, 25], [71, 34], [66, 37]),
];
const GUITAR: readonly Shape[] = [
  shadow(SKY, 88, 22),
  box(WOOD, 47, 10, 6, 44),
  box(INK, 45, 6, 10, 12),
  oval(PINE, 50, 52, 15, 12),
  oval(PINE, 50, 70, 20, 17),
  oval(INK, 50, 60, 6),
  box(WOOD, 42, 74, 16, 3),
  box(WHITE, 49.5, 14, 1, 60),
];
const PLANT: readonly Shape[] = [
  shadow(ROSE, 86, 20),
  polygon(LEAF, [50, 60], [22, 44], [28, 32], [52, 56]),
  polygon(GREEN, [50, 60], [34, 18], [44, 14], [54, 56]),
  polygon(LEAF, [50, 60], [62, 14], [70, 20], [54, 60]),
  polygon(GREEN, [50, 60], [76, 36], [80, 46], [52, 62]),
  polygon(CORAL, [34, 58], [66, 58], [61, 84], [39, 84]),
  polygon(RED, [32, 54], [68, 54], [67, 61], [33, 61]),
];
const CLOCK: readonly Shape[] = [
  shadow(LILAC, 84, 24),
  polygon(BRASS, [34, 74], [40, 76], [34, 84], [29, 84]),
  polygon(BRASS, [66, 74], [60, 76], [66, 84], [71, 84]),
  oval(GOLD, 36, 26, 9),
  oval(GOLD, 64, 26, 9),
  oval(RED, 50, 52, 29),
  oval(WHITE, 50, 52, 24),
  polygon(INK, [49, 34], [51, 34], [51.5, 53], [48.5, 53]),
  polygon(INK, [50, 50.5], [63, 58], [62, 60], [49, 54]),
  oval(INK, 50, 52, 2.5),
];
const KITE: readonly Shape[] = [
  oval(WHITE, 24, 70, 14, 6),
  oval(WHITE, 34, 66, 12, 7),
  oval(WHITE, 78, 24, 12, 5),
  polygon(CORAL, [50, 12], [72, 38], [50, 70], [28, 38]),
  polygon(GOLD, [50, 12], [72, 38], [50, 38]),
  polygon(BLUE, [50, 70], [28, 38], [50, 38]),
  polygon(INK, [50, 70], [51, 70], [58, 90], [56.5, 90]),
  polygon(RED, [50, 79], [58, 77], [57, 83]),
  polygon(GREEN, [53, 88], [61, 85], [60, 92]),
];
const BOOTS: readonly Shape[] = [
  shadow(SAND, 82, 34),
  ...[0, 30].flatMap((x) => [
    polygon(GREEN, [20 + x, 22], [36 + x, 22], [37 + x, 62], [48 + x, 68], [50 + x, 78], [
      20 + x,
      78,
    ]),
    box(INK, 19 + x, 77, 32, 4),
    box(LEAF, 20 + x, 22, 16, 5),
  ]),
];

const on = (background: Colour, shapes: readonly Shape[]): Drawing => ({ background, shapes });

/** The pictures of each product: the whole, then from the other side, and details. */
export const DRAWINGS = {
  teapot: [
    on(SAND, TEAPOT),
    on(SAND, closeUp(TEAPOT, 50, 40, 2.4)),
    on(MINT, closeUp(mirrored(TEAPOT), 74, 46, 2)),
  ],
  lamp: [on(LILAC, LAMP), on(SAND, closeUp(LAMP, 50, 36, 2))],
  chair: [
    on(MINT, CHAIR),
    on(SKY, mirrored(CHAIR)),
    on(SAND, closeUp(CHAIR, 50, 60, 2.2)),
    on(ROSE, closeUp(CHAIR, 48, 28, 2.4)),
    on(MINT, [
      ...moved(CHAIR, 0, 1, 0.5),
      ...moved(mirrored(CHAIR), 50, 1, 0.5),
      ...moved(CHAIR, 0, 49, 0.5),
      ...moved(mirrored(CHAIR), 50, 49, 0.5),
    ]),
  ],
  camera: [on(ROSE, CAMERA), on(SKY, closeUp(CAMERA, 52, 52, 2.2))],
  bike: [on(SAND, BIKE), on(SAND, mirrored(BIKE)), on(SAND, closeUp(BIKE, 62, 42, 2.2))],
  guitar: [on(SKY, GUITAR), on(MINT, closeUp(GUITAR, 50, 62, 2))],
  vase: [on(SKY, VASE), on(ROSE, closeUp(VASE, 50, 24, 2.2))],
  books: [on(MINT, BOOKS), on(LILAC, closeUp(BOOKS, 52, 34, 2))],
  plant: [on(ROSE, PLANT), on(SKY, closeUp(mirrored(PLANT), 50, 40, 1.9))],
  clock: [on(LILAC, CLOCK), on(SAND, closeUp(CLOCK, 50, 50, 1.9))],
  kite: [on(SKY, KITE), on(SKY, closeUp(KITE, 54, 72, 2.2))],
  boots: [on(SAND, BOOTS), on(SAND, closeUp(BOOTS, 34, 68, 2.2))],
} as const satisfies Readonly<Record<string, readonly Drawing[]>>;
