import * as v from "valibot";
import { EVENT_TYPES, type ImageEvent, schemaVersionOf } from "./events/mod.ts";
import { IMAGE_TYPES, ORIGINAL } from "./image_type.ts";
import type { StoredEvent } from "./logged_event.ts";
import { FIRST_NUMBER } from "./product_images.ts";
import { imageName, readImageName } from "./several_pictures.ts";
import { UPCASTS } from "./upcasts.ts";

/**
 * The newest version of the shapes in which events are stored. A stored event is never rewritten: older ones are read
 * upwards. A type whose shape did not change keeps its older version, so that an older release reads it too.
 */
export const SCHEMA_VERSION = 4;

const imageType = v.picklist([...IMAGE_TYPES, ORIGINAL]);

/** The shape of the events of each type, by its name. */
const SHAPES = new Map<string, v.GenericSchema>(
  EVENT_TYPES.map(({ name, data }) => [
    name,
    v.strictObject({ type: v.literal(name), imageType, data }),
  ]),
);

/**
 * Reads a stored event of any past version as one of today's.
 *
 * @throws {RangeError} for a version that is newer than this program, or has no way up.
 * @throws {TypeError} for data that is not of the event's shape.
 */
export function readEvent(stored: StoredEvent): ImageEvent {
  checkNames(stored);
  const { type, data, ...named } = raise(stored);
  const { imageType, picture = FIRST_NUMBER } = named.picture === undefined
    ? readImageName(named.imageType)
    : named;
  const shape = SHAPES.get(type);
  if (shape === undefined) throw new TypeError(`Cannot read ${type}: there is no such event type`);
  const result = v.safeParse(shape, { type, imageType, data });
  if (result.success) {
    const event = result.output as ImageEvent;
    return picture === FIRST_NUMBER ? event : { ...event, picture };
  }
  const [issue] = result.issues;
  throw new TypeError(`Cannot read ${type}: ${v.getDotPath(issue) ?? "event"}: ${issue.message}`);
}

/** The event as its row holds it. {@link readEvent} reads it back. */
export function writeEvent(event: ImageEvent): StoredEvent {
  const { type, imageType, picture, data } = event;
  const schemaVersion = schemaVersionOf(event);
  return { type, schemaVersion, imageType: imageName(imageType, picture), data };
}

/** What is no text or number cannot be named in an error, and some texts name members of every object. */
function checkNames({ type, imageType, schemaVersion }: StoredEvent): void {
  const isNamed = typeof type === "string" && typeof imageType === "string" &&
    typeof schemaVersion === "number";
  if (!isNamed) {
    throw new TypeError(
      "Cannot read an event: its type and image type must be texts, its schema version a number",
    );
  }
}

function raise(event: StoredEvent): StoredEvent {
  const { schemaVersion } = event;
  if (schemaVersion === SCHEMA_VERSION) return event;
  const upcast = UPCASTS[schemaVersion];
  if (upcast !== undefined) return raise({ ...upcast(event), schemaVersion: schemaVersion + 1 });
  throw new RangeError(
    `Cannot read ${event.type}: its schema version must be 1 to ${SCHEMA_VERSION}, is ${schemaVersion}`,
  );
}
