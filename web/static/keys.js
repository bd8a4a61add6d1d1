// Shortcuts: an element names its key in data-key; this is the only place that listens.
// A link is followed, a button pressed, a field focused. Plain characters count only outside fields.
// "?" shows what the keys of this very page do; the help page has the rest.

const HELP = "?"; // F1 too: in a field a question mark is only a letter
const WRITTEN = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const typing = (target) => target.closest(WRITTEN) !== null;

function elementFor(key) {
  const pressed = document.querySelector(`[data-press="${CSS.escape(key)}"]`);
  return pressed?.closest("button, a") ?? document.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

function act(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

// ---------- the keys of this page ----------

const plain = (text) => text.replaceAll(/\s+/g, " ").trim();

function nameOf(element) {
  const said = element.dataset.keyName ?? element.getAttribute("aria-label");
  if (said) return said;
  if (element.labels?.length) return plain(element.labels[0].firstChild.textContent);
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg, .count").forEach((part) => part.remove());
  return plain(copy.textContent);
}

function keysHere() {
  const found = new Map();
  for (const element of document.querySelectorAll("[data-key], [data-press]")) {
    const key = element.dataset.key ?? element.dataset.press;
    const shown = element.closest("button, a, label") ?? element;
    if (!found.has(key) && shown.checkVisibility() && !element.disabled) found.set(key, nameOf(shown));
  }
  return found;
}

function more() {
  return [...document.querySelectorAll("[data-keys-more]")].flatMap((note) => note.dataset.keysMore.split("; "))
    .map((line) => line.split(": "));
}

function line(list, key, text) {
  const term = document.createElement("dt");
  term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  list.append(term, Object.assign(document.createElement("dd"), { textContent: text }));
}

function showKeys(link) {
  const box = document.createElement("dialog");
  const list = Object.assign(document.createElement("dl"), { className: "keys-list" });
  for (const [key, text] of [...keysHere(), ...more()]) line(list, key, text);
  const foot = Object.assign(document.createElement("form"), { method: "dialog", className: "buttons" });
  const close = Object.assign(document.createElement("button"), { className: "primary", textContent: "Đóng" });
  const all = Object.assign(document.createElement("a"), { className: "button", href: link.href, textContent: "Trang trợ giúp" });
  foot.append(close, all);
  box.append(Object.assign(document.createElement("h2"), { textContent: "Phím tắt của trang này" }), list, foot);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return; // it has the keys now, Escape above all
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    if (event.key.length === 1 || ["Enter", "Escape"].includes(event.key)) return;
  }
  if (event.key === "Enter" && event.target !== document.body) return;
  const key = event.key === "F1" ? HELP : event.key;
  const element = elementFor(key);
  if (!element || element.disabled) return;
  event.preventDefault();
  if (key === HELP) showKeys(element);
  else act(element);
});
