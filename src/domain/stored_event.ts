import * as v from "valibot";
import { type ImageEvent, ORIGINS } from "./events.ts";
import { IMAGE_TYPES } from "./image_type.ts";

/** The shape in which new events are stored. A stored event is never rewritten; older shapes are read upwards. */
export const SCHEMA_VERSION = 1;

/** An event as its row holds it; nothing of it is trusted yet. */
export interface StoredEvent {
  /** The event's name. */
  readonly type: string;
  /** The version of the shape of `data`. */
  readonly schemaVersion: number;
  /** `cover` or `thumb`. */
  readonly imageType: string;
  /** The event's own fields. */
  readonly data: unknown;
}

type Upcast = (event: StoredEvent) => StoredEvent;

/** From version n (the key) to n + 1. Version 1 is the first, so there is nothing to raise yet. */
const UPCASTS: Readonly<Record<number, Upcast>> = {};

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const imageType = v.picklist(IMAGE_TYPES);

const Schema: v.GenericSchema<unknown, ImageEvent> = v.variant("type", [
  v.strictObject({
    type: v.literal("ImageUploadedToB2"),
    imageType,
    data: v.strictObject({
      bucket: Text,
      key: Text,
      sha256: Sha256,
      sizeBytes: Count,
      widthPx: Count,
      heightPx: Count,
      contentType: Text,
      origin: v.picklist(ORIGINS),
    }),
  }),
  v.strictObject({
    type: v.literal("TelegramFileIdCaptured"),
    imageType,
    data: v.strictObject({
      botId: Count,
      fileId: Text,
      fileUniqueId: v.optional(Text),
      sha256: v.optional(Sha256),
    }),
  }),
  v.strictObject({
    type: v.literal("ImageInvalidated"),
    imageType,
    data: v.variant("layer", [
      v.strictObject({ layer: v.literal("telegram"), reason: Text, fileId: Text }),
      v.strictObject({ layer: v.literal("image"), reason: Text }),
    ]),
  }),
]);

/**
 * Reads a stored event of any past version as one of today's.
 *
 * @throws {RangeError} for a version that is newer than this program, or has no way up.
 * @throws {TypeError} for data that is not of the event's shape.
 */
export function readEvent(stored: StoredEvent): ImageEvent {
  const { type, imageType, data } = raise(stored);
  const result = v.safeParse(Schema, { type, imageType, data });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new TypeError(`Cannot read ${type}: ${v.getDotPath(issue) ?? "event"}: ${issue.message}`);
}

function raise(event: StoredEvent): StoredEvent {
  if (event.schemaVersion === SCHEMA_VERSION) return event;
  const upcast = UPCASTS[event.schemaVersion];
  if (upcast !== undefined) return raise(upcast(event));
  throw new RangeError(
    `Cannot read ${event.type}: its schema version must be 1 to ${SCHEMA_VERSION}, is ${event.schemaVersion}`,
  );
}
