// Keeps the page of background work fresh: the numbers move, and a change of rows loads the page anew.

import { poll } from "/static/poll.js";

const EVERY_MS = 2000;
const box = document.getElementById("queue");

function say(where, what, text) {
  const element = where.querySelector(`[data-say="${what}"]`);
  if (element && element.textContent !== text) element.textContent = text;
}

function total({ working, waiting, pages_left, left_vi }) {
  const left = pages_left ? `còn ${pages_left} trang, ${left_vi}` : "không trang nào chờ đọc";
  return working + waiting ? `Đang làm ${working}, chờ ${waiting}; ${left}` : "Không có việc nào đang chờ";
}

function show({ progress, jobs }) {
  say(box, "total", total(progress));
  const rows = [...document.querySelectorAll("[data-job]")];
  const held = rows.map((row) => row.dataset.job).sort().join();
  if (held !== jobs.map((job) => String(job.id)).sort().join()) return location.reload();
  for (const job of jobs) {
    const row = rows.find((one) => one.dataset.job === String(job.id));
    const bar = row.querySelector("progress");
    if (row.querySelector('[data-say="state"]').textContent !== job.state_vi || (job.percent >= 0 && !bar)) return location.reload();
    if (bar) bar.value = job.percent;
    say(row, "done", job.done_vi);
    say(row, "left", job.left_vi || "—");
  }
}

poll(box.dataset.poll, EVERY_MS, show);
