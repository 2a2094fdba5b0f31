import type { MediaSource } from "../control/control.ts";
import { ApiRefusal, badRequest } from "../errors.ts";

/** The largest request that Telegram's front end accepts. */
const MAX_UPLOAD_BYTES = 50 * 1024 * 1024;

/** A file part of a multipart request. */
export interface Upload {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The parameters of a call, from whatever part of the request. */
export interface Payload {
  readonly params: Readonly<Record<string, unknown>>;
  /** By form field. */
  readonly uploads: ReadonlyMap<string, Upload>;
}

/** Reads query, urlencoded, multipart and JSON parameters. The body wins over the query. */
export async function readPayload(request: Request): Promise<Payload> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const contentType = request.headers.get("content-type") ?? "";
  if (request.body === null) return { params: query, uploads: new Map() };
  if (/^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(contentType)) {
    return await readForm(request, query);
  }
  return { params: { ...query, ...await readJson(request) }, uploads: new Map() };
}

async function readForm(request: Request, query: Record<string, string>): Promise<Payload> {
  const params: Record<string, unknown> = { ...query };
  const uploads = new Map<string, Upload>();
  for (const [name, value] of await formData(request)) {
    if (typeof value === "string") params[name] = value;
    else uploads.set(name, { fileName: value.name, bytes: await value.bytes() });
  }
  if (uploadedBytes(uploads) > MAX_UPLOAD_BYTES) {
    throw new ApiRefusal(413, "Request Entity Too Large");
  }
  return { params, uploads };
}

async function formData(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (error) {
    if (error instanceof TypeError) throw badRequest("Can't parse the request body");
    throw error;
  }
}

async function readJson(request: Request): Promise<Record<string, unknown>> {
  const body = await request.text();
  if (body === "") return {};
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Refused below.
  }
  throw badRequest("Can't parse the request body as a JSON object");
}

/** Returns the size of all uploads together. */
export function uploadedBytes(uploads: Payload["uploads"]): number {
  return [...uploads.values()].reduce((sum, upload) => sum + upload.bytes.length, 0);
}

/** Returns the parameters for the call log: JSON text is parsed, uploads are left out. */
export function loggedParams({ params }: Payload): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, parseStructure(value)]),
  );
}

/** Tells how the media of a call came. */
export function mediaSource(payload: Payload): MediaSource {
  if (payload.uploads.size > 0) return "upload";
  const references = [...mediaReferences(loggedParams(payload))];
  if (references.length === 0) return "none";
  return references.some((reference) => !/^https?:\/\//i.test(reference)) ? "file_id" : "url";
}

const MEDIA_FIELDS = new Set(["photo", "document", "media", "photo_file_id", "document_file_id"]);

function* mediaReferences(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === "string" && MEDIA_FIELDS.has(name)) yield inner;
    else yield* mediaReferences(inner);
  }
}

function parseStructure(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
