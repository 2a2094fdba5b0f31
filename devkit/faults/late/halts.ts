import type { Fault } from "../../s3/front.ts";
import { until } from "../../testing/until.ts";
import type { Halt } from "../kills.ts";
import type { LateShop } from "./late_shop.ts";

/** A moment at which a writer is halted. Unlike after a kill, its request goes on at the end of the halt. */
export interface HaltAt {
  readonly name: string;
  hold(shop: LateShop): Halt;
}

/** Holds the next request to B2 of this kind. It lands at the release, also if its sender is dead by then. */
export function holdRequest(
  { b2 }: Pick<LateShop, "b2">,
  request: Pick<Fault, "method" | "keyPart" | "keyPrefix">,
): Halt {
  const released = Promise.withResolvers<void>();
  const before = b2.strikes;
  b2.fail({ ...request, times: 1, effect: { landsAfter: released.promise } });
  return {
    reached: until(`a ${request.method} ${request.keyPart ?? ""}`, () => b2.strikes > before),
    release: released.resolve,
  };
}

/** At a put of an object whose key has this part. */
export function put(imageType: "cover" | "thumb"): HaltAt {
  const request = { method: "PUT", keyPart: `/${imageType}-` };
  return { name: `the put of the ${imageType}`, hold: (shop) => holdRequest(shop, request) };
}

/** At the append of events of this type, before PostgreSQL gets it. */
export function append(
  type: "ImageUploadedToB2" | "ImageInvalidated" | "TelegramFileIdCaptured",
): HaltAt {
  return {
    name: `the append of ${type}`,
    hold: ({ proxy }) => {
      const released = Promise.withResolvers<void>();
      const reached = proxy.strike({
        statement: `"type":"${type}"`,
        effect: { before: () => released.promise },
      });
      return { reached, release: released.resolve };
    },
  };
}
