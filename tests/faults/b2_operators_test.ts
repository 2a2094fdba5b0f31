import { describeMoment } from "../../devkit/faults/b2_faults.ts";
import { MOMENTS } from "../../devkit/faults/b2_moments.ts";

for (const moment of MOMENTS.filter(({ inShop }) => !inShop)) describeMoment(moment);
