// Shortcuts: an element names its key in data-key; this is the only place that listens.
// A link is followed, a button pressed, a field focused. Plain characters count only outside fields.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

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

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    if (event.key.length === 1 || ["Enter", "Escape"].includes(event.key)) return;
  }
  if (event.key === "Enter" && event.target !== document.body) return;
  const element = elementFor(event.key);
  if (!element || element.disabled) return;
  event.preventDefault();
  act(element);
});
