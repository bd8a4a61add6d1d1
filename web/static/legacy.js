// Text pasted from old files (.VnTime, VNI fonts): what it would be in Unicode is offered, never put in by itself.

import { post } from "/static/post.js";

async function look(field) {
  const text = field.value;
  if (!/[\u0080-\u00ff]/.test(text)) return;
  const answer = await post("/api/text/legacy", { text });
  if (!answer.ok) return;
  const { encoding, proposal } = await answer.json();
  if (proposal && field.value === text) offer(field, encoding, proposal);
}

function offer(field, encoding, proposal) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = `Chữ theo bảng mã cũ (${encoding.toUpperCase()}). Đổi thành “${proposal}”?`;
  button.addEventListener("click", () => {
    field.value = proposal;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.remove();
    field.focus();
  });
  field.after(button);
}

document.addEventListener("paste", (event) => {
  const field = event.target.closest?.('input[type="text"], textarea');
  if (field && !field.matches("#cccd-qr")) setTimeout(() => look(field));
});
