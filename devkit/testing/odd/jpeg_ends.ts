import { changed, type OddEncoding, readOddFile } from "./encoding.ts";
import * as odd from "./odd_jpegs.ts";

const NO_END = "libjpeg-turbo/libjpeg-turbo#163, intel/libyami#801";
const EXTRANEOUS = "tesseract-ocr/tesseract#103, koreader/koreader#12212";
const base = "cjpeg-420.jpg";
const progressive = "cjpeg-progressive.jpg";
const gainMap = await readOddFile("cjpeg-gray.jpg");

/** JPEGs with something odd at their ends. */
export const ODD_ENDS: readonly OddEncoding[] = [
  changed("JPEG without its end", NO_END, base, odd.endingWith()),
  changed("JPEG with half of its end", NO_END, base, odd.endingWith([0xff])),
  changed("JPEG, zeros instead of its end", NO_END, base, odd.endingWith(new Uint8Array(600))),
  changed(
    "JPEG without its end, then Samsung's trailer",
    NO_END,
    base,
    odd.endingWith(odd.SAMSUNG_TRAILER),
  ),
  changed("JPEG without its end, then a film", NO_END, base, odd.endingWith(odd.FILM)),
  changed(
    "JPEG, progressive, without its end",
    "SixLabors/ImageSharp#18",
    progressive,
    odd.endingWith(),
  ),
  changed(
    "JPEG, 17 scans, without its end",
    "SixLabors/ImageSharp#440",
    "cjpeg-many-scans.jpg",
    odd.endingWith(),
  ),
  changed(
    "JPEG with restarts, without its end",
    NO_END,
    "cjpeg-restart-blocks.jpg",
    odd.endingWith(),
  ),
  changed("JPEG, three scans, without its end", NO_END, "cjpeg-three-scans.jpg", odd.endingWith()),
  changed("JPEG in RGB, without its end", NO_END, "cjpeg-rgb.jpg", odd.endingWith()),
  changed(
    "JPEG, zeros before its end",
    EXTRANEOUS,
    base,
    odd.endingWith(new Uint8Array(40), [0xff, 0xd9]),
  ),
  changed(
    "JPEG, text before its end",
    EXTRANEOUS,
    progressive,
    odd.endingWith("made by a camera", [0xff, 0xd9]),
  ),
  changed(
    "JPEG, bytes and restarts after its last block",
    "a scanner of Brother, image-rs/jpeg-decoder#100",
    base,
    odd.endingWith([0x55, 0xff, 0, 0x12, 0xff, 0xd2, 0x34, 0xff, 0xd3, 0xff, 0xd9]),
  ),
  changed(
    "JPEG, fill bytes before its end",
    "ITU T.81, B.1.1.2",
    base,
    odd.endingWith([0xff, 0xff, 0xff, 0xd9]),
  ),
  changed(
    "JPEG, then a film: a Motion Photo",
    "Pixel, pulsejet/memories#965",
    base,
    odd.followedBy(odd.FILM),
  ),
  changed(
    "JPEG, then Samsung's trailer",
    "exiftool, Samsung.pm",
    base,
    odd.followedBy(odd.SAMSUNG_TRAILER),
  ),
  changed(
    "JPEG, then a gain map: Ultra HDR",
    "Pixel, google/libultrahdr#54",
    base,
    odd.asUltraHdr(gainMap),
  ),
];
