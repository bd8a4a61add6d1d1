// Signing many papers: one box chooses all of a list, and the round's own states move while it runs.

import { poll } from "/static/poll.js";

const EVERY_MS = 1500;
const STATES = { waiting: ["chờ", "plain"], working: ["đang ký", "info"], done: ["đã ký", "good"], failed: ["chưa ký được", "bad"] };
const box = document.getElementById("round");

for (const all of document.querySelectorAll("[data-all]")) {
  const members = [...document.querySelectorAll(`[data-of="${all.dataset.all}"]`)];
  all.addEventListener("change", () => members.forEach((one) => { one.checked = all.checked; }));
  members.forEach((one) => one.addEventListener("change", () => { all.checked = members.every((member) => member.checked); }));
}

function show({ items, busy }) {
  if (!busy) return location.assign("/ky-loat");
  for (const item of items) {
    const badge = box.querySelector(`[data-item="${item.dossier}/${item.component}"] [data-say="state"]`);
    if (!badge) continue;
    const [text, tone] = STATES[item.state];
    badge.textContent = text;
    badge.className = `badge ${tone}`;
  }
  const done = items.filter((item) => item.state === "done").length;
  box.querySelector('[data-say="done"]').textContent = done;
  box.querySelector("progress").value = items.filter((item) => item.state === "done" || item.state === "failed").length;
}

if (box?.dataset.busy) poll(box.dataset.poll, EVERY_MS, show);
