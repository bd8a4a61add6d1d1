// Walking through the work list with the arrow keys; a click anywhere on a row opens it.

const links = [...document.querySelectorAll("#worklist tbody a")];

document.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.target.closest("input, select, textarea")) return;
  if (links.length === 0) return;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
  links[next].closest("tr").scrollIntoView({ block: "nearest" });
});

document.getElementById("worklist")?.addEventListener("click", (event) => {
  const row = event.target.closest("tr.row-link");
  if (row && !event.target.closest("a, button") && !getSelection().toString()) row.querySelector("a").click();
});
