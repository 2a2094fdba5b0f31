import assert from "node:assert/strict";
import { refuseAsPhoto } from "../../src/imaging/mod.ts";

const sendable = {
  format: "jpeg",
  widthPx: 800,
  heightPx: 600,
  orientation: 1,
  profiled: false,
} as const;

Deno.test.each([
  { name: "accepts a JPEG of 10 MiB", header: sendable, sizeBytes: 10_485_760, refused: undefined },
  {
    name: "accepts a PNG",
    header: { ...sendable, format: "png" as const },
    sizeBytes: 9,
    refused: undefined,
  },
  {
    name: "refuses one byte more",
    header: sendable,
    sizeBytes: 10_485_761,
    refused: "too_many_bytes",
  },
  { name: "refuses an empty file", header: sendable, sizeBytes: 0, refused: "empty" },
  {
    name: "refuses a WebP, which Telegram would show as a sticker",
    header: { ...sendable, format: "webp" as const },
    sizeBytes: 9,
    refused: "unsupported_type",
  },
  {
    name: "refuses a panorama, which is rendered instead",
    header: { ...sendable, widthPx: 8000, heightPx: 2100 },
    sizeBytes: 9,
    refused: "bad_dimensions",
  },
  {
    name: "refuses a strip",
    header: { ...sendable, widthPx: 4001, heightPx: 200 },
    sizeBytes: 9,
    refused: "bad_dimensions",
  },
])("refuseAsPhoto() $name", ({ header, sizeBytes, refused }) => {
  assert.equal(refuseAsPhoto(header, sizeBytes), refused);
});
