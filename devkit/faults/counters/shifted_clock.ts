/**
 * Loaded before a program (`deno run --preload`). It moves the clock of the process by `SHIFT_CLOCK_MS` milliseconds. The
 * clocks of PostgreSQL, B2 and Telegram stay.
 * @module
 */
const shiftMs = Number(Deno.env.get("SHIFT_CLOCK_MS") ?? 0);
const now = () => RealDate.now() + shiftMs;

const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  apply: (target) => new target(now()).toString(),
  get: (target, name) => name === "now" ? now : Reflect.get(target, name),
});
