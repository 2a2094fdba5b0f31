/** A letter as an SVG path: 100 units high, drawn as a line with round ends. */
export interface Glyph {
  /** SVG path data. `y` is 0 at the top of a capital and 100 at its base line. */
  readonly path: string;
  /** From the leftmost to the rightmost point, in the same units, without the width of the pen. */
  readonly width: number;
}

/** Stands for a title without a letter that can be drawn: a framed landscape. */
export const FRAME_GLYPH: Glyph = {
  path:
    "M14 2H116A14 14 0 0 1 130 16V84A14 14 0 0 1 116 98H14A14 14 0 0 1 0 84V16A14 14 0 0 1 14 2Z" +
    "M2 82L42 46L70 72L88 56L128 88M99 32A9 9 0 1 0 81 32A9 9 0 1 0 99 32Z",
  width: 130,
};

/** Capital letters and digits. They are our own drawings: no font is shipped or licensed. */
export const GLYPHS: ReadonlyMap<string, Glyph> = new Map(
  Object.entries({
    A: { width: 80, path: "M0 100L40 0L80 100M14 66H66" },
    B: { width: 65, path: "M0 0V100H40A25 25 0 0 0 40 50H0M0 0H36A25 25 0 0 1 36 50" },
    C: { width: 84, path: "M83.5 12.8A50 50 0 1 0 83.5 87.2" },
    D: { width: 76, path: "M0 0V100H26A50 50 0 0 0 26 0Z" },
    E: { width: 56, path: "M56 0H0V100H56M0 50H48" },
    F: { width: 54, path: "M54 0H0V100M0 50H46" },
    G: { width: 97, path: "M83.5 12.8A50 50 0 1 0 97 54H60" },
    H: { width: 72, path: "M0 0V100M72 0V100M0 50H72" },
    I: { width: 1, path: "M0 0V100" },
    J: { width: 56, path: "M56 0V70A30 30 0 0 1 0 85" },
    K: { width: 66, path: "M0 0V100M64 0L0 62M23 40L66 100" },
    L: { width: 54, path: "M0 0V100H54" },
    M: { width: 92, path: "M0 100V0L46 64L92 0V100" },
    N: { width: 74, path: "M0 100V0L74 100V0" },
    O: { width: 100, path: "M50 0A50 50 0 1 0 50 100A50 50 0 1 0 50 0Z" },
    P: { width: 64, path: "M0 100V0H36A28 28 0 0 1 36 56H0" },
    Q: { width: 100, path: "M50 0A50 50 0 1 0 50 100A50 50 0 1 0 50 0ZM64 66L98 102" },
    R: { width: 68, path: "M0 100V0H36A28 28 0 0 1 36 56H0M34 56L68 100" },
    S: {
      width: 66,
      path: "M62 17C55 5 45 0 33 0C15 0 3 10 3 26C3 42 18 46 33 50C49 54 66 58 66 75" +
        "C66 91 51 100 33 100C18 100 6 95 0 83",
    },
    T: { width: 76, path: "M0 0H76M38 0V100" },
    U: { width: 72, path: "M0 0V64A36 36 0 0 0 72 64V0" },
    V: { width: 80, path: "M0 0L40 100L80 0" },
    W: { width: 116, path: "M0 0L29 100L58 12L87 100L116 0" },
    X: { width: 74, path: "M0 0L74 100M74 0L0 100" },
    Y: { width: 76, path: "M0 0L38 52L76 0M38 52V100" },
    Z: { width: 69, path: "M1 0H68L0 100H69" },
    0: { width: 68, path: "M34 0A34 34 0 0 0 0 34V66A34 34 0 0 0 68 66V34A34 34 0 0 0 34 0Z" },
    1: { width: 28, path: "M0 22L28 0V100" },
    2: { width: 64, path: "M2 27C4 9 16 0 31 0C48 0 60 10 60 27C60 40 53 49 43 60L4 100H64" },
    3: { width: 62, path: "M4 0H58L30 39C49 39 62 51 62 69C62 88 49 100 30 100C15 100 5 93 0 82" },
    4: { width: 72, path: "M52 100V0L0 70H72" },
    5: {
      width: 62,
      path:
        "M57 0H11L5 44C12 38 20 36 30 36C49 36 62 49 62 67C62 87 49 100 30 100C15 100 5 93 0 83",
    },
    6: {
      width: 64,
      path: "M48 0L6.8 48.3M32 36A32 32 0 1 0 32 100A32 32 0 1 0 32 36Z",
    },
    7: { width: 62, path: "M0 0H62L20 100" },
    8: {
      width: 54,
      path: "M27 0A23 23 0 0 0 27 46A23 23 0 0 0 27 0ZM27 46A27 27 0 0 0 27 100A27 27 0 0 0 27 46Z",
    },
    9: { width: 64, path: "M16 100L57.2 51.7M32 0A32 32 0 1 0 32 64A32 32 0 1 0 32 0Z" },
  }),
);
