// The intake form: procedure and unit pickers, the card's QR text, the checklist, and the day it will be due.

import { offers as reuse } from "/static/offers.js";
import { Picker, plain, unitField } from "/static/picker.js";
import { post } from "/static/post.js";

const byId = (id) => document.getElementById(id);

async function ask(path, body) {
  const answer = await post(path, body);
  return { ok: answer.ok, body: await answer.json() };
}

// ---------- procedure and its checklist ----------

const select = byId("procedure");
const components = byId("components");
let counter = 0;
const OWN = "KHAC"; // papers that the procedure does not name

function addComponent({ name, code, copy_kind, satisfied = true }, editable) {
  const row = byId("component-row").content.cloneNode(true).firstElementChild;
  const number = counter++;
  const [tick, copy] = [row.querySelector("input"), row.querySelector("select")];
  tick.name = `component.${number}.satisfied`;
  tick.checked = satisfied;
  copy.name = `component.${number}.copy_kind`;
  copy.value = copy_kind;
  const label = row.querySelector(".component-name");
  if (editable) {
    const text = document.createElement("input");
    text.type = "text";
    text.name = `component.${number}.name`;
    text.maxLength = 200;
    text.value = name;
    text.setAttribute("aria-label", "Tên giấy tờ");
    label.replaceWith(text);
  } else {
    label.textContent = name;
    row.append(hidden(`component.${number}.name`, name));
  }
  const its = editable ? `${OWN}${number + 1}` : code;
  row.append(hidden(`component.${number}.code`, its));
  Object.assign(row.dataset, { code: its, number });
  components.append(row);
}

function addOwn() {
  addComponent({ name: "", copy_kind: "original" }, true);
  components.lastElementChild.querySelector('input[type="text"]').focus();
}

function hidden(name, value) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
}

function showProcedure() {
  const option = select.selectedOptions[0];
  if (!option?.value) return;
  components.replaceChildren();
  for (const paper of JSON.parse(components.dataset.typed || option.dataset.components)) addComponent(paper, paper.code.startsWith(OWN));
  components.dataset.typed = ""; // what a refused form brought, once
  if (components.children.length === 0) addComponent({ name: "Tờ khai / đơn đề nghị", code: "TP1", copy_kind: "original" }, false);
  const where = option.dataset.across ? "nhận được cho nơi khác" : "chỉ nhận tại nơi có thẩm quyền";
  byId("procedure-about").textContent = `Thời hạn: ${option.dataset.limit} · ${where}`;
  byId("procedure-about").hidden = false;
  reuse();
  preview();
}

function startProcedures() {
  const all = [...select.options].filter((o) => o.value).map((o) => ({ value: o.value, text: o.textContent.trim(), key: plain(o.textContent) }));
  const find = (text) => {
    const words = plain(text).split(/\s+/);
    const found = text ? all.filter((o) => words.every((word) => o.key.includes(word))) : [];
    // The shortest name is the plain procedure; its special forms come after it.
    return found.sort((one, other) => one.text.length - other.text.length).slice(0, 30);
  };
  const picked = (option) => {
    select.value = option.value;
    byId("procedure-search").value = "";
    showProcedure();
    byId("cccd-qr").focus();
  };
  new Picker(byId("procedure-search"), byId("procedure-options"), find, picked);
  select.addEventListener("change", showProcedure);
  for (const id of ["limit-count", "limit-unit"]) byId(id).addEventListener("change", preview);
  byId("add-component").addEventListener("click", addOwn);
  showProcedure();
}

// ---------- the card ----------

function sayCard(text, isBad, notices = []) {
  const box = byId("cccd-answer");
  box.replaceChildren();
  for (const line of [text, ...notices]) {
    const part = document.createElement("p");
    part.className = isBad || line !== text ? "badge warn" : "badge good";
    part.textContent = line;
    box.append(part);
  }
}

function fillIn(body) {
  const into = { name: "applicant-name", id_number: "applicant-id", birth: "applicant-birth", address: "applicant-address" };
  for (const [key, id] of Object.entries(into)) if (body.fields[key]) byId(id).value = body.fields[key];
  sayCard("Đã điền từ thẻ. Đối chiếu với thẻ và người.", false, body.warnings);
  reuse();
  byId("applicant-phone").focus();
}

async function readCard(text = byId("cccd-qr").value.trim()) {
  if (!text) return;
  const { ok, body } = await ask("/api/cccd", { text });
  if (!ok) return sayCard(body.hint_vi, true);
  byId("cccd-qr").value = "";
  fillIn(body);
}

async function readPhoto(field) {
  if (!field.files.length) return;
  sayCard("Đang đọc ảnh thẻ…", false);
  const form = new FormData();
  form.append("files", field.files[0]);
  field.value = "";
  const answer = await post("/api/cccd/photo", form);
  const body = await answer.json();
  if (answer.ok) fillIn(body);
  else sayCard(body.hint_vi, true);
}

// A scanner types into whatever has the focus, far faster than a hand, and ends with Enter. What it typed is taken out
// of that field again and read as a card; a short field may have cut it off, so the keys count, not the value.

const BURST_MS = 80;
const isCard = (text) => text.split("|").length > 5;
let burst = { text: "", at: 0, field: null, before: "" };

function listen(event) {
  const field = event.target;
  if (!field.matches?.("input") || field.id === "cccd-qr") return;
  if (event.key.length === 1) {
    const goesOn = event.timeStamp - burst.at < BURST_MS && burst.field === field;
    burst = goesOn ? { ...burst, text: burst.text + event.key, at: event.timeStamp } : { text: event.key, at: event.timeStamp, field, before: field.value };
    return;
  }
  const typed = isCard(field.value) ? field.value : burst.text;
  if (event.key !== "Enter" || !isCard(typed) || burst.field !== field) return;
  event.preventDefault();
  event.stopPropagation();
  field.value = burst.before;
  readCard(typed.trim());
}

function startCard() {
  const field = byId("cccd-qr");
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    readCard();
  });
  field.addEventListener("paste", () => setTimeout(readCard));
  byId("intake").addEventListener("keydown", listen, true);
  byId("cccd-photo").addEventListener("change", (event) => readPhoto(event.target));
  for (const id of ["applicant-id", "applicant-name"]) byId(id).addEventListener("change", reuse);
}

// ---------- competent unit and due day ----------

function limit() {
  const [count, unit] = [byId("limit-count").value.trim(), byId("limit-unit").value];
  return unit === "SD" ? unit : count && count + unit;
}

async function preview() {
  const box = byId("preview");
  if (!select.value) return;
  const { ok, body } = await ask("/api/intake/preview", { procedure: select.value, applicant: { name: "?" }, competent_unit: byId("competent-unit").value, limit: limit() });
  box.hidden = false;
  box.replaceChildren();
  const say = (tag, text) => box.append(Object.assign(document.createElement(tag), { textContent: text }));
  if (!ok) return say("strong", body.hint_vi);
  const due = new Date(body.due_ms);
  const shown = new Intl.DateTimeFormat("vi-VN", { dateStyle: "full", timeStyle: "short", timeZone: "Asia/Ho_Chi_Minh" }).format(due);
  say("strong", `Hẹn trả: ${shown}`);
  say("div", `Nơi giải quyết: ${body.competent_name}`);
  for (const step of body.steps) say("div", step);
  for (const warning of body.warnings) Object.assign(box.appendChild(document.createElement("div")), { className: "badge warn", textContent: warning });
}

if (byId("unit-search")) unitField("/api/units/find", byId("competent-unit"), select ? preview : undefined);
if (select) {
  startProcedures();
  startCard();
}
