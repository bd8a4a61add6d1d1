// Scans: drop or choose several files; each goes on its own with its progress, so that one bad file stops none.

const form = document.getElementById("upload");

function row(name) {
  const item = document.createElement("li");
  const label = Object.assign(document.createElement("span"), { textContent: name });
  const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
  bar.setAttribute("aria-label", `Đang gửi ${name}`);
  item.append(label, bar);
  document.getElementById("upload-list").append(item);
  return { label, bar, item };
}

function refuse(line, text) {
  line.item.className = "bad";
  line.label.textContent += ` – ${text}`;
  line.bar.remove();
}

function send(file) {
  const line = row(file.name);
  if (file.size > Number(form.dataset.max)) return Promise.resolve(refuse(line, "tệp quá lớn"));
  const body = new FormData();
  body.append("component", document.getElementById("upload-component").value);
  body.append("files", file);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.url);
    request.setRequestHeader("X-CSRF-Token", form.dataset.csrf);
    request.upload.addEventListener("progress", (event) => { line.bar.value = (100 * event.loaded) / event.total; });
    request.addEventListener("load", () => {
      if (request.status < 300) line.label.textContent += " ✓";
      else refuse(line, hint(request.responseText));
      done(request.status < 300);
    });
    request.addEventListener("error", () => done(refuse(line, "máy một cửa không trả lời; thử lại")));
    request.send(body);
  });
}

function hint(text) {
  try {
    return JSON.parse(text).hint_vi;
  } catch {
    return "không gửi được";
  }
}

async function sendAll(files) {
  let good = true;
  for (const file of files) good = (await send(file)) === true && good;
  if (good) location.assign(`${location.pathname}?da=uploaded#quet`);
}

if (form) {
  const drop = form.querySelector(".drop");
  const input = document.getElementById("upload-files");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendAll([...input.files]);
  });
  input.addEventListener("change", () => sendAll([...input.files]));
  for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    sendAll([...event.dataTransfer.files]);
  });
}
