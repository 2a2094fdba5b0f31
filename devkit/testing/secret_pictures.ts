/**
 * Pictures with private metadata: every kind that a format can carry, each with the same secret.
 * @module
 */
import sharp, { type Sharp } from "sharp";
import { join, pngChunk, withJpegSegment, withPngChunks } from "./hostile_pictures.ts";
import { drawScene } from "./pictures.ts";

/** The text in every piece of metadata. */
export const SECRET = "Rue-Secrete-14-Paris";

const XMP = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,51.5N">
${SECRET}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

const EXIF = {
  IFD0: { Artist: SECRET, Make: "Testphone", ImageDescription: SECRET },
  IFD2: { UserComment: SECRET },
  IFD3: {
    GPSLatitudeRef: "N",
    GPSLatitude: "48/1 51/1 30/1",
    GPSLongitudeRef: "E",
    GPSLongitude: "2/1 17/1 40/1",
  },
};

/** A format, and a picture with every kind of metadata that it can carry. */
export interface SecretPicture {
  readonly format: "jpeg" | "png" | "webp" | "avif";
  readonly make: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** One picture of each format that sellers may send. */
export const SECRET_PICTURES: readonly SecretPicture[] = [
  { format: "jpeg", make: secretJpeg },
  { format: "png", make: secretPng },
  { format: "webp", make: () => bytesOf(withSecrets().webp()) },
  { format: "avif", make: () => bytesOf(withSecrets().avif({ effort: 0 })) },
];

/** EXIF with GPS, XMP and a colour profile, as sharp writes them. */
function withSecrets(): Sharp {
  const { data, widthPx: width, heightPx: height, channels } = drawScene({
    widthPx: 480,
    heightPx: 360,
    seed: 21,
  });
  return sharp(data, { raw: { width, height, channels } })
    .withIccProfile("p3").withExif(EXIF).withXmp(XMP);
}

/** Also a thumbnail, IPTC, a comment, a preview of another picture, and a text after the end. */
async function secretJpeg(): Promise<Uint8Array<ArrayBuffer>> {
  const iptc = join("Photoshop 3.0\0", "8BIM\x04\x04\0\0", [0, 0, 0, SECRET.length + 5], [
    0x1c,
    2,
    90,
    0,
    SECRET.length,
  ], SECRET);
  const segments: [number, Uint8Array][] = [
    [
      0xe0,
      join("JFXX\0\x10", [0xff, 0xd8, 0xff, 0xfe, 0, SECRET.length + 2], SECRET, [0xff, 0xd9]),
    ],
    [0xe2, join("MPF\0", SECRET)],
    [0xed, iptc],
    [0xee, join("Ducky", SECRET)],
    [0xef, join(SECRET)],
    [0xfe, join(SECRET)],
  ];
  const jpeg = await bytesOf(withSecrets().jpeg({ quality: 90 }));
  const whole = segments.reduce(
    (bytes, [marker, data]) => withJpegSegment(bytes, marker, data),
    jpeg,
  );
  return join(whole, SECRET);
}

/** Also each kind of text chunk, IPTC as ImageMagick writes it, and the time. */
async function secretPng(): Promise<Uint8Array<ArrayBuffer>> {
  const png = await bytesOf(withSecrets().png());
  const whole = withPngChunks(
    png,
    pngChunk("tEXt", join("Author\0", SECRET)),
    pngChunk("tEXt", join("Raw profile type iptc\0", SECRET)),
    pngChunk("iTXt", join("XML:com.adobe.xmp\0\0\0\0\0", XMP)),
    pngChunk("tIME", join([7, 234, 11, 22, 14, 40, 0])),
  );
  return join(whole, SECRET);
}

async function bytesOf(image: Sharp): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await image.toBuffer());
}
