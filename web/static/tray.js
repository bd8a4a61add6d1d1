// Sorting scanned pages: dragged onto a paper of a dossier, or from the keyboard (arrows walk, space ticks, a digit
// puts what is ticked where the digit stands). Without this module ticks and buttons do the same.

const form = document.getElementById("place");
const sheets = [...document.querySelectorAll("#tray .sheet-thumb")];
const ticks = sheets.map((sheet) => sheet.querySelector("input"));
const places = [...document.querySelectorAll(".into")];
let last = 0;

const ticked = () => ticks.filter((tick) => tick.checked);

function count() {
  const many = ticked().length;
  document.getElementById("chosen").textContent = many ? `Đã chọn ${many} trang` : "Chưa chọn trang nào";
}

function put(place) {
  if (ticked().length) form.requestSubmit(place);
  else document.getElementById("chosen").textContent = "Chưa chọn trang nào: chọn trang trước đã";
}

// ---------- dragging: a ticked page takes all ticked pages along, another goes alone ----------

function lift(event, at) {
  if (!ticks[at].checked) ticks.forEach((tick, i) => { tick.checked = i === at; });
  count();
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", ticked().map((tick) => tick.value).join(" "));
  if (ticked().length > 1) event.dataTransfer.setDragImage(badge(ticked().length), 20, 20);
  document.body.classList.add("dragging");
}

function badge(many) {
  const mark = Object.assign(document.createElement("div"), { className: "drag-badge", textContent: `${many} trang` });
  document.body.append(mark);
  setTimeout(() => mark.remove()); // the picture of it is taken by then
  return mark;
}

function land(place) {
  place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("over"); });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => { event.preventDefault(); put(place); });
  place.addEventListener("click", (event) => { event.preventDefault(); put(place); });
}

// ---------- one page, large ----------

function look(at) {
  const box = Object.assign(document.createElement("dialog"), { className: "large" });
  const picture = document.createElement("img");
  const show = (to) => {
    if (!sheets[to]) return;
    at = to;
    const link = sheets[at].querySelector(".look");
    Object.assign(picture, { src: link.href, alt: link.textContent });
  };
  box.append(picture);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) show(at + step);
    else if (event.key.toLowerCase() === "z") box.close();
  });
  box.addEventListener("click", () => box.close());
  box.addEventListener("close", () => { box.remove(); ticks[at].focus(); });
  document.body.append(box);
  show(at);
  box.showModal();
}

// ---------- the keyboard ----------

function perRow(at) {
  const row = sheets[at].offsetTop;
  const group = sheets.filter((sheet) => sheet.parentElement === sheets[at].parentElement);
  return Math.max(1, group.filter((sheet) => sheet.offsetTop === row).length);
}

function walk(event, at) {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: perRow(at), ArrowUp: -perRow(at) };
  const to = Math.min(Math.max(at + steps[event.key], 0), ticks.length - 1);
  ticks[to].focus();
  sheets[to].scrollIntoView({ block: "nearest" });
  event.preventDefault();
}

function tick(event, at) {
  if (event.shiftKey) {
    const [from, to] = [Math.min(last, at), Math.max(last, at)];
    for (let i = from; i <= to; i += 1) ticks[i].checked = true;
    event.preventDefault();
    count();
  }
  last = at;
}

function pressed(event) {
  if (document.querySelector("dialog[open]")) return;
  const at = ticks.indexOf(event.target);
  if (event.altKey || event.metaKey || (event.target.matches("input") && at < 0)) return;
  const place = document.querySelector(`.into[data-digit="${CSS.escape(event.key)}"]`);
  if (event.ctrlKey && event.key === "a") { ticks.forEach((one) => { one.checked = true; }); count(); event.preventDefault(); }
  else if (event.ctrlKey) return;
  else if (at >= 0 && event.key.startsWith("Arrow")) walk(event, at);
  else if (at >= 0 && event.key === " ") tick(event, at);
  else if (at >= 0 && event.key.toLowerCase() === "z") look(at);
  else if (place) { event.preventDefault(); put(place); }
}

if (form) {
  sheets.forEach((sheet, at) => {
    sheet.addEventListener("dragstart", (event) => lift(event, at));
    sheet.querySelector(".look").addEventListener("click", (event) => { event.preventDefault(); look(at); });
    sheet.addEventListener("dragend", () => document.body.classList.remove("dragging"));
  });
  ticks.forEach((one) => one.addEventListener("change", count));
  places.forEach(land);
  document.addEventListener("keydown", pressed);
  count();
  if (!new URLSearchParams(location.search).has("ho-so") || places.length > 1) ticks[0]?.focus({ preventScroll: true });
}
