import { cleanUpCells } from "../../devkit/faults/late/clean_ups.ts";
import { pairCells } from "../../devkit/faults/late/held.ts";
import { openLateShop } from "../../devkit/faults/late/late_shop.ts";
import { describeShared } from "../../devkit/faults/matrix.ts";

describeShared("late", "two writers of one product at the same time", openLateShop, pairCells());
describeShared("late", "a clean-up of what a command has found", openLateShop, cleanUpCells());
