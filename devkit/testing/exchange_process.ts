/**
 * Exchanges two paths to and fro as fast as it can, until it is killed: each exchange is one call of the system
 * (`renameat2` with `RENAME_EXCHANGE`, Linux), so that one of the two is always there. Prints a line once it has begun.
 *
 * It runs as a process of its own, because it needs to call into libc.
 * @module
 */
const AT_FDCWD = -100;
const RENAME_EXCHANGE = 2;

if (import.meta.main) {
  const libc = Deno.dlopen("libc.so.6", {
    renameat2: { parameters: ["i32", "buffer", "i32", "buffer", "u32"], result: "i32" },
  });
  const [one, other] = Deno.args.map((path) => new TextEncoder().encode(`${path}\0`));
  for (let isFirst = true;; isFirst = false) {
    const failed = libc.symbols.renameat2(AT_FDCWD, one!, AT_FDCWD, other!, RENAME_EXCHANGE);
    if (failed !== 0) throw new Error("Cannot exchange the paths");
    if (isFirst) console.log("begun");
  }
}
