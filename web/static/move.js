// A page scanned for the wrong paper is dragged onto the right one. The choice under each page does the same.

const papers = [...document.querySelectorAll("[data-component]")];
let carried = null;

for (const page of document.querySelectorAll("[data-page]")) {
  page.addEventListener("dragstart", (event) => {
    carried = page;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", page.dataset.page);
    document.body.classList.add("dragging");
  });
  page.addEventListener("dragend", () => { carried = null; document.body.classList.remove("dragging"); });
}

function takes(paper) {
  return carried && !paper.contains(carried);
}

for (const paper of papers) {
  paper.addEventListener("dragover", (event) => {
    if (!takes(paper)) return;
    event.preventDefault();
    paper.classList.add("over");
  });
  paper.addEventListener("dragleave", () => paper.classList.remove("over"));
  paper.addEventListener("drop", (event) => {
    if (!takes(paper)) return;
    event.preventDefault();
    const form = carried.querySelector("form.move");
    form.elements.component.value = paper.dataset.component;
    form.requestSubmit();
  });
}
