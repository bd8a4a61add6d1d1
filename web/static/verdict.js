// "Kiểm tra chữ ký": the verdict appears under the document it is about; without this module the link opens a page.

async function show(link) {
  const place = document.createElement("div");
  place.setAttribute("role", "status");
  place.className = "small";
  place.textContent = "Đang kiểm tra chữ ký…";
  link.closest("p").after(place);
  link.hidden = true;
  const answer = await fetch(`${link.href}?manh=1`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok) place.innerHTML = await answer.text(); // our own template, escaped by the server
  else location.assign(link.href); // the page says what is wrong
}

for (const link of document.querySelectorAll("a[data-verdict]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
  });
}
