// What comes into the tray while it is open is told, not thrown between pages that somebody is sorting; an empty tray fills
// by itself.

import { poll } from "/static/poll.js";

const EVERY_MS = 3000;
const news = document.getElementById("tray-news");
const looking = news.querySelector("[data-say]");
const button = news.querySelector("button");
const shown = Number(news.dataset.waiting);

function show({ waiting, to_look_at }) {
  if (waiting > shown && !document.getElementById("tray")) return location.reload();
  looking.textContent = to_look_at ? `Đã cất ${to_look_at} tệp, máy đang xem từng trang; cứ làm việc khác.` : "";
  button.textContent = `Hiện ${waiting - shown} trang mới`;
  button.hidden = waiting <= shown;
  news.hidden = button.hidden && !to_look_at;
}

button.addEventListener("click", () => location.reload());
poll(news.dataset.poll, EVERY_MS, show);
