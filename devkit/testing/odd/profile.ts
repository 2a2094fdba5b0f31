import sharp from "sharp";

/** The small sRGB profile of sharp. */
export async function srgbProfile(): Promise<Uint8Array> {
  const { data } = await sharp({ create: { width: 1, height: 1, channels: 3, background: "#fff" } })
    .withIccProfile("srgb").png().toBuffer({ resolveWithObject: true });
  return new Uint8Array((await sharp(data).metadata()).icc!);
}
