// "Esci subito": leaves at once and does not stay in the history. Escape pressed three times does the same.
// What was opened before stays in the browser's history, and the page says so.
const TIMES = 3;
const WITHIN_MS = 2000;

export function leave(address) {
  // The next site must not learn where the reader comes from.
  const silence = document.createElement("meta");
  silence.name = "referrer";
  silence.content = "no-referrer";
  document.head.append(silence);
  document.documentElement.classList.add("is-leaving");
  document.title = "…";
  window.location.replace(address);
}

export function enableQuickExit() {
  const link = document.querySelector("a[data-quick-exit]");
  if (!link) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN_MS);
    if (presses.length >= TIMES) leave(link.href);
  });
  // Coming back with the browser's arrow shows the page again rather than an empty one.
  window.addEventListener("pageshow", () => document.documentElement.classList.remove("is-leaving"));
}
