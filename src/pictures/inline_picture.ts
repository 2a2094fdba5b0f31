/** Bytes that a text contains, or `broken` where they cannot be read. */
export type InlinePicture = { readonly bytes: Uint8Array<ArrayBuffer> } | {
  readonly broken: true;
};

/** How base64 of a JPEG, PNG, GIF or WebP (`RIFF`) begins. Some shops store it without `data:`. */
const BASE64_OF_PICTURE = /^(\/9j\/|iVBORw0KGgo|R0lGOD|UklGR)[A-Za-z0-9+/\s]{64,}={0,2}\s*$/;
/** How PostgreSQL writes the bytes of a JPEG or PNG as text. */
const HEX_OF_PICTURE = /^\\x(ffd8ff|89504e47)([0-9a-f]{2})*$/i;
const DATA_URL = /^data:[^,]*,/i;

/** Whether a text contains the bytes of a picture: a `data:` URL, base64, or PostgreSQL's `\x…`. */
export function isInlinePicture(text: string): boolean {
  return DATA_URL.test(text) || BASE64_OF_PICTURE.test(text) || HEX_OF_PICTURE.test(text);
}

/** Reads the bytes that a text of {@link isInlinePicture} contains. */
export function readInlinePicture(text: string): InlinePicture {
  try {
    return { bytes: bytesOf(text) };
  } catch {
    return { broken: true };
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  if (HEX_OF_PICTURE.test(text)) return Uint8Array.fromHex(text.slice(2));
  const [start] = DATA_URL.exec(text) ?? [];
  if (start === undefined) return fromBase64(text);
  const data = text.slice(start.length);
  if (/;\s*base64\s*,$/i.test(start)) {
    return fromBase64(data.includes("%") ? decodeURIComponent(data) : data);
  }
  return fromEscaped(data);
}

/** Padding may be missing, and the alphabet may be that of URLs. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const plain = text.replace(/[\s=]+/g, "");
  return Uint8Array.fromBase64(plain, { alphabet: /[-_]/.test(plain) ? "base64url" : "base64" });
}

/** `%ff` is the byte 255. */
function fromEscaped(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const unescaped: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const hex = bytes[at] === PERCENT ? HEX_PAIR.exec(text.slice(at + 1, at + 3))?.[0] : undefined;
    unescaped.push(hex === undefined ? bytes[at]! : parseInt(hex, 16));
    if (hex !== undefined) at += 2;
  }
  return new Uint8Array(unescaped);
}

const PERCENT = 0x25;
const HEX_PAIR = /^[0-9a-f]{2}$/i;
