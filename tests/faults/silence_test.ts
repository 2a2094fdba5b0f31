// First of all: the shop reads its limits when it is loaded.
import "../../devkit/faults/silence/short_deadlines.ts";
import { describeShared } from "../../devkit/faults/matrix.ts";
import { silenceCells } from "../../devkit/faults/silence/cells.ts";
import { FILE_HOST_CELLS, openFrontedShop } from "../../devkit/faults/silence/file_host.ts";
import { openSilenceShop, ROADS } from "../../devkit/faults/silence/roads.ts";

const { postgres, b2, telegram } = ROADS;

for (
  const [name, cells] of [
    ["PostgreSQL", silenceCells(postgres, ["SALE", "JOB", "VIEW", "READYZ"])],
    ["B2", silenceCells(b2, ["JOB", "VIEW", "READYZ"])],
    ["the Bot API", silenceCells(telegram, ["SALE", "JOB", "VIEW", "READYZ"])],
  ] as const
) {
  describeShared("silence", name, openSilenceShop, cells);
}
describeShared("silence", "Telegram's file host", openFrontedShop, FILE_HOST_CELLS);
