// A search box with a list under it (ARIA combobox): arrows move, Enter picks, Escape closes.

export class Picker {
  // `find(text)` gives [{value, text}] or a promise of it; `pick(option)` is told the choice.
  constructor(input, list, find, pick) {
    this.input = input;
    this.list = list;
    this.find = find;
    this.pick = pick;
    this.options = [];
    this.at = -1;
    this.asked = 0;
    input.addEventListener("input", () => this.look());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    list.addEventListener("mousedown", (event) => {
      const item = event.target.closest("li");
      if (item) this.choose(Number(item.dataset.at));
    });
    if (input.value && document.activeElement === input) this.look(); // typed before this module came
  }

  async look() {
    const mine = ++this.asked;
    const options = await this.find(this.input.value.trim());
    if (mine !== this.asked) return;
    this.options = options;
    this.at = options.length ? 0 : -1;
    this.draw();
  }

  draw() {
    this.list.replaceChildren(...this.options.map((option, at) => {
      const item = document.createElement("li");
      item.id = `${this.list.id}-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(at === this.at));
      item.dataset.at = String(at);
      item.textContent = option.text;
      return item;
    }));
    this.list.hidden = this.options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.setAttribute("aria-activedescendant", this.at < 0 ? "" : `${this.list.id}-${this.at}`);
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (this.list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = (this.at + step + this.options.length) % this.options.length;
      this.draw();
    } else if (event.key === "Enter") {
      this.choose(this.at);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  choose(at) {
    const option = this.options[at];
    this.close();
    if (option) this.pick(option);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

// Vietnamese without marks, for finding.
export const plain = (text) =>
  text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");

// Finds units by their name, at an address of the register.
export const unitsAt = (address) => async (text) => {
  if (text.length < 2) return [];
  const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`);
  return answer.ok ? (await answer.json()).units.map((unit) => ({ value: unit.unit, text: unit.name })) : [];
};
