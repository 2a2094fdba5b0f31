import { describeShared } from "../../devkit/faults/matrix.ts";
import { openPublic, strangerCells } from "../../devkit/faults/strangers/cells.ts";

const FEW_FILES = 64;

describeShared("strangers", "a shop", openPublic, strangerCells("a shop", "unlimited"));
const limited = `a shop that may open ${FEW_FILES} files`;
describeShared(
  "strangers",
  limited,
  () => openPublic(FEW_FILES),
  strangerCells(limited, "limited"),
);
