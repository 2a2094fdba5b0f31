import { crc32 } from "node:zlib";
import type { Orientation } from "../image_header.ts";
import { PNG_CHUNKS } from "./bare.ts";
import { joinPieces, viewOf } from "./container.ts";
import { orientationExif } from "./exif.ts";

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around the data of a chunk. */
const FRAME_BYTES = 12;

/**
 * The same PNG without metadata: only the chunks that decide how it looks, and a colour profile. Undefined if they do not
 * join.
 */
export function stripPng(
  bytes: Uint8Array,
  orientation: Orientation,
): Uint8Array<ArrayBuffer> | undefined {
  const view = viewOf(bytes);
  const pieces = [bytes.subarray(0, SIGNATURE_BYTES)];
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length;) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + FRAME_BYTES + view.getUint32(at);
    if (end > bytes.length) return undefined;
    if (PNG_CHUNKS.has(type) || type === "iCCP") pieces.push(bytes.subarray(at, end));
    if (type === "IEND") return joinPieces(pieces);
    if (type === "IHDR" && orientation !== 1) pieces.push(exifChunk(orientation));
    at = end;
  }
  return undefined;
}

function exifChunk(orientation: Orientation): Uint8Array {
  const body = joinPieces([new TextEncoder().encode("eXIf"), orientationExif(orientation)]);
  const [length, checksum] = [new Uint8Array(4), new Uint8Array(4)];
  viewOf(length).setUint32(0, body.length - 4);
  viewOf(checksum).setUint32(0, crc32(body));
  return joinPieces([length, body, checksum]);
}
