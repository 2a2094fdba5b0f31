/** @file Pictures and files that a person drops or pastes. */

/** Telegram shows these as photos. */
const PHOTO = /^image\/(jpeg|png|webp)$/;

/** Connects dropping and pasting in a chat. It calls `send` with photos, and with other files. */
export function connectDrops(root, send) {
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  root.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    root.classList.add("dropping");
  });
  root.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!root.contains(relatedTarget)) root.classList.remove("dropping");
  });
  root.addEventListener("drop", (event) => {
    root.classList.remove("dropping");
    if (!hasFiles(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files, send);
  });
  root.addEventListener("paste", (event) => {
    const { files } = event.clipboardData;
    // A cell of a spreadsheet comes as a text and as a picture: it is a text.
    if (files.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    take(files, send);
  });
}

function take(files, send) {
  const photos = [...files].filter(({ type }) => PHOTO.test(type));
  send({ photos, files: [...files].filter((file) => !photos.includes(file)) });
}
