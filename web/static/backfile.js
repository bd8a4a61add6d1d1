// Old results in bulk: the picker of issuing units, old ones too, and a batch's numbers while the machine works.

import { unitField } from "/static/picker.js";
import { poll } from "/static/poll.js";

const EVERY_MS = 2000;
const unit = document.getElementById("unit");
const batch = document.getElementById("batch");

function show(now) {
  const said = { ...now, checked: `${now.checked}/${now.sampled}`, total: now.batch.expected ? `${now.total}/${now.batch.expected}` : now.total };
  for (const element of batch.querySelectorAll("[data-say]")) element.textContent = said[element.dataset.say];
  batch.querySelector("progress").value = now.signed;
  if (now.step !== document.querySelector("[data-step]").dataset.step || now.batch.hint_vi) location.reload();
}

if (unit) unitField("/api/backfile/units", unit);
if (batch?.dataset.moving) poll(batch.dataset.poll, EVERY_MS, show);
