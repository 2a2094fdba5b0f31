import { erasingCells } from "../../devkit/faults/late/erasing.ts";
import { lateCells } from "../../devkit/faults/late/held.ts";
import { openLateShop } from "../../devkit/faults/late/late_shop.ts";
import { describeShared } from "../../devkit/faults/matrix.ts";

describeShared("late", "a put or an append that is late", openLateShop, lateCells());
describeShared("late", "an erasing that is late", openLateShop, erasingCells());
