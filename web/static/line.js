// Keeps the strip under the bar fresh. One small request every few seconds, none while the page is hidden.

import { poll } from "/static/poll.js";

const EVERY_MS = 5000;
const strip = document.getElementById("line");

function say(id, text) {
  const element = document.getElementById(id);
  if (element && element.textContent !== text) element.textContent = text;
}

function show(answer) {
  const words = answer.words;
  document.getElementById("line-road").dataset.state = words.road_state;
  say("line-road-text", words.road_vi);
  say("line-outbox-text", words.outbox_vi);
  say("line-backup-text", words.backup_vi);
  say("line-register-text", String(answer.state.register_number));
  say("line-tray-text", String(answer.state.tray_pages));
  document.getElementById("line-tray")?.toggleAttribute("hidden", answer.state.tray_pages === 0);
  for (const [id, text] of [["line-clock", words.clock_vi], ["line-alarm", words.alarm_vi]]) {
    say(`${id}-text`, text);
    document.getElementById(id).hidden = text === "";
  }
}

function stopped() {
  document.getElementById("line-road").dataset.state = "down";
  say("line-road-text", "Máy một cửa không trả lời – đừng tắt trang, thử lại sau ít giây");
}

// On a phone the menu is wider than the page: the entry of this page is brought into view.
document.querySelector(".bar nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

if (strip) poll(strip.dataset.poll, EVERY_MS, show, stopped);
