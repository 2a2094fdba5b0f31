import { describeMoment } from "./support/b2_faults.ts";
import { MOMENTS } from "./support/b2_moments.ts";

for (const moment of MOMENTS.filter(({ inShop }) => !inShop)) describeMoment(moment);
