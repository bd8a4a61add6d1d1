// While a dossier's scans are being read: looks at the queue, and shows the page anew when all is read. A page on which
// somebody has begun to write is left alone; a button offers the news instead.

const EVERY_MS = 3000;
const note = document.querySelector("[data-reading]");
const written = () => [...document.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue || (field === document.activeElement && field.type !== "checkbox"));

function done() {
  clearInterval(bell);
  if (!written()) return location.reload();
  const button = Object.assign(document.createElement("button"), { className: "small", type: "button", textContent: "Hiện kết quả" });
  button.addEventListener("click", () => location.reload());
  note.replaceChildren("Máy đã đọc xong. ", button);
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/api/queue", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { jobs } = await answer.json();
    const left = jobs.filter((job) => job.dossier === note.dataset.reading && job.kind === "read" && ["queued", "running"].includes(job.state));
    if (left.length === 0) done();
  } catch {
    // The strip at the top of the page says that the node does not answer.
  }
}

const bell = setInterval(look, EVERY_MS);
