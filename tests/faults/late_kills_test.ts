import { killedCells } from "../../devkit/faults/late/killed.ts";
import { openLateShop } from "../../devkit/faults/late/late_shop.ts";
import { describeShared } from "../../devkit/faults/matrix.ts";

const open = () => openLateShop("process");
describeShared("late", "a put that lands after its sender's death", open, killedCells());
