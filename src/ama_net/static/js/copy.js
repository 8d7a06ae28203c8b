// <button data-copy="text" data-copied="Copiato">: the button's own words say that it worked.
const SHOWN_MS = 2500;

async function copy(button) {
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return; // No permission: the text stands beside the button and can be selected.
  }
  label.textContent = button.dataset.copied;
  setTimeout(() => { label.textContent = before; }, SHOWN_MS);
}

export function enableCopyButtons() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
}
