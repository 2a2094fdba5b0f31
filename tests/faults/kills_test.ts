import { describeShared } from "../../devkit/faults/matrix.ts";
import { ALBUM_MOMENTS } from "../../devkit/faults/album_moments.ts";
import { inboxCells } from "../../devkit/faults/inbox_kills.ts";
import { commandCells } from "../../devkit/faults/kill_commands.ts";
import {
  killAtPhoto,
  killAtPut,
  killAtRendering,
  killAtStatement,
  killWaiting,
} from "../../devkit/faults/kills.ts";
import {
  cellAt,
  FIRST_VIEW,
  JOB,
  type Moment,
  MOMENTS,
  PREVIEW,
  REPLACED_JOB,
  type Struck,
} from "../../devkit/faults/postgres_moments.ts";
import type { ProxiedShop } from "../../devkit/faults/proxied_shop.ts";
import { openFaultShop } from "../../devkit/faults/shop.ts";

const open = () => openFaultShop({ proxy: true, as: "process" });

for (const when of ["before", "after"] as const) {
  const fault = when === "before"
    ? "SIGKILL before the statement reaches the server"
    : "SIGKILL when the statement is done, before its answer comes";
  const moments = MOMENTS.filter(({ core, lasting }) => when === "before" || core || lasting);
  const cells = [...moments, REPLACED_JOB, ...ALBUM_MOMENTS].map((moment) =>
    cellAt<ProxiedShop>(fault, moment, (shop, { text }) => killAtStatement(shop, text, when))
  );
  describeShared("kills", fault, open, cells);
}

/** Moments without a running statement. */
const ELSEWHERE: readonly (readonly [Moment, string, (shop: ProxiedShop) => Struck])[] = [
  [PREVIEW, PREVIEW.name, killAtPhoto],
  [JOB, "job: while it asks where the file is", killWaiting],
  [JOB, "job: while it downloads or renders, before a put", killAtRendering],
  [JOB, "job: before the put of the cover", (shop) => killAtPut(shop, 1)],
  [JOB, "job: between the put of the cover and that of the thumb", (shop) => killAtPut(shop, 2)],
  [FIRST_VIEW, "first view: while the photo is uploaded", killAtPhoto],
];

describeShared("kills", "SIGKILL between statements, and in commands", open, [
  ...ELSEWHERE.map(([moment, name, kill]) => cellAt("SIGKILL", { ...moment, name }, kill)),
  ...commandCells(),
]);

describeShared("kills", "SIGKILL with updates in the inbox", open, inboxCells());
