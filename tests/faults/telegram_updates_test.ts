import { describeShared } from "../../devkit/faults/matrix.ts";
import { openFaultShop } from "../../devkit/faults/shop.ts";
import { HOOKED_START_CELLS, START_CELLS } from "../../devkit/faults/telegram/starts.ts";
import {
  DELIVERY_CELLS,
  openHookedShop,
  POLL_CELLS,
} from "../../devkit/faults/telegram/updates.ts";

describeShared("telegram", "starts", openFaultShop, START_CELLS);
describeShared("telegram", "starts by webhook", openHookedShop, HOOKED_START_CELLS);
describeShared("telegram", "polls", openFaultShop, POLL_CELLS);
describeShared("telegram", "deliveries", openHookedShop, DELIVERY_CELLS);
