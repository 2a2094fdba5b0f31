import { describeShared } from "./matrix.ts";
import { openFaultShop } from "./support/shop.ts";
import { DOWNLOAD_CELLS, openFrontedShop } from "./telegram/downloads.ts";
import { BAD_ID_CELLS } from "./telegram/ids.ts";
import { REFUSAL_CELLS } from "./telegram/refusals.ts";

describeShared("telegram", "refusals", openFaultShop, REFUSAL_CELLS);
describeShared("telegram", "bad file ids", openFaultShop, BAD_ID_CELLS);
describeShared("telegram", "downloads", openFrontedShop, DOWNLOAD_CELLS);
