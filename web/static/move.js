// A page in the wrong place is dragged onto the right paper, or out of the dossier. The forms under each page do the same;
// Delete leads to the second one.

const papers = [...document.querySelectorAll("[data-component]")];
const exit = document.querySelector("[data-out]");
let carried = null;

const formOf = (page, where) => page?.querySelector(`form[action$="/${where}"]`) ?? null;

for (const page of document.querySelectorAll("[data-page]")) {
  page.addEventListener("dragstart", (event) => {
    carried = page;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", page.dataset.page);
    if (formOf(page, "rut-trang")) setTimeout(() => document.body.classList.add("dragging")); // the picture is taken first
  });
  page.addEventListener("dragend", () => { carried = null; document.body.classList.remove("dragging"); });
  page.addEventListener("keydown", (event) => {
    const out = formOf(page, "rut-trang");
    if (event.key !== "Delete" || !out || !event.target.matches("a, summary")) return;
    event.preventDefault();
    out.closest("details").open = true;
    out.querySelector("button").focus();
  });
}

function land(place, takes, drop) {
  place.addEventListener("dragover", (event) => {
    if (!takes()) return;
    event.preventDefault();
    place.classList.add("over");
  });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    if (!takes()) return;
    event.preventDefault();
    drop();
  });
}

for (const paper of papers) {
  land(paper, () => formOf(carried, "chuyen-trang") && !paper.contains(carried), () => {
    const form = formOf(carried, "chuyen-trang");
    form.elements.component.value = paper.dataset.component;
    form.requestSubmit();
  });
}
if (exit) land(exit, () => formOf(carried, "rut-trang"), () => formOf(carried, "rut-trang").requestSubmit());
