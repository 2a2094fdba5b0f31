import { describeShared } from "./matrix.ts";
import { openFaultShop } from "./support/shop.ts";
import { brokenCallsAt } from "./telegram/broken_calls.ts";
import { MOMENTS } from "./telegram/moments.ts";

for (const moment of MOMENTS) {
  describeShared("telegram", moment.moment, openFaultShop, brokenCallsAt(moment));
}
