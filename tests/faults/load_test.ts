import assert from "node:assert/strict";
import { chooseSeed, createRandom } from "../../devkit/testing/random.ts";
import { sampleOf } from "../../devkit/testing/sample.ts";
import { type Cell, describeShared } from "../../devkit/faults/matrix.ts";
import { LOAD_FAULTS } from "../../devkit/faults/load/faults.ts";
import { CUSTOMERS, type Load, openLoad } from "../../devkit/faults/load/load.ts";
import { countPictures, playRound, type Trace } from "../../devkit/faults/load/round.ts";

const SEED = chooseSeed();

/** A load, and the trace of a round without a fault. */
interface MeasuredLoad extends Load {
  readonly calm: Trace;
}

async function openMeasuredLoad(): Promise<MeasuredLoad> {
  console.log(`seed ${SEED}: VITRINE_SEED=${SEED} repeats it`);
  await using stack = new AsyncDisposableStack();
  const load = stack.use(await openLoad(SEED));
  const { trace: calm } = await playRound(load);
  const parts = stack.move();
  return { ...load, calm, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

const moment = `${CUSTOMERS} customers at once`;

const cells = sampleOf(LOAD_FAULTS, 6, createRandom(SEED)).map((
  { fault, expected, strike },
): Cell<MeasuredLoad> => ({
  fault,
  moment,
  expected,
  run: async (load) => {
    const { pictures, trace } = await playRound(load, strike);
    assert.deepEqual(trace, load.calm, "the trace of a round without a fault");
    return pictures;
  },
}));

describeShared("load", `one fault after the other (seed ${SEED})`, openMeasuredLoad, [...cells, {
  fault: "all of these",
  moment: `${CUSTOMERS} customers, afterwards`,
  expected: "each product shows the last picture of its seller, and B2 has it",
  run: (load) => countPictures(load, [...load.ledger.sold.values()]),
}], 1);
