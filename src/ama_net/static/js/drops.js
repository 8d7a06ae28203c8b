// <details class="drop">: a click elsewhere or Escape closes it, as people expect of a menu.
function closeAll(except) {
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (!drop.contains(except)) drop.open = false;
  }
}

export function closeDropsFromOutside() {
  document.addEventListener("click", (event) => closeAll(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.activeElement?.closest("details.drop[open]");
    closeAll(null);
    open?.querySelector("summary").focus();
  });
}
