import assert from "node:assert/strict";
import {
  EVENT_TYPES,
  readEvent,
  SCHEMA_VERSION,
  type StoredEvent,
  writeEvent,
} from "../../src/domain/mod.ts";
import { readDocument, tableRows } from "../../devkit/testing/documents.ts";

const text = await readDocument("docs/events.md");
const rows = tableRows(text);

/** What a schema of valibot holds: the fields of an object, or the objects of a choice. */
interface Schema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, { readonly type: string; readonly literal?: string }>>;
  readonly options?: readonly Schema[];
}

/** The fields of a schema as the document writes them. */
function fieldsOf({ entries = {}, options }: Schema): string {
  if (options !== undefined) return options.map(fieldsOf).join(" or ");
  const fields = Object.entries(entries).map(([name, { type }]) =>
    type === "optional" ? `${name}?` : name
  );
  return fields.length === 0 ? "" : `\`${fields.join(", ")}\``;
}

Deno.test("docs/events.md has every event type, with its version and its data", () => {
  const written = rows.filter(([type]) => /^`[A-Z]/.test(type!))
    .map(([type, since, data]) => [type!.replaceAll("`", ""), since, data]);
  const defined = EVENT_TYPES.map(({ name, schemaVersion, data }) => [
    name,
    String(schemaVersion),
    fieldsOf(data as unknown as Schema),
  ]);
  assert.deepEqual(written, defined);
});

Deno.test("docs/events.md has every schema version", () => {
  const versions = rows.map(([version]) => Number(version)).filter((version) => version > 0);
  assert.deepEqual(versions, Array.from({ length: SCHEMA_VERSION }, (_, index) => index + 1));
});

Deno.test("docs/events.md shows events that the shop reads and writes", () => {
  const examples = [...text.matchAll(/^```json\n(.*?)^```$/gms)]
    .map(([, json]): StoredEvent => JSON.parse(json!));
  assert.ok(examples.length > 1);
  for (const example of examples) assert.deepEqual(writeEvent(readEvent(example)), example);
});
