// Pieces of a scan beside the two sides of a dispute, and a word where a picture cannot be shown.

const SVG = "http://www.w3.org/2000/svg";
const ROOM = 0.6; // of the box's height, around it

function cut(frame) {
  const [left, top, right, bottom] = frame.dataset.crop.split(",").map(Number);
  const picture = frame.querySelector("img");
  const room = (bottom - top) * ROOM;
  const svg = frame.querySelector("svg");
  const draw = () => {
    svg.setAttribute("viewBox", `${left - room} ${top - room} ${right - left + 2 * room} ${bottom - top + 2 * room}`);
    const image = document.createElementNS(SVG, "image");
    image.setAttribute("href", picture.src);
    image.setAttribute("width", picture.naturalWidth);
    image.setAttribute("height", picture.naturalHeight);
    svg.append(image);
  };
  if (picture.complete && picture.naturalWidth) draw();
  else picture.addEventListener("load", draw);
  picture.addEventListener("error", () => frame.remove());
}

function instead(picture) {
  const word = document.createElement("span");
  word.className = "empty small";
  word.textContent = "chưa có ảnh xem trước";
  picture.replaceWith(word);
}

document.querySelectorAll("[data-crop]").forEach(cut);
for (const picture of document.querySelectorAll("img[data-fallback]")) {
  if (picture.complete && picture.naturalWidth === 0 && picture.src) instead(picture);
  picture.addEventListener("error", () => instead(picture));
}
