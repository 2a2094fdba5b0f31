import type { LoggedEvent } from "../../domain/mod.ts";
import type { Words } from "../words/mod.ts";
import { Badge, productPath, Time, type Tone } from "./parts.tsx";

/** How an event is coloured: it brought something, ended something, or lost it. */
export function toneOf({ type }: Pick<LoggedEvent, "type">): Tone {
  switch (type) {
    case "ImageUploadedToB2":
    case "TelegramFileIdCaptured":
      return "good";
    case "ImageLost":
    case "ImageDeleted":
      return "bad";
    case "ImageInvalidated":
    case "PictureRemoved":
      return "warn";
    default:
      return "plain";
  }
}

/** Who caused an event. */
export function actorOf({ metadata }: Pick<LoggedEvent, "metadata">): string | undefined {
  return typeof metadata.actor === "string" ? metadata.actor : undefined;
}

/** Events in short, each with a link into its product's timeline. */
export function EventRows({ events, t }: { events: readonly LoggedEvent[]; t: Words }) {
  return (
    <ul class="rows">
      {events.map((event) => (
        <li>
          <Badge tone={toneOf(event)}>{event.imageType}</Badge>
          <span class="grow">
            <a href={eventPath(event)}>{event.type}</a>
            <span class="under">
              {event.productId} · {actorOf(event) ?? t.unknown}
            </span>
          </span>
          <span class="soft small">
            <Time at={event.recordedAt} t={t} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The place of an event in its product's timeline. */
export function eventPath({ productId, version }: Pick<LoggedEvent, "productId" | "version">) {
  return `${productPath(productId)}?around=${version}#v${version}`;
}
