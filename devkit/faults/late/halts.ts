import type { ObjectType } from "../../../src/domain/mod.ts";
import type { Fault } from "../../s3/front.ts";
import { until } from "../../testing/until.ts";
import type { Halt } from "../kills.ts";
import type { LateShop } from "./late_shop.ts";

/** A moment at which a writer is halted. Unlike after a kill, its request goes on at the end of the halt. */
export interface HaltAt {
  readonly name: string;
  hold(shop: LateShop): Halt;
}

type Request = Pick<Fault, "method" | "keyPart" | "keyPrefix">;

/** Holds the next request to B2 of this kind. It lands at the release, also if its sender is dead by then. */
export function holdRequest(shop: Pick<LateShop, "b2">, request: Request): Halt {
  return hold(shop, request, (landsAfter) => ({ landsAfter }));
}

/** Holds the answer to the next request to B2 of this kind. */
export function holdAnswer(shop: Pick<LateShop, "b2">, request: Request): Halt {
  return hold(shop, request, (answersAfter) => ({ answersAfter }));
}

function hold(
  { b2 }: Pick<LateShop, "b2">,
  request: Request,
  effectOf: (released: Promise<void>) => Fault["effect"],
): Halt {
  const released = Promise.withResolvers<void>();
  const before = b2.strikes;
  b2.fail({ ...request, times: 1, effect: effectOf(released.promise) });
  return {
    reached: until(`a ${request.method} ${request.keyPart ?? ""}`, () => b2.strikes > before),
    release: released.resolve,
  };
}

/** At a put of an object whose key has this part. */
export function put(imageType: ObjectType): HaltAt {
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
