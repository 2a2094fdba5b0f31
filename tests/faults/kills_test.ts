import { describeShared } from "./matrix.ts";
import { commandCells } from "./support/kill_commands.ts";
import { killAtPut, killAtStatement, killAtUpload } from "./support/kills.ts";
import { cellAt, FIRST_VIEW, JOB, MOMENTS } from "./support/postgres_moments.ts";
import { openProxiedShop, type ProxiedShop } from "./support/proxied_shop.ts";

const open = () => openProxiedShop({ as: "process" });

for (const when of ["before", "after"] as const) {
  const fault = when === "before"
    ? "SIGKILL before the statement reaches the server"
    : "SIGKILL when the statement is done, before its answer comes";
  const moments = MOMENTS.filter(({ core, name }) =>
    when === "before" || core || name === "sale: its commit"
  );
  const cells = moments.map((moment) =>
    cellAt<ProxiedShop>(fault, moment, (shop, { text }) => killAtStatement(shop, text, when))
  );
  describeShared("kills", fault, open, cells);
}

describeShared("kills", "SIGKILL at the puts, at an upload and in commands", open, [
  cellAt(
    "SIGKILL",
    { ...JOB, name: "job: before the put of the cover" },
    (shop) => killAtPut(shop, 1),
  ),
  cellAt<ProxiedShop>("SIGKILL", {
    ...JOB,
    name: "job: between the put of the cover and that of the thumb",
  }, (
    shop,
  ) => killAtPut(shop, 2)),
  cellAt<ProxiedShop>(
    "SIGKILL",
    { ...FIRST_VIEW, name: "first view: while the photo is uploaded" },
    killAtUpload,
  ),
  ...commandCells(),
]);
