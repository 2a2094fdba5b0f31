import { describeShared } from "../../devkit/faults/matrix.ts";
import { openFaultShop } from "../../devkit/faults/shop.ts";
import { DOWNLOAD_CELLS } from "../../devkit/faults/telegram/downloads.ts";
import { BAD_ID_CELLS } from "../../devkit/faults/telegram/ids.ts";
import { REFUSAL_CELLS } from "../../devkit/faults/telegram/refusals.ts";

describeShared("telegram", "refusals", openFaultShop, REFUSAL_CELLS);
describeShared("telegram", "bad file ids", openFaultShop, BAD_ID_CELLS);
describeShared("telegram", "downloads", () => openFaultShop({ front: "api" }), DOWNLOAD_CELLS);
