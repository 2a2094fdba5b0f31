import { lateCells } from "../../devkit/faults/late/held.ts";
import { openLateShop } from "../../devkit/faults/late/late_shop.ts";
import { describeShared } from "../../devkit/faults/matrix.ts";

describeShared("late", "late puts and appends of writers that live", openLateShop, lateCells());
