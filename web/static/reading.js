// While a dossier's scans are being read: asks what is left, and shows the page anew when all is read. A page on which
// somebody has begun to write is left alone; a button offers the news instead.

import { poll } from "/static/poll.js";

const EVERY_MS = 3000;
const note = document.querySelector("[data-reading]");
const written = () => [...document.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue || (field === document.activeElement && field.type !== "checkbox"));

function done() {
  stop();
  if (!written()) return location.reload();
  const button = Object.assign(document.createElement("button"), { className: "small", type: "button", textContent: "Hiện kết quả" });
  button.addEventListener("click", () => location.reload());
  note.replaceChildren("Máy đã đọc xong. ", button);
}

const stop = poll(`/api/dossiers/${note.dataset.reading}/reading`, EVERY_MS, ({ left }) => left || done());
