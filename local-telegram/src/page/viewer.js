/** @file Shows a photo as large as the window. */
import { element } from "./render.js";

/** Connects the dialog. Returns a function that shows an image. The arrow keys lead to the others of its message. */
export function connectViewer(dialog) {
  let photos = [];
  let place = 0;
  const show = (at) => {
    place = (at + photos.length) % photos.length;
    const { src, alt } = photos[place];
    dialog.querySelector("img")?.remove();
    dialog.append(element("img", { src, alt }));
  };
  dialog.onclick = () => dialog.close();
  dialog.onclose = () => dialog.querySelector("img")?.remove();
  dialog.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    show(place + step);
  };
  return (image) => {
    photos = [...image.closest(".message").querySelectorAll(".photo img")];
    show(photos.indexOf(image));
    dialog.showModal();
  };
}
