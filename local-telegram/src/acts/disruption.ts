import { refused } from "../errors.ts";
import { spoilFileId } from "../files/files.ts";
import { chosenBot, type Platform } from "../state/platform.ts";
import type { ControlPart } from "./control_part.ts";
import { waitFor } from "./waits.ts";

type Disruption = ControlPart<
  | "advanceClock"
  | "clearFaults"
  | "expireFilePath"
  | "faultHits"
  | "forgetAllFiles"
  | "injectFault"
  | "killFileId"
  | "releaseFault"
  | "setFloodModel"
  | "setNextUpdateId"
  | "waitForFault"
>;

/** Makes Telegram misbehave: faults, dead file ids, expired links, floods, a new count of updates, the clock. */
export function createDisruption(platform: Platform): Disruption {
  const { state, faults, clock, flood } = platform;
  return {
    injectFault: (fault) => faults.inject(fault),
    clearFaults: () => faults.clear(),
    releaseFault(faultId) {
      if (!faults.release(faultId)) throw refused(`Cannot release fault ${faultId}: no such fault`);
    },
    faultHits(faultId) {
      const hits = faults.hits(faultId);
      if (hits === undefined) throw refused(`Cannot count hits of fault ${faultId}: no such fault`);
      return hits;
    },
    waitForFault: (faultId, limit) =>
      waitFor(platform, () => faults.hits(faultId) || undefined, {
        ...limit,
        what: () => `fault ${faultId} to hit a call`,
      }),
    killFileId(fileId, mode) {
      if (!spoilFileId(platform, fileId, mode)) {
        throw refused(`Cannot kill file id "${fileId}": this server never gave it`);
      }
    },
    forgetAllFiles() {
      for (const [serial, file] of state.files.entries()) {
        state.files.set(serial, { ...file, forgotten: true });
      }
    },
    expireFilePath(filePath) {
      const keys = state.links.entries().map(([key]) => key)
        .filter((key) => key.slice(key.indexOf(":") + 1) === filePath);
      if (keys.length === 0) throw refused(`Cannot expire "${filePath}": getFile never gave it`);
      for (const key of keys) state.links.delete(key);
    },
    setFloodModel: (model) => flood.set(model),
    setNextUpdateId(updateId, { botId } = {}) {
      const { id } = chosenBot(platform, botId);
      const failed = `Cannot set the next update id to ${updateId}`;
      if (!(Number.isSafeInteger(updateId) && updateId >= 1)) {
        throw refused(`${failed}: it must be an integer >= 1`);
      }
      const waiting = platform.updates.pending(id).length;
      if (waiting > 0) throw refused(`${failed}: ${waiting} updates wait for the bot`);
      platform.updates.setNextId(id, updateId);
    },
    advanceClock: (byMs) => clock.advance(byMs),
  };
}
