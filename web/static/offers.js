// Digitised papers of the person beside the papers that are asked for: used with one key, or a reason is given.

import { post } from "/static/post.js";

const byId = (id) => document.getElementById(id);
let asked = 0;

async function found() {
  const body = { id_number: byId("applicant-id").value.trim(), name: byId("applicant-name").value.trim(), procedure: byId("procedure").value };
  if (!/^\d{9}(\d{3})?$/.test(body.id_number)) return [];
  const answer = await post("/api/reuse", body);
  return answer.ok ? answer.json() : [];
}

function hidden(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

// The key belongs to the first offer that nobody has decided on.
function nextKey() {
  const open = [...document.querySelectorAll(".offer-choice button")].filter((button) => !button.dataset.taken);
  for (const button of document.querySelectorAll(".offer-choice button")) {
    delete button.dataset.key;
    button.querySelector("kbd").hidden = button !== open[0];
  }
  if (open.length) open[0].dataset.key = "F6";
}

function choose(row, block, paper) {
  const [button, again, note] = ["button", ".offer-again", ".offer-note"].map((what) => block.querySelector(`.offer-choice ${what}`));
  const field = hidden(`component.${row.dataset.number}.reuse`, "");
  again.name = `component.${row.dataset.number}.again`;
  note.name = `component.${row.dataset.number}.again_note`;
  block.append(field);
  const take = (on) => {
    field.value = on ? paper.blob : "";
    button.dataset.taken = on ? "1" : "";
    button.classList.toggle("primary", on);
    button.querySelector("span").textContent = on ? "Sẽ dùng lại bản số (bấm lần nữa để thôi)" : "Dùng lại";
    again.required = !on && paper.good === "valid";
    again.hidden = on;
    if (on) again.value = "";
    note.hidden = again.value !== "khac";
    note.required = !note.hidden;
    row.querySelector('input[type="checkbox"]').checked = true;
    row.querySelector("select").value = on ? "electronic" : row.dataset.copy;
    nextKey();
  };
  row.dataset.copy = row.querySelector("select").value;
  button.addEventListener("click", () => take(!button.dataset.taken));
  again.addEventListener("change", () => { note.hidden = again.value !== "khac"; note.required = !note.hidden; });
  take(false);
}

function show(row, paper, choosable) {
  const block = byId("offer-row").content.cloneNode(true).firstElementChild;
  block.classList.add(paper.tone);
  block.querySelector("a").href = paper.file;
  Object.assign(block.querySelector("img"), { src: paper.picture, alt: `Trang đầu của ${paper.title}` });
  block.querySelector(".offer-title").textContent = paper.title;
  Object.assign(block.querySelector(".badge"), { className: `badge ${paper.tone}`, textContent: paper.good_vi });
  block.querySelector(".offer-reason").textContent = paper.reason_vi;
  block.querySelector(".offer-where").textContent = `${paper.basis_vi} · ${paper.where_vi}`;
  row.after(block);
  if (choosable) choose(row, block, paper);
  else block.querySelector(".offer-choice").remove();
}

export async function offers() {
  const turn = ++asked;
  const papers = byId("reuse") ? await found() : [];
  if (turn !== asked) return;
  for (const block of byId("components").querySelectorAll(".offer")) block.remove();
  const decided = new Set();
  for (const paper of papers) {
    const row = [...document.querySelectorAll(".component[data-code]")].find((one) => one.dataset.code === paper.component);
    if (!row) continue;
    show(row, paper, paper.usable && !decided.has(paper.component));
    if (paper.usable) decided.add(paper.component);
  }
  nextKey();
  byId("reuse").textContent = decided.size ? `Có ${decided.size} giấy tờ đã số hóa, còn dùng được.` : "";
}
