import { clockCells, openMistaken, WRONG_TIMES } from "../../devkit/faults/counters/clocks.ts";
import { idCells } from "../../devkit/faults/counters/ids.ts";
import { RESTORED_CELLS } from "../../devkit/faults/counters/restored.ts";
import { openLateShop } from "../../devkit/faults/late/late_shop.ts";
import { describeShared } from "../../devkit/faults/matrix.ts";
import { openFaultShop } from "../../devkit/faults/shop.ts";

const open = (front: "api" | "webhook") => () => openFaultShop({ front });

describeShared("counters", "updates by polling", open("api"), idCells("polling"));
describeShared("counters", "updates by webhook", open("webhook"), idCells("webhook"));

for (const time of WRONG_TIMES) {
  describeShared("counters", time.fault, () => openMistaken(time), clockCells(time));
}

describeShared("counters", "a restored backup", openLateShop, RESTORED_CELLS);
