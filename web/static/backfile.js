// Old results in bulk: the picker of issuing units, old ones too, and a batch's numbers while the machine works.

import { Picker, unitsAt } from "/static/picker.js";
import { poll } from "/static/poll.js";

const EVERY_MS = 2000;
const search = document.getElementById("unit-search");
const batch = document.getElementById("batch");

function picked(option) {
  search.value = option.text;
  document.getElementById("unit").value = option.value;
}

function show(now) {
  const said = { ...now, checked: `${now.checked}/${now.sampled}`, total: now.batch.expected ? `${now.total}/${now.batch.expected}` : now.total };
  for (const element of batch.querySelectorAll("[data-say]")) element.textContent = said[element.dataset.say];
  batch.querySelector("progress").value = now.signed;
  if (now.step !== document.querySelector("[data-step]").dataset.step || now.batch.hint_vi) location.reload();
}

if (search) new Picker(search, document.getElementById("unit-options"), unitsAt("/api/backfile/units"), picked);
if (batch?.dataset.moving) poll(batch.dataset.poll, EVERY_MS, show);
