import { InputMediaBuilder } from "grammy";
import { jpegHeader, png } from "./support/pictures.ts";
import { checkRefusal, type Refusal, upload, USER } from "./support/refusals.ts";

const rows: Refusal[] = [
  {
    name: "an id with an impossible length",
    call: ({ api }) => api.sendPhoto(USER, "AgACA"),
    refusal: "400 Bad Request: wrong remote file identifier specified: Wrong string length",
  },
  {
    name: "an id with a character that is not in base64url",
    call: ({ api }) => api.sendPhoto(USER, "AgAC+AAA"),
    refusal:
      "400 Bad Request: wrong remote file identifier specified: Wrong character in the string",
  },
  {
    name: "an id whose last bits are not zero",
    call: ({ api }) => api.sendPhoto(USER, "AgACB1"),
    refusal: "400 Bad Request: wrong remote file identifier specified: Wrong padding in the string",
  },
  {
    name: "an id without a known version",
    call: ({ api, photoId }) => api.sendPhoto(USER, photoId.slice(0, 20)),
    refusal:
      "400 Bad Request: wrong remote file identifier specified: can't unserialize it. Wrong last symbol",
  },
  {
    name: "an id whose record is cut off",
    call: async ({ api, control, photoId }) => {
      await control.killFileId(photoId, "garbage");
      await api.sendPhoto(USER, photoId);
    },
    refusal: "400 Bad Request: wrong remote file identifier specified: can't unserialize it",
  },
  {
    name: "an id from a newer server",
    call: ({ api, photoId }) => api.sendPhoto(USER, withVersion(photoId, 99)),
    refusal: "400 Bad Request: invalid remote file identifier",
  },
  {
    name: "the id of a document sent as a photo",
    call: ({ api, documentId }) => api.sendPhoto(USER, documentId),
    refusal: "400 Bad Request: can't use file of type Document as Photo",
  },
  {
    name: "an id killed with wrongType",
    call: async ({ api, control, photoId }) => {
      await control.killFileId(photoId, "wrongType");
      await api.sendPhoto(USER, photoId);
    },
    refusal: "400 Bad Request: can't use file of type Document as Photo",
  },
  {
    name: "a dead id",
    call: async ({ api, control, photoId }) => {
      await control.killFileId(photoId, "dead");
      await api.sendPhoto(USER, photoId);
    },
    refusal: "400 Bad Request: wrong file identifier/HTTP URL specified",
  },
  {
    name: "another bot's id",
    call: ({ api, foreignId }) => api.sendPhoto(USER, foreignId),
    refusal: "400 Bad Request: wrong file identifier/HTTP URL specified",
  },
  {
    name: "an id after Telegram forgot all files",
    call: async ({ api, control, photoId }) => {
      await control.forgetAllFiles();
      await api.sendPhoto(USER, photoId);
    },
    refusal: "400 Bad Request: wrong file identifier/HTTP URL specified",
  },
  {
    name: "another bot's id in an edit",
    call: ({ api, textMessage, foreignId }) =>
      api.editMessageMedia(USER, textMessage, InputMediaBuilder.photo(foreignId)),
    refusal: "400 Bad Request: MEDIA_EMPTY",
  },
  {
    name: "an id killed with foreign, in an edit",
    call: async ({ api, control, textMessage, photoId }) => {
      await control.killFileId(photoId, "foreign");
      await api.editMessageMedia(USER, textMessage, InputMediaBuilder.photo(photoId));
    },
    refusal: "400 Bad Request: MEDIA_EMPTY",
  },
  {
    name: "one dead id in an album",
    call: ({ api, photoId, foreignId }) =>
      api.sendMediaGroup(USER, [photoId, foreignId].map((id) => InputMediaBuilder.photo(id))),
    refusal:
      '400 Bad Request: failed to send message #2 with the error message "Wrong file identifier/HTTP URL specified"',
  },
  {
    name: "no photo",
    call: ({ api }) => api.raw.sendPhoto({ chat_id: USER } as never),
    refusal: "400 Bad Request: there is no photo in the request",
  },
  {
    name: "an empty id",
    call: ({ api }) => api.sendPhoto(USER, ""),
    refusal: "400 Bad Request: remote file identifier must be non-empty",
  },
  {
    name: "getFile of nonsense",
    call: ({ api }) => api.getFile("nonsense!"),
    refusal: "400 Bad Request: invalid file_id",
  },
  {
    name: "getFile of a dead id",
    call: async ({ api, control, photoId }) => {
      await control.killFileId(photoId, "dead");
      await api.getFile(photoId);
    },
    refusal: "400 Bad Request: invalid file_id",
  },
  {
    name: "getFile over 20 MiB",
    call: ({ api, bigDocumentId }) => api.getFile(bigDocumentId),
    refusal: "400 Bad Request: file is too big",
  },
  {
    name: "an upload over 10 MiB",
    call: ({ api }) => api.sendPhoto(USER, upload(new Uint8Array(10_485_761))),
    refusal:
      "400 Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
  },
  {
    name: "an empty upload",
    call: ({ api }) => api.sendPhoto(USER, upload(new Uint8Array())),
    refusal: "400 Bad Request: file must be non-empty",
  },
  {
    name: "a photo with sides of more than 10 000 pixels together",
    call: ({ api }) => api.sendPhoto(USER, upload(jpegHeader(6000, 4001))),
    refusal: "400 Bad Request: PHOTO_INVALID_DIMENSIONS",
  },
  {
    name: "a photo with a ratio of more than 20",
    call: ({ api }) => api.sendPhoto(USER, upload(jpegHeader(2100, 100))),
    refusal: "400 Bad Request: PHOTO_INVALID_DIMENSIONS",
  },
  {
    name: "a photo that is not a picture",
    call: ({ api }) => api.sendPhoto(USER, upload(new TextEncoder().encode("<svg></svg>"))),
    refusal: "400 Bad Request: IMAGE_PROCESS_FAILED",
  },
  {
    name: "a photo of so many segments that reading them would keep the server busy",
    call: ({ api }) => api.sendPhoto(USER, upload(withComments(jpegHeader(300, 300), 1000))),
    refusal: "400 Bad Request: IMAGE_PROCESS_FAILED",
  },
  {
    name: "a truncated picture",
    call: ({ api }) => api.sendPhoto(USER, upload(png(300, 300).slice(0, -20))),
    refusal: "400 Bad Request: IMAGE_PROCESS_FAILED",
  },
  {
    name: "a photo with a wrong file name extension",
    call: ({ api }) => api.sendPhoto(USER, upload(png(), "a.webp")),
    refusal:
      "400 Bad Request: photo has unsupported extension. Use one of .jpg, .jpeg, .gif, .png, .tif or .bmp",
  },
  {
    name: "an address on another machine",
    call: ({ api }) => api.sendPhoto(USER, "https://example.com/a.jpg"),
    refusal: "400 Bad Request: failed to get HTTP URL content",
  },
  {
    name: "an incomplete address",
    call: ({ api }) => api.sendPhoto(USER, "http://"),
    refusal: "400 Bad Request: wrong HTTP URL specified",
  },
];

Deno.test.each<Refusal>(rows)("a call is refused for $name", checkRefusal);

/** The same JPEG with empty comments at its start. */
function withComments(jpeg: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const comments = Array.from({ length: count }, () => [0xff, 0xfe, 0, 2]).flat();
  return Uint8Array.from([...jpeg.subarray(0, 2), ...comments, ...jpeg.subarray(2)]);
}

/** Returns the id as a server of another version would write it. */
function withVersion(fileId: string, version: number): string {
  const bytes = Uint8Array.fromBase64(fileId, { alphabet: "base64url" });
  bytes[bytes.length - 2] = version;
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
