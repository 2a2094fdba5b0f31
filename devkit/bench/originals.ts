import sharp from "sharp";

/**
 * Writes JPEGs of 4:3 to a new folder, `0.jpg` and so on, and returns their bytes. They hold blurred noise: every picture
 * differs, and it is harder to compress than one colour and easier than white noise.
 */
export async function makeOriginals(
  dir: string,
  count: number,
  widthPx: number,
): Promise<Uint8Array[]> {
  await Deno.mkdir(dir);
  const originals: Uint8Array[] = [];
  for (let n = 0; n < count; n++) {
    const bytes = await makeOriginal(widthPx);
    await Deno.writeFile(`${dir}/${n}.jpg`, bytes);
    originals.push(bytes);
  }
  return originals;
}

/** A JPEG of 4:3 with blurred noise. */
export async function makeOriginal(widthPx: number): Promise<Uint8Array> {
  const noise = crypto.getRandomValues(new Uint8Array(64 * 48 * 3));
  return await sharp(noise, { raw: { width: 64, height: 48, channels: 3 } })
    .resize(widthPx, Math.round(widthPx * 3 / 4)).jpeg({ quality: 88 }).toBuffer();
}
