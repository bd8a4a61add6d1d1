// Asks a JSON address again and again while the page is seen, and at once when it comes back into sight. A slow answer is
// waited for, never asked for twice. Gives what ends the asking.

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : null;
}

export function poll(address, everyMs, show, silent = () => {}) {
  let asking = false;

  async function look() {
    if (document.hidden || asking) return;
    asking = true;
    const news = await ask(address).catch(silent); // the strip at the top of the page says that the node is silent
    asking = false;
    if (news) show(news);
  }

  const bell = setInterval(look, everyMs);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(bell);
    document.removeEventListener("visibilitychange", look);
  };
}
