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
    this.waiting = false; // for an answer
    this.hasty = false; // Enter was pressed before it came
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
    [this.waiting, this.hasty] = [true, false];
    const options = await Promise.resolve(this.find(this.input.value.trim())).catch(() => []); // no line: none found
    if (mine !== this.asked) return;
    this.options = options;
    this.at = options.length ? 0 : -1;
    this.draw();
    this.waiting = false;
    if (this.hasty && options.length === 1) this.choose(0);
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
    if (event.key === "Enter" && this.waiting) {
      this.hasty = true; // nothing is sent meanwhile; the only one that is found is taken, among several one is picked
      event.preventDefault();
      return;
    }
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

// The field of a unit: what is typed counts only once it was picked, and a form with words nobody picked is not sent.
export function unitField(address, hidden, then = () => {}) {
  const search = document.getElementById("unit-search");
  const check = () => search.setCustomValidity(search.value.trim() && !hidden.value ? "Chọn một đơn vị trong danh sách: ↑ ↓ rồi Enter." : "");
  const take = (text, unit) => {
    search.value = text;
    hidden.value = unit;
    check();
    then();
  };
  new Picker(search, document.getElementById("unit-options"), unitsAt(address), (option) => take(option.text, option.value));
  search.addEventListener("input", () => {
    hidden.value = "";
    check();
  });
  search.addEventListener("change", () => { if (!search.value.trim()) take("", ""); });
  check();
}

// Finds units by their name, at an address of the register.
const unitsAt = (address) => async (text) => {
  if (text.length < 2) return [];
  const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`);
  return answer.ok ? (await answer.json()).units.map((unit) => ({ value: unit.unit, text: unit.name })) : [];
};
