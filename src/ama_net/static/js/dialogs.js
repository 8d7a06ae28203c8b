// Native <dialog>: openers are links to its id (so they work without script), closers are any [data-close-dialog].
function open(dialog, opener) {
  dialog.showModal();
  dialog.addEventListener("close", () => opener.focus(), { once: true });
}

export function enableDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const wanted = opener && document.getElementById(opener.dataset.dialog);
    if (wanted) {
      event.preventDefault();
      open(wanted, opener);
      return;
    }
    const closer = event.target.closest("[data-close-dialog]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog").close();
    } else if (event.target.matches("dialog.dialog[open]")) {
      event.target.close(); // A click on the veil around it.
    }
  });
}
