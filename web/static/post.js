// Posts to an address of this node with the token of the page (it stands in the form that signs out, so on every page).
// An object goes as JSON, a FormData as it is. Gives the answer of `fetch`.

const token = document.querySelector('input[name="csrf"]')?.value ?? "";

export function post(address, body) {
  const headers = { "X-CSRF-Token": token };
  if (body instanceof FormData) return fetch(address, { method: "POST", headers, body });
  headers["Content-Type"] = "application/json";
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
}
