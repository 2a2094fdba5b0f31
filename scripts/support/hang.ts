/**
 * After how long something that does not come is taken for a hang, wherever the tests, the demo or the soak wait. It is
 * no measure of speed: whoever waits goes on as soon as the awaited state is there, and no machine that works is so slow.
 */
export const HANG_MS = 180_000;
