import { describeShared } from "../../devkit/faults/matrix.ts";
import { FAULTS, type PostgresFault, type Statement } from "../../devkit/faults/postgres_faults.ts";
import { cellAt, MOMENTS, type Struck } from "../../devkit/faults/postgres_moments.ts";
import type { ProxiedShop } from "../../devkit/faults/proxied_shop.ts";
import { openFaultShop } from "../../devkit/faults/shop.ts";
import { within } from "../../devkit/testing/until.ts";

function struckBy(fault: PostgresFault) {
  return (shop: ProxiedShop, statement: Statement): Struck => async (work) => {
    const { over } = await fault.arm(shop, statement);
    const done = work();
    // Wait for both: if the fault never ends, the work hangs, and the error of the fault explains why.
    const [ended, result] = await Promise.allSettled([over(), within(done, statement.text)]);
    if (ended.status === "rejected") throw ended.reason;
    if (result.status === "rejected") throw result.reason;
    return result.value;
  };
}

for (const fault of FAULTS) {
  const moments = MOMENTS.filter(({ core, reads }) =>
    fault.everywhere ? fault.anything || !reads : core
  );
  const cells = moments.map((moment) => cellAt(fault.name, moment, struckBy(fault)));
  describeShared("postgres", fault.name, () => openFaultShop({ proxy: true }), cells);
}
