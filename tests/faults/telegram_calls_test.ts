import { describeShared } from "../../devkit/faults/matrix.ts";
import { openFaultShop } from "../../devkit/faults/shop.ts";
import { brokenCallsAt } from "../../devkit/faults/telegram/broken_calls.ts";
import { MOMENTS } from "../../devkit/faults/telegram/moments.ts";

for (const moment of MOMENTS) {
  describeShared("telegram", moment.moment, openFaultShop, brokenCallsAt(moment));
}
