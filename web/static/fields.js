// Fields beside the page picture. Focus on a field shows its box; Enter confirms it and goes on to the next; Esc gives
// back what was proposed, else returns to the field confirmed last. Sure ones may be confirmed together, numbers and
// dates never.
// Boxes are in pixels of the page as it was read; the picture may be larger or smaller, so both are scaled.

import { post } from "/static/post.js";

const SVG = "http://www.w3.org/2000/svg";
const reading = document.getElementById("reading");
const pick = document.getElementById("sheet-pick");
const picture = document.getElementById("sheet-img");
const boxes = document.getElementById("sheet-boxes");
const fields = [...document.querySelectorAll("form[data-field]")];

// ---------- the picture ----------

function showSheet(name) {
  if (!pick) return;
  if (name) pick.value = name;
  const option = pick.selectedOptions[0];
  document.getElementById("sheet-none").hidden = true;
  document.getElementById("sheet").hidden = false;
  boxes.replaceChildren();
  if (option.dataset.src) picture.src = option.dataset.src;
  else noPicture();
}

function noPicture() {
  const [key] = pick.value.split("/");
  document.getElementById("sheet").hidden = true;
  document.getElementById("sheet-none").hidden = false;
  document.getElementById("sheet-link").href = reading.dataset.url.replace(/fields$/, `files/${key}`);
}

function drawBoxes() {
  const here = fields.filter((form) => form.dataset.sheet === pick.value && form.dataset.box);
  const [width, height] = pageSize(here);
  boxes.setAttribute("viewBox", `0 0 ${width} ${height}`);
  boxes.setAttribute("preserveAspectRatio", "none");
  boxes.replaceChildren(...here.map((form) => {
    const [left, top, right, bottom] = form.dataset.box.split(",").map(Number);
    const rect = document.createElementNS(SVG, "rect");
    const room = Math.max(4, (bottom - top) * 0.18);
    for (const [name, value] of Object.entries({ x: left - room, y: top - room, width: right - left + 2 * room, height: bottom - top + 2 * room, rx: 4 })) {
      rect.setAttribute(name, value);
    }
    if (form.classList.contains("confirmed")) rect.classList.add("done");
    rect.addEventListener("click", () => input(form).focus());
    form.rect = rect;
    return rect;
  }));
  mark(document.activeElement?.closest("form[data-field]"));
}

function pageSize(here) {
  const told = here.map((form) => form.dataset.size.split(",").map(Number)).find(([width]) => width > 0);
  return told ?? [picture.naturalWidth, picture.naturalHeight];
}

function mark(form) {
  for (const other of fields) other.rect?.classList.toggle("now", other === form);
  if (form?.rect) centre(form.rect);
}

// Scrolls the picture only, never the page: the clerk's eyes stay where they are.
function centre(rect) {
  const sheet = document.getElementById("sheet");
  const [box, frame] = [rect.getBoundingClientRect(), sheet.getBoundingClientRect()];
  sheet.scrollBy(box.left + box.width / 2 - frame.left - frame.width / 2, box.top + box.height / 2 - frame.top - frame.height / 2);
}

function zoom() {
  const zoomed = picture.parentElement.classList.toggle("zoomed");
  document.getElementById("zoom").setAttribute("aria-pressed", String(zoomed));
  mark(document.activeElement?.closest("form[data-field]"));
}

// ---------- the fields ----------

const input = (form) => form.querySelector('input[name="value"]');
const waiting = () => fields.filter((form) => !form.classList.contains("confirmed"));

function next(form) {
  const later = fields.slice(fields.indexOf(form) + 1);
  const to = later.find((other) => !other.classList.contains("confirmed")) ?? waiting()[0];
  if (to) input(to).focus();
}

function look(form) {
  if (!form.dataset.sheet || !pick) return;
  if (form.dataset.sheet === pick.value) mark(form);
  else showSheet(form.dataset.sheet);
}

