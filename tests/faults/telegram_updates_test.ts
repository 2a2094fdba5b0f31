import { describeShared } from "../../devkit/faults/matrix.ts";
import { openFaultShop } from "../../devkit/faults/shop.ts";
import { START_CELLS, WEBHOOK_START_CELLS } from "../../devkit/faults/telegram/starts.ts";
import { DELIVERY_CELLS, POLL_CELLS } from "../../devkit/faults/telegram/updates.ts";

const openWebhookShop = () => openFaultShop({ front: "webhook" });

describeShared("telegram", "starts", openFaultShop, START_CELLS);
describeShared("telegram", "starts by webhook", openWebhookShop, WEBHOOK_START_CELLS);
describeShared("telegram", "polls", openFaultShop, POLL_CELLS);
describeShared("telegram", "deliveries", openWebhookShop, DELIVERY_CELLS);
