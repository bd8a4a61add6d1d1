// Sorting scanned pages from the keyboard: arrows walk, space ticks (with Shift a whole stretch), digits choose the
// paper, Ctrl+Enter places. Without this module the page works with the mouse and the Tab key.

const form = document.getElementById("place");
const ticks = form ? [...form.querySelectorAll("#loose-pages input[type=checkbox]")] : [];
let last = 0;

function perRow() {
  const top = ticks[0].offsetTop;
  const next = ticks.findIndex((tick) => tick.offsetTop > top);
  return next < 1 ? ticks.length : next;
}

function walk(event, at) {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: perRow(), ArrowUp: -perRow() };
  const to = at + (steps[event.key] ?? 0);
  if (to === at || !ticks[to]) return;
  ticks[to].focus();
  event.preventDefault();
}

function tick(event, at) {
  if (event.shiftKey) {
    const [from, to] = [Math.min(last, at), Math.max(last, at)];
    for (let i = from; i <= to; i += 1) ticks[i].checked = true;
    event.preventDefault();
  }
  last = at;
}

form?.addEventListener("keydown", (event) => {
  const at = ticks.indexOf(event.target);
  if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
  else if (at >= 0 && event.key === " ") tick(event, at);
  else if (at >= 0 && event.key.startsWith("Arrow")) walk(event, at);
  else if (at >= 0 && /^[1-9]$/.test(event.key)) form.querySelector(`[data-press="${event.key}"]`)?.click();
});
ticks[0]?.focus({ preventScroll: true });