function entry(form) {
  const value = input(form).value.trim();
  const isRead = value === form.dataset.offer && value !== "";
  const place = form.dataset.box ? { page: form.dataset.page, box: form.dataset.box.split(",").map(Number) } : {};
  return { field: form.dataset.field, value, source: isRead ? "machine" : "person", confidence: isRead ? Number(form.dataset.confidence) : 0, ...place };
}

async function record(forms) {
  for (const form of forms) form.querySelector(".said").textContent = "Đang ghi…";
  try {
    const answer = await post(reading.dataset.url, { entries: forms.map(entry) });
    if (!answer.ok) throw new Error((await answer.json()).hint_vi);
    forms.forEach(confirmed);
    forms.filter((form) => form.dataset.must).forEach(weigh);
    return true;
  } catch (error) {
    for (const form of forms) {
      form.querySelector(".said").textContent = error.message || "Máy một cửa không trả lời; chưa ghi.";
      input(form).setAttribute("aria-invalid", "true");
    }
    return false;
  }
}

// What a finger's slip may have left: told beside the field, which stays as it was confirmed.
async function weigh(form) {
  const line = form.querySelector(".odd");
  try {
    const answer = await post("/api/fields/check", entry(form));
    const odd = answer.ok ? (await answer.json()).odd_vi : "";
    line.hidden = !odd;
    line.querySelector("span").textContent = odd.charAt(0).toUpperCase() + odd.slice(1);
  } catch {
    line.hidden = true;
  }
}

async function confirm(form) {
  if (input(form).value.trim() && (await record([form]))) next(form);
}

// ---------- together, and back ----------

const allSure = document.getElementById("all-sure");
const sure = () => waiting().filter((form) => form.dataset.sure && input(form).value.trim() === form.dataset.offer);
const done = []; // confirmed here, the latest last

function countSure() {
  document.getElementById("sure-count").textContent = sure().length;
  allSure.hidden = sure().length === 0;
}

function back(event, form) {
  if (event.key !== "Escape" || event.isComposing) return;
  const field = input(form);
  if (field.value !== field.defaultValue) {
    field.value = field.defaultValue;
  } else {
    while (done.length && done.at(-1) === form) done.pop();
    if (!done.length) return; // nothing to take back: the key leaves the field
    input(done.pop()).select();
  }
  event.preventDefault();
  event.stopPropagation();
}

function confirmed(form) {
  done.push(form);
  input(form).defaultValue = input(form).value;
  form.querySelectorAll(".doubt:not(.odd), .why").forEach((line) => line.remove());
  form.className = "field confirmed";
  form.rect?.classList.add("done");
  input(form).removeAttribute("aria-invalid");
  form.querySelector(".said").textContent = "Đã ghi tại máy này.";
  const badge = form.querySelector(".state");
  badge.className = "badge good state";
  badge.textContent = "đã xác nhận";
  form.querySelector("button span").textContent = "Sửa";
  const left = document.getElementById("left");
  left.textContent = waiting().length ? `${waiting().length} trường chờ xác nhận` : "đã xác nhận hết";
  left.className = `badge ${waiting().length ? "warn" : "good"}`;
  countSure();
}

for (const form of fields) {
  form.addEventListener("focusin", () => look(form));
  form.addEventListener("click", () => look(form));
  form.addEventListener("keydown", (event) => back(event, form));
  form.addEventListener("input", countSure);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    confirm(form);
  });
}
allSure.addEventListener("click", async () => {
  const forms = sure();
  if (forms.length && (await record(forms)) && waiting()[0]) input(waiting()[0]).focus();
});
if (pick) {
  pick.addEventListener("change", () => showSheet());
  picture.addEventListener("load", drawBoxes);
  picture.addEventListener("error", noPicture);
  document.getElementById("zoom").addEventListener("click", zoom);
  if (matchMedia("(width < 44rem)").matches) zoom(); // a whole page on a phone is too small to check a number by
  showSheet();
}
const first = waiting()[0];
if (first && !new URLSearchParams(location.search).has("to")) input(first).focus({ preventScroll: true });
